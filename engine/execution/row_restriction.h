// execution/row_restriction.h
#pragma once

#include <cstdint>
#include <vector>

#include "execution/count_branch.h"

namespace agora::execution {

/// What the rows forbid one branch, taken off its count.
class RowRestriction {
 public:
  /// Both must outlive this.
  RowRestriction(RunningBranch& branch, Context& context);

  /// False if the pattern forbids nothing.
  bool any() const noexcept;
  /// To be called before each batch, before the branch learns its roots.
  void prepare();
  /// What the branch counts from `root` in this row. Requires: it has learnt the root.
  std::int64_t count(const Batch& batch, std::size_t row, NodeId root);

 private:
  static constexpr std::uint64_t kNobody = ~std::uint64_t{0};
  struct Excluded {
    Slot from;
    bool itself;  ///< The node that its neighbours are excluded for is so as well.
    Adjacency adjacency;
  };

  void exclude(const Batch& batch, std::size_t row);
  static void collect(const Batch& batch, std::size_t row, const std::vector<Slot>& slots,
                      std::vector<std::uint64_t>& out);
  bool leads_to_excluded(NodeId root, RelationshipId relationship) const;

  RunningBranch& branch_;
  const graph::GraphView& view_;
  std::vector<Slot> not_nodes_;  ///< Those that are not excluded as `itself`.
  std::vector<Excluded> excluded_;
  std::vector<std::uint64_t> last_;
  std::vector<std::uint64_t> nodes_, relationships_;
};

}  // namespace agora::execution
