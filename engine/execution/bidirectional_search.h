// execution/bidirectional_search.h
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "execution/adjacency.h"
#include "execution/streams.h"

namespace agora::execution {

/// The shortest paths between two different nodes along one kind of relationship: breadth first from both ends, always
/// on the side with fewer nodes to look at, until the two meet. Levels are finished, so that all shortest paths are
/// found. Such a path never comes to a node twice.
class BidirectionalSearch {
 public:
  using Path = std::vector<RelationshipId>;  ///< From the first node to the last.

  /// `direction` is seen from the first node. `all`: all of the least length, else one. No path is longer than `max`.
  BidirectionalSearch(Context& context, std::vector<std::string> types, plan::Direction direction, bool all,
                      std::optional<std::uint64_t> max);

  /// Along relationships for which `admit` (may be empty) says yes. Requires: the nodes differ. The paths count
  /// against the limit of memory until the next call.
  std::vector<Path> find(NodeId start, NodeId end, const std::function<bool(RelationshipId)>& admit);

 private:
  /// What one side has seen.
  class Side {
   public:
    Side(Context& context, std::vector<std::string> types, plan::Direction direction)
        : adjacency_(context, std::move(types), direction) {}

    struct Step {
      NodeId from;
      RelationshipId relationship;
    };
    struct Seen {
      std::uint32_t depth;
      std::vector<Step> steps;  ///< The ways to get here from the level before.
    };

    void begin(NodeId node);
    std::uint32_t depth() const { return depth_; }
    std::size_t frontier() const { return frontier_.size(); }
    const Seen* find(NodeId node) const;

    /// Looks one level further; calls `reached` for every node that is new.
    template <typename Reached>
    void advance(Context& context, const std::function<bool(RelationshipId)>& admit, Reached&& reached);

   private:
    Adjacency adjacency_;
    absl::flat_hash_map<NodeId, Seen> seen_;
    std::vector<NodeId> frontier_;
    std::uint32_t depth_ = 0;
  };

  std::vector<Path> paths();
  void trace(const Side& side, NodeId node, std::vector<Path>& ways);

  Context& context_;
  bool all_;
  std::optional<std::uint64_t> max_;
  Side forward_, backward_;
  std::vector<NodeId> meetings_;
  std::size_t traced_ = 0;
  HeldMemory held_;
};

}  // namespace agora::execution
