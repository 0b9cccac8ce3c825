// plan/count_cut.h
//
// Where a pattern is cut in two: nodes that are listed, and trees of nodes that hang on them and are counted. Every
// constraint must be kept: between nodes that are listed, from a row to what hangs directly on it, between two that
// hang on the same, or between where a way of two steps begins and ends. For others a node more is listed.
#pragma once

#include <optional>
#include <vector>

#include "plan/count_constraints.h"

namespace agora::plan {

class CountCut {
 public:
  using Index = CountConstraints::Index;  ///< Of a node or relationship of the pattern.

  /// Both must outlive this.
  CountCut(const semantic::Pattern& pattern, const CountConstraints& constraints)
      : pattern_(pattern), constraints_(constraints) {}

  /// Lists the nodes `required` and as few more as there have to be.
  void settle(std::vector<bool> required);

  /// What was required, and what that brought with it.
  const std::vector<bool>& required() const noexcept { return required_; }
  bool counts_anything() const;
  bool listed(Index node) const { return core_[node]; }
  /// Of a node that is counted: what it hangs on, and by which relationship.
  Index parent(Index node) const { return parent_[node]; }
  Index edge(Index node) const { return edge_[node]; }
  /// Whether it is counted and hangs on a node that is listed.
  bool direct(Index node) const { return !core_[node] && core_[parent_[node]]; }
  /// The node that a relationship leads to, if it is counted.
  std::optional<Index> counted_end(Index relationship) const;

  /// A constraint between where a way of two counted relationships begins and where it ends.
  struct Place {
    Index outer, inner;  ///< The node between, and the last.
  };
  std::optional<Place> return_place(const CountConstraint& c) const;
  /// What is asked of the end `inner`, on the node between.
  struct Return {
    Index inner;
    bool nodes = false, relationships = false, absent = false;
    bool nodes_alone() const { return !relationships && !absent; }
  };
  const std::optional<Return>& returning(Index outer) const { return returns_[outer]; }

 private:
  void prune();
  bool keep_constraints();
  bool is_returning(Index node) const;
  bool take_return(const CountConstraint& c, const Place& place);
  std::optional<Index> must_list(const CountConstraint& c);
  std::optional<Index> must_list(const CountConstraint& c, Index first, Index second);
  bool alone_constrained(Index node) const;

  const semantic::Pattern& pattern_;
  const CountConstraints& constraints_;
  std::vector<bool> required_, core_;
  std::vector<Index> parent_, edge_;
  static constexpr Index kNone = static_cast<Index>(-1);
  /// Of a pair of counted relationships, what is asked of it.
  struct Paired {
    Index with = kNone;
    bool differ = false, compared = false;
  };
  bool take_pair(const CountConstraint& c, Index first, Index second);
  bool taken(Index node) const { return paired_[edge_[node]].with != kNone; }
  std::vector<Paired> paired_;                  ///< By relationship.
  std::vector<bool> compared_;                  ///< By counted node: compared with what it hangs on.
  std::vector<std::optional<Return>> returns_;  ///< By counted node.
};

}  // namespace agora::plan
