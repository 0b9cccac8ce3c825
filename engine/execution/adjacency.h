// execution/adjacency.h
//
// The neighbours of a node as a relationship pattern sees them: by any of several types, in one direction or in
// both.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "execution/context.h"
#include "graph/readers.h"

namespace agora::execution {

class Adjacency {
 public:
  /// No types: all types that the graph has.
  Adjacency(Context& context, std::vector<std::string> types, plan::Direction direction)
      : context_(context), types_(std::move(types)), direction_(direction) {}

  /// To be called before a batch is worked on: a write may have brought up a type.
  void refresh() {
    const std::size_t types = context_.view.catalog().type_count();
    if (types != known_types_) resolve(types);
  }

  /// One type in one direction.
  struct Side {
    graph::AdjacencyReader reader;
    /// The second look of an undirected pattern: a relationship from a node to itself was seen by the first.
    bool skips_loops;
  };
  std::vector<Side>& sides() noexcept { return sides_; }

  /// Calls f(NodeId, RelationshipId) for each neighbour.
  template <typename F>
  void for_each(NodeId node, F&& f) {
    for (Side& side : sides_) {
      side.reader.neighbours(node).for_each([&](NodeId other, RelationshipId relationship) {
        if (side.skips_loops && other == node) return;
        f(other, relationship);
      });
    }
  }

  /// Calls f(RelationshipId) for each relationship from `node` to `other`.
  template <typename F>
  void for_each_between(NodeId node, NodeId other, F&& f) {
    for (Side& side : sides_) {
      if (side.skips_loops && other == node) continue;
      side.reader.neighbours(node).for_each_to(other, f);
    }
  }

  /// Adds to each degree the number of neighbours of the node beside it.
  void add_degrees(std::span<const std::uint64_t> nodes, std::span<std::int64_t> degrees);

  /// Whether the pattern may go along a relationship of that type from one node to the other.
  bool admits(const graph::RelationshipRecord& record, NodeId from, NodeId to) const;

 private:
  void resolve(std::size_t types);

  Context& context_;
  std::vector<std::string> types_;
  plan::Direction direction_;
  std::vector<Side> sides_;
  std::size_t known_types_ = static_cast<std::size_t>(-1);
};

}  // namespace agora::execution
