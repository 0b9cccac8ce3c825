// execution/cycle_counter.h
//
// Counts the ways to complete a row by the nodes of a plan::CountCycle, node by node: each runs over the
// intersection of what its legs lead to, and the last is only counted.
//
// Weights count relationships, and that is right as long as no two relationships that must differ can be the same
// one. They can only where nodes coincide (or a relationship of the row joins just these two nodes); such a
// combination of nodes is then counted by choosing its relationships one by one.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "execution/cycle_leg.h"
#include "execution/node_comparison.h"

namespace agora::execution {

class CycleCounter {
 public:
  CycleCounter(const plan::CountCycle& node, const Site& site);

  /// To be called before each batch.
  void prepare();
  /// The number of ways. `known` are the nodes of the row; consecutive rows that begin alike are cheaper.
  std::int64_t count(const Batch& batch, std::size_t row, std::span<const NodeId> known);

 private:
  /// The legs that lead from one position to one node and the comparisons that can be made then, and the set that
  /// is left when they are applied.
  struct Stage {
    std::uint32_t from;
    std::vector<std::uint32_t> legs;
    NodeSet set;
    struct Comparison {
      std::uint32_t position;
      std::unique_ptr<NodeComparison> nodes;
    };
    std::vector<Comparison> comparisons;
  };
  struct Target {
    const plan::CycleNode& node;
    std::uint32_t position;
    WeighedNode weight;
    std::vector<std::unique_ptr<RunningLeg>> legs;
    std::vector<Stage> stages;  ///< In the order of `from`.
    std::vector<NodeId> special;  ///< Of the current prefix: where relationships may coincide.
    const NodeSet& set() const { return stages.back().set; }
  };
  /// A leg of one relationship with its two ends.
  struct End { std::uint32_t target, leg, from, to; };

  void add_target(const plan::CycleNode& node, const Site& site);
  void add_comparison(Target& target, const plan::CycleComparison& comparison, const Site& site);
  End end_of(const plan::CountCycle::LegRef& ref) const;

  bool assign(std::uint32_t position, NodeId node);
  bool apply(Target& target, std::size_t stage);
  void descend(std::size_t target, std::int64_t factor);
  void count_last(Target& target, std::int64_t factor);
  void count_exactly(Target& target);
  WideCount fast_share(Target& target, NodeId node);
  /// Fills target.special; true if every candidate is special.
  bool find_special(Target& target);
  void add(WideCount ways);

  /// The same for the present combination of nodes, relationship by relationship.
  WideCount exact();
  std::uint64_t choose(std::size_t leg);
  bool allowed(std::size_t leg, RelationshipId relationship) const;
  bool is_excluded(const Target& target, NodeId node) const;

  const plan::CountCycle& node_;
  Context& context_;
  NodeKeyring keyring_;
  std::vector<std::unique_ptr<Target>> targets_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> stages_at_;  ///< (target, stage), by position.
  std::vector<std::size_t> stages_begin_;
  std::vector<std::pair<End, End>> different_;
  bool counts_last_ = false;  ///< The last stage of the last node is never applied, only counted.

  std::vector<NodeId> values_;  ///< By position.
  std::size_t assigned_ = 0;    ///< Positions of the row whose stages stand.
  bool dead_ = false;           ///< The last of these leaves some node without a candidate.
  NodeBits bits_;
  bool bits_stand_ = false;
  int exactly_ = 0;  ///< Positions at which the present combination is special.
  WideCount total_ = 0;
  std::size_t steps_ = 0;
  const Batch* batch_ = nullptr;
  std::size_t row_ = 0;

  // Legs whose relationships are bound by a rule, and what is chosen for them.
  std::vector<End> bound_legs_;
  std::vector<std::vector<std::size_t>> differs_from_;  ///< Of bound_legs_, earlier ones.
  std::vector<std::vector<RelationshipId>> choices_;
  std::vector<RelationshipId> chosen_;
  NodeSet spare_;
  std::vector<std::uint8_t> mask_;
};

}  // namespace agora::execution
