// execution/count_branch.h
//
// Counting matches without listing them: what one branch of a pattern contributes to a row is a sum of weights
// over the neighbours of its root, and the weight of a neighbour is the product of what its own branches
// contribute. Weights depend on the node alone, so each is computed once and kept.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "execution/adjacency.h"
#include "execution/node_weight.h"
#include "execution/streams.h"

namespace agora::execution {

class RunningBranch {
 public:
  RunningBranch(const plan::CountBranch& node, const Site& site);
  ~RunningBranch();

  const plan::CountBranch& node() const noexcept { return node_; }
  /// To be called before each batch: forgets what a write may have changed.
  void prepare();
  /// The number of matches that hang on `root`; at least 1 for an optional branch.
  std::int64_t count(NodeId root);

  /// One relationship from a root, with what hangs on its other end.
  struct Entry {
    NodeId node;
    RelationshipId relationship;
    std::int64_t weight;
  };
  /// Replaces `out` by all from `root`, sorted by node.
  void entries(NodeId root, std::vector<Entry>& out);
  /// What relationships from `root` to `node` contribute to count(root).
  WideCount share(NodeId root, NodeId node);
  /// What this one relationship contributes.
  std::int64_t share(NodeId root, RelationshipId relationship);

  /// Takes the node for one that matches nothing, until restore().
  void exclude(NodeId node);
  void restore();

  /// True if both look along the same relationships.
  bool same_relationships(const RunningBranch& other) const;

 private:
  bool plain() const noexcept { return end_.plain(); }
  std::int64_t weight(NodeId node) { return plain() && excluded_.empty() ? 1 : end_.known(node); }
  std::size_t degree(NodeId root);
  /// False if a weight is unknown.
  bool sum(NodeId root, WideCount& total);
  /// Computes the weights of all neighbours of `root`.
  void learn(NodeId root);

  const plan::CountBranch& node_;
  Context& context_;
  Adjacency adjacency_;
  WeighedNode end_;
  NodeWeights counts_;  ///< By root; not used where nodes are excluded row by row.
  std::vector<std::uint64_t> unknown_;
  std::vector<std::pair<NodeId, std::int64_t>> excluded_;
};

/// The product of several branches of one node or row.
class CountProduct {
 public:
  CountProduct(const std::vector<plan::CountBranch>& branches,
               const std::vector<plan::CountBranch::Pair>& pairs, const Site& site);

  void prepare();
  /// The number of combinations where all branches hang on one node.
  std::int64_t count(NodeId root);
  /// The same where each has its own root: `single(i)` counts branch i and `roots[i]` is its root.
  template <typename Single>
  std::int64_t count(const std::vector<NodeId>& roots, Single&& single) {
    WideCount product = 1;
    for (std::size_t i = 0; i < branches_.size() && product > 0; ++i) {
      if (!paired_[i]) product = static_cast<WideCount>(checked_count(product * static_cast<WideCount>(single(i))));
    }
    for (std::size_t i = 0; i < pairs_.size() && product > 0; ++i) {
      const auto& pair = pairs_[i];
      const WideCount both = count_pair(pair, roots[pair.first], roots[pair.second]);
      product = static_cast<WideCount>(checked_count(product * static_cast<WideCount>(checked_count(both))));
    }
    return checked_count(product);
  }
  std::size_t size() const noexcept { return branches_.size(); }
  RunningBranch& branch(std::size_t i) noexcept { return *branches_[i]; }
  bool paired(std::size_t i) const noexcept { return paired_[i]; }

 private:
  /// Matches of both that differ as the pair says: all combinations less those that do not.
  WideCount count_pair(const plan::CountBranch::Pair& pair, NodeId first, NodeId second);
  WideCount same_node(RunningBranch& a, RunningBranch& b, NodeId first, NodeId second);
  WideCount same_relationship(RunningBranch& a, RunningBranch& b, NodeId first, NodeId second);

  std::vector<std::unique_ptr<RunningBranch>> branches_;
  const std::vector<plan::CountBranch::Pair>& pairs_;
  std::vector<bool> paired_;
  std::vector<NodeId> roots_;
  std::vector<RunningBranch::Entry> first_entries_, second_entries_;
};

}  // namespace agora::execution
