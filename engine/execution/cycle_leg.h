// execution/cycle_leg.h
//
// The ways of a counted cycle from one node to another (plan::CycleLeg), and sets of nodes that carry how many
// ways lead to each.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "execution/adjacency.h"
#include "execution/intersect.h"
#include "execution/node_weight.h"

namespace agora::execution {

/// Nodes in ascending order, each with a positive weight.
struct NodeSet {
  std::vector<NodeId> nodes;
  std::vector<std::int64_t> weights;  ///< Empty: all are 1.

  std::size_t size() const noexcept { return nodes.size(); }
  std::int64_t weight(std::size_t i) const noexcept { return weights.empty() ? 1 : weights[i]; }
  /// 0 if it is not in the set.
  std::int64_t weight_of(NodeId node) const;
  WideCount total() const;
  void clear() noexcept { nodes.clear(), weights.clear(); }
  void append(NodeId node, std::int64_t weight);
  void keep_where(const std::vector<std::uint8_t>& mask);
};

class RunningLeg {
 public:
  RunningLeg(const plan::CycleLeg& leg, const Site& site);

  const plan::CycleLeg& leg() const noexcept { return leg_; }
  bool single() const noexcept { return hops_.size() == 1; }
  /// To be called before each batch.
  void prepare();
  WeighedNode::Access last_access() const;

  /// Replaces `out` by the nodes that `root` leads to.
  void reach(NodeId root, NodeSet& out);
  /// Replaces `out` by those nodes of `set` that `root` leads to, with the products of the weights.
  void narrow(const NodeSet& set, NodeId root, NodeSet& out);
  /// The number of ways from `root` to `node`.
  std::int64_t ways(NodeId root, NodeId node);

  // Only for a leg of one relationship that is not only asked whether it exists:

  /// The sum of the weights in `set` of what `root` leads to; `bits` holds just its nodes if all weigh 1.
  WideCount count(const NodeSet& set, const NodeBits& bits, NodeId root);
  /// Appends the relationships from `root` to `node`.
  void relationships(NodeId root, NodeId node, std::vector<RelationshipId>& out);

  /// Where a walk along the lists of one root stands.
  struct Cursor {
    struct Side {
      graph::NeighbourList list;
      std::size_t at;
      bool skips_loops;
    };
    NodeId root;
    std::vector<Side> sides;
  };
  /// Puts `cursor` before the first neighbour of `root`; valid until the graph changes.
  void begin(NodeId root, Cursor& cursor);
  /// As relationships(), for nodes that are asked for in ascending order.
  static void relationships(Cursor& cursor, NodeId node, std::vector<RelationshipId>& out);

 private:
  struct Hop {
    const plan::CycleHop& node;
    Adjacency adjacency;
    std::unique_ptr<WeighedNode> inner;  ///< Null for the last.
  };

  /// The list of one side, sorted; `scratch_` holds it where the graph does not.
  std::span<const NodeId> nodes_of(Adjacency::Side& side, NodeId root);
  void step(Hop& hop, const NodeSet& from, NodeSet& to);
  const NodeSet& reached(NodeId root);

  const plan::CycleLeg& leg_;
  Context& context_;
  std::vector<Hop> hops_;
  std::unordered_map<std::uint64_t, NodeSet> reached_;  ///< By root; only for several hops.
  HeldMemory held_;
  std::size_t reached_size_ = 0;
  NodeWeights loops_;  ///< Relationships from a node to itself: the pairs it is in ask for them again and again.
  std::uint64_t stamp_ = 0;
  bool prepared_ = false;
  std::vector<NodeId> scratch_;
  std::vector<std::uint32_t> positions_;
};

/// Drops the nodes that weigh 0 and multiplies the weights of the others in.
void weigh(WeighedNode& weights, NodeSet& set);

}  // namespace agora::execution
