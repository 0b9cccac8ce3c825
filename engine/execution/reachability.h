// execution/reachability.h
#pragma once

#include <functional>
#include <limits>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "execution/adjacency.h"

namespace agora::execution {

/// Which nodes can be reached, breadth first. A shortest way uses no relationship twice, so these are the ends of
/// all paths of up to `max` relationships in the language's sense.
class Reachability {
 public:
  using Admit = std::function<bool(RelationshipId)>;
  static constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint64_t>::max();

  Reachability(Context& context, std::vector<std::string> types, plan::Direction direction)
      : context_(context), adjacency_(context, std::move(types), direction), direction_(direction) {}

  /// Replaces `out` by the nodes that 1 to `max` relationships lead to, nearest first; `start` itself is one of
  /// them only if a path leads back to it. An empty `admit` admits all relationships.
  void find(NodeId start, std::uint64_t max, const Admit& admit, std::vector<NodeId>& out);

 private:
  bool visit(NodeId node);
  bool leads_back(NodeId start, std::uint64_t max, const Admit& admit);

  Context& context_;
  Adjacency adjacency_;
  plan::Direction direction_;
  std::vector<std::uint64_t> visited_;  ///< A bit per node; all 0 between two searches.

  /// How a node was first reached from the start: how far it is, and by which first relationship.
  struct Mark {
    std::uint64_t depth;
    RelationshipId branch;
  };
  absl::flat_hash_map<NodeId, Mark> marks_;
};

}  // namespace agora::execution
