// graph/adjacency_run.h
//
// The neighbours of 1,024 nodes by one relationship type in one direction: an immutable base of contiguous
// arrays, and a small sorted list of changes. A write copies the changes alone, so that one beside a node
// with a million relationships copies none of them; when the changes grow, they are folded into a new base.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "graph/run.h"

namespace agora::graph {

/// The lists of all slots one after another, each sorted by neighbour, then relationship.
struct AdjacencyBase {
  std::vector<std::uint32_t> offsets;  ///< kRunIds + 1 of them, or none if there is no entry.
  std::vector<NodeId> nodes;
  std::vector<RelationshipId> relationships;
};

/// One relationship more or less than the base has.
struct AdjacencyChange {
  NodeId node;
  RelationshipId relationship;
  std::uint16_t slot = 0;
  bool removed = false;

  std::strong_ordering operator<=>(const AdjacencyChange& other) const {
    if (const auto order = slot <=> other.slot; order != 0) return order;
    if (const auto order = node <=> other.node; order != 0) return order;
    return relationship <=> other.relationship;
  }
  bool operator==(const AdjacencyChange& other) const { return (*this <=> other) == 0; }
};

/// The neighbours of one node. Does not own what it shows: valid as long as the run it came from.
class NeighbourList {
 public:
  NeighbourList() = default;
  NeighbourList(std::span<const NodeId> nodes, const RelationshipId* relationships,
                std::span<const AdjacencyChange> changes)
      : nodes_(nodes), relationships_(relationships), changes_(changes) {}

  std::size_t size() const noexcept {
    std::size_t count = nodes_.size();
    for (const AdjacencyChange& change : changes_) change.removed ? --count : ++count;
    return count;
  }
  bool empty() const noexcept { return size() == 0; }

  /// True if the spans below are the whole answer: the fast path.
  bool flat() const noexcept { return changes_.empty(); }
  /// Sorted. Requires: flat().
  std::span<const NodeId> nodes() const noexcept { return nodes_; }
  /// Beside nodes(). Requires: flat().
  std::span<const RelationshipId> relationships() const noexcept { return {relationships_, nodes_.size()}; }

  /// Calls f(NodeId, RelationshipId) for each, sorted by neighbour, then relationship.
  template <typename F>
  void for_each(F&& f) const {
    visit(0, nodes_.size(), changes_, f);
  }

  /// Calls f(RelationshipId) for each relationship to `other`.
  template <typename F>
  void for_each_to(NodeId other, F&& f) const {
    const auto [low, high] = std::equal_range(nodes_.begin(), nodes_.end(), other);
    const auto by_node = [](const AdjacencyChange& change, NodeId node) { return change.node < node; };
    const auto first = std::lower_bound(changes_.begin(), changes_.end(), other, by_node);
    auto last = first;
    while (last != changes_.end() && last->node == other) ++last;
    visit(static_cast<std::size_t>(low - nodes_.begin()), static_cast<std::size_t>(high - nodes_.begin()),
          {first, last}, [&](NodeId, RelationshipId relationship) { f(relationship); });
  }

  /// Appends all, in the order of for_each.
  void append_to(std::vector<NodeId>& nodes, std::vector<RelationshipId>& relationships) const;

 private:
  template <typename F>
  void visit(std::size_t i, std::size_t end, std::span<const AdjacencyChange> changes, F&& f) const {
    for (const AdjacencyChange& change : changes) {
      for (; i < end && before(i, change); ++i) f(nodes_[i], relationships_[i]);
      if (change.removed) {
        ++i;  // A removal names an entry of the base, and all before it were shown.
      } else {
        f(change.node, change.relationship);
      }
    }
    for (; i < end; ++i) f(nodes_[i], relationships_[i]);
  }
  bool before(std::size_t i, const AdjacencyChange& change) const {
    return nodes_[i] != change.node ? nodes_[i] < change.node : relationships_[i] < change.relationship;
  }

  std::span<const NodeId> nodes_;
  const RelationshipId* relationships_ = nullptr;
  std::span<const AdjacencyChange> changes_;
};

class AdjacencyRun final : public Run {
 public:
  AdjacencyRun();
  explicit AdjacencyRun(std::shared_ptr<const AdjacencyBase> base) : base_(std::move(base)) {}

  NeighbourList list(std::uint16_t slot) const noexcept {
    std::span<const NodeId> nodes;
    const RelationshipId* relationships = nullptr;
    if (!base_->offsets.empty()) {
      const std::uint32_t begin = base_->offsets[slot];
      nodes = {base_->nodes.data() + begin, base_->offsets[slot + 1u] - begin};
      relationships = base_->relationships.data() + begin;
    }
    if (changes_.empty()) [[likely]] return {nodes, relationships, {}};
    return {nodes, relationships, changes_of(slot)};
  }

  const AdjacencyBase& base() const noexcept { return *base_; }
  std::span<const AdjacencyChange> changes() const noexcept { return changes_; }
  std::size_t entry_count() const noexcept;

  /// Requires: the relationship is not in the list yet.
  void add(std::uint16_t slot, NodeId node, RelationshipId relationship);
  /// Nothing happens if it is not in the list.
  void remove(std::uint16_t slot, NodeId node, RelationshipId relationship);
  /// Makes the changes part of a new base.
  void fold();

  std::size_t byte_size() const noexcept override;
  bool empty() const noexcept override { return entry_count() == 0; }
  std::shared_ptr<Run> clone() const override { return std::make_shared<AdjacencyRun>(*this); }
  void encode(std::string& out) const override;
  void decode(ByteReader& in) override;
  void encode_slots(const RunBits&, std::string&) const override {}
  void apply(ByteReader& in) override;

  /// Appends an addition or removal to a delta.
  static void put_change(std::string& delta, const AdjacencyChange& change);

 private:
  std::span<const AdjacencyChange> changes_of(std::uint16_t slot) const noexcept;
  void fold_if_large();

  std::shared_ptr<const AdjacencyBase> base_;
  std::vector<AdjacencyChange> changes_;
};

}  // namespace agora::graph
