// execution/count_product.h
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "execution/compared_pairs.h"
#include "execution/count_branch.h"

namespace agora::execution {

/// The product of several branches of one node or row.
class CountProduct {
 public:
  CountProduct(const std::vector<plan::CountBranch>& branches,
               const std::vector<plan::CountBranch::Pair>& pairs, const Site& site);

  /// To be called before each batch.
  void prepare();
  /// Multiplies each weight by the number of combinations where all branches hang on the root beside it.
  void multiply(std::span<const std::uint64_t> roots, std::span<std::int64_t> weights);

  std::size_t size() const noexcept { return branches_.size(); }
  RunningBranch& branch(std::size_t i) noexcept { return *branches_[i]; }
  /// Whether the branch counts only together with another.
  bool paired(std::size_t i) const noexcept { return paired_[i]; }
  /// The branches that do not, those first that cost least and may leave less to do for the others. Valid from
  /// prepare() on.
  std::span<const std::uint32_t> single() const noexcept { return single_; }
  std::span<const plan::CountBranch::Pair> pairs() const noexcept { return pairs_; }
  /// Matches of both that differ as the pair says, from their roots: all combinations less those that do not.
  /// Requires: both branches have learnt their root.
  std::int64_t count_pair(const plan::CountBranch::Pair& pair, NodeId first, NodeId second);

 private:
  /// Combinations that use the same node.
  WideCount same_node(RunningBranch& a, RunningBranch& b, NodeId first, NodeId second);
  /// Combinations that use the same relationship.
  WideCount same_relationship(RunningBranch& a, RunningBranch& b, NodeId first, NodeId second);
  /// For branches along the same relationships from one root, of which at least one is plain: the combinations that
  /// use the same relationship number as many as the matches of the other.
  static RunningBranch* other_than_plain(RunningBranch& a, RunningBranch& b, NodeId first, NodeId second);

  std::vector<std::unique_ptr<RunningBranch>> branches_;
  const std::vector<plan::CountBranch::Pair>& pairs_;
  std::vector<std::unique_ptr<ComparedPairs>> compared_;  ///< By pair; null where nothing is compared.
  std::vector<bool> paired_;
  std::vector<std::uint32_t> single_;
  std::vector<RunningBranch::Entry> first_entries_, second_entries_;
  std::vector<std::uint32_t> positions_;
};

}  // namespace agora::execution
