// execution/returning_branch.h
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "execution/adjacency.h"
#include "execution/node_weight.h"

namespace agora::execution {

class RunningBranch;

/// What two branches one below the other count where the end of the inner one depends on the root of the outer one:
///
///   root -[outer]- node -[inner]- end,   with end <> root, or with two different relationships, or with no
///                                        relationship between end and root
///
/// The first two are all combinations less those that come back. With w(x) for what hangs on x alone, these are, by
/// node, the ways from the root to it and back, times what else hangs on the node, times w(root). For the third the
/// ends that the root excludes weigh nothing while the inner branch is counted for that root.
///
/// The end may in turn have a branch that must not end at the node; then w(root) is what it is coming from the node.
class ReturningBranch {
 public:
  /// `outer`, its plan and the site must outlive this. The inner branch is number `inner` on the outer one's nodes.
  ReturningBranch(RunningBranch& outer, std::size_t inner, const Site& site);
  ~ReturningBranch();

  /// To be called when the outer branch forgets what a write may have changed.
  void prepare();
  /// Has what else hangs on the node computed by the next learn().
  void want(NodeId node);
  void learn();

  /// Matches of the outer branch from `root`, of which there are `all` with nothing said about the ends.
  WideCount count(NodeId root, WideCount all);
  /// What a node that was reached from `root` weighs, of its weight `all`. Requires: the condition is on nodes alone.
  std::int64_t weight_from(NodeId node, NodeId root, std::int64_t all);

 private:
  struct Entry {
    NodeId node;
    RelationshipId relationship;
  };

  const plan::CountBranch& plan() const;
  /// What hangs on a node besides the inner branch.
  std::int64_t rest(NodeId node) const { return rest_ ? rest_->known(node) : 1; }
  WideCount count_excluding(NodeId root);
  /// Calls f(NodeId, std::uint64_t) with how many ways lead from `root` to the node and back; maybe several times.
  template <typename F>
  void for_each_return(NodeId root, F&& f);
  static void gather(Adjacency& adjacency, NodeId root, std::vector<Entry>& out);

  RunningBranch& outer_;
  RunningBranch& inner_;
  std::vector<plan::CountBranch> others_;  ///< On the outer one's nodes, without the inner one.
  std::vector<plan::CountBranch::Pair> pairs_;
  std::unique_ptr<WeighedNode> rest_;  ///< Null where nothing else hangs on the nodes.
  Adjacency back_;                     ///< From the root to the nodes whose inner branch leads to it.
  bool same_way_;                      ///< Those are the outer branch's relationships.
  std::vector<Adjacency> excluded_;
  std::vector<Entry> there_, back_again_;
};

}  // namespace agora::execution
