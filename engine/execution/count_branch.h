// execution/count_branch.h
//
// Counting matches without listing them: what one branch of a pattern contributes to a row is a sum of weights
// over the neighbours of its root, and the weight of a neighbour is the product of what its own branches
// contribute. Weights depend on the node alone, so each is computed once and kept.
//
// Work is done for many roots at a time: first the weights of all their neighbours are learnt, level by level
// down the branch, then they are summed up in loops that ask nothing. A branch whose neighbours all weigh 1 needs
// only the lengths of their lists.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "execution/adjacency.h"
#include "execution/intersect.h"
#include "execution/node_comparison.h"
#include "execution/node_weight.h"
#include "execution/returning_branch.h"
#include "execution/streams.h"

namespace agora::execution {

class RunningBranch {
 public:
  RunningBranch(const plan::CountBranch& node, const Site& site);
  ~RunningBranch();

  const plan::CountBranch& node() const noexcept { return node_; }
  /// To be called before each batch: forgets what a write may have changed.
  void prepare();
  /// True if every neighbour counts as one.
  bool plain() const noexcept { return !excludes() && comparisons_.empty() && end_.plain(); }

  /// Makes known what the roots whose `weights` are not 0 lead to. To be called before anything below is asked of
  /// them, but multiply(), which calls it.
  void learn(std::span<const std::uint64_t> roots, std::span<const std::int64_t> weights);
  /// Multiplies each weight by count() of the root beside it.
  void multiply(std::span<const std::uint64_t> roots, std::span<std::int64_t> weights);
  /// As multiply(), but by the number of matches alone, which may be 0 for an optional branch too.
  void multiply_matches(std::span<const std::uint64_t> roots, std::span<std::int64_t> weights);

  /// The number of matches that hang on `root`; at least 1 for an optional branch.
  std::int64_t count(NodeId root);

  /// One relationship from a root, with what hangs on its other end.
  struct Entry {
    NodeId node;
    RelationshipId relationship;
    std::int64_t weight;
  };
  /// Replaces `out` by all from `root` that weigh something, sorted by node.
  void entries(NodeId root, std::vector<Entry>& out);
  /// What relationships from `root` to `node` contribute to count(root).
  WideCount share(NodeId root, NodeId node);
  /// What this one relationship contributes.
  std::int64_t share(NodeId root, RelationshipId relationship);
  /// The weight of a neighbour of `root`.
  std::int64_t weight_from(NodeId node, NodeId root) {
    if (plain()) return 1;
    if (!comparisons_.empty() && !compares(node, root)) return 0;
    const std::int64_t weight = end_.known(node);
    return returning_ && weight > 0 ? returning_->weight_from(node, root, weight) : weight;
  }
  Adjacency& adjacency() noexcept { return adjacency_; }
  WeighedNode& end() noexcept { return end_; }

  /// Takes the node for one that matches nothing, until admit_all(). Requires: the pattern excludes some, and
  /// nothing is learnt meanwhile.
  void exclude(NodeId node);
  void admit_all();

  /// True if both look along the same relationships.
  bool same_relationships(const RunningBranch& other) const;
  /// Calls f(NodeId, std::uint64_t) for each node that several relationships lead to from `root`, with their number.
  /// False, and nothing is called, if it cannot tell quickly.
  template <typename F>
  bool for_each_repeated(NodeId root, F&& f);
  /// The nodes that `root` leads to, if they are at hand as one ascending list.
  std::optional<std::span<const NodeId>> single_list(NodeId root);

 private:
  bool excludes() const noexcept { return !node_.excluded.empty() || !node_.outer_excluded.empty(); }
  std::int64_t matches(NodeId root);
  /// The sum of the weights of the neighbours.
  std::int64_t sum(NodeId root);
  bool no_duplicates(std::span<const NodeId> list) const;
  bool compares(NodeId node, NodeId root);
  /// Has the keys that comparisons with the neighbours of `root` need computed.
  void learn_keys(NodeId root);

  const plan::CountBranch& node_;
  Context& context_;
  Adjacency adjacency_;
  WeighedNode end_;
  std::unique_ptr<ReturningBranch> returning_;  ///< If there is such a branch on the end.
  NodeWeights counts_;  ///< By root, with nothing excluded. Not for plain branches.
  std::vector<std::int64_t> degrees_, matches_;
  std::vector<std::uint32_t> positions_;
  NodeKeyring keyring_;
  std::vector<std::unique_ptr<NodeComparison>> comparisons_;  ///< Of a neighbour with the root.
  std::vector<NodeId> nodes_;
  std::vector<std::pair<NodeId, std::int64_t>> excluded_;
};

template <typename F>
bool RunningBranch::for_each_repeated(NodeId root, F&& f) {
  auto& sides = adjacency_.sides();
  if (sides.empty()) return true;
  if (sides.size() > 2) return false;
  const graph::NeighbourList first = sides[0].reader.neighbours(root);
  if (!first.flat() || !no_duplicates(first.nodes())) return false;
  if (sides.size() == 1) return true;
  const graph::NeighbourList second = sides[1].reader.neighbours(root);
  if (!second.flat() || !no_duplicates(second.nodes())) return false;
  positions_.clear();
  intersect(first.nodes(), second.nodes(), positions_);
  for (const std::uint32_t position : positions_) {
    const NodeId node = first.nodes()[position];
    if (!sides[1].skips_loops || node != root) f(node, std::uint64_t{2});
  }
  return true;
}

}  // namespace agora::execution
