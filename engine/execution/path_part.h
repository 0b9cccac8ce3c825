// execution/path_part.h
//
// One part of a path that may repeat: its plan, run from one node after the other.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include "execution/adjacency.h"
#include "execution/streams.h"

namespace agora::execution {

/// One way through a part.
struct PathHop {
  NodeId end;
  absl::InlinedVector<RelationshipId, 2> relationships;  ///< As they are walked.
  absl::InlinedVector<NodeId, 2> nodes;  ///< Those arrived at, `end` last; only where the path mode asks for them.
  std::vector<Value> values;             ///< Of the part's wanted variables.
};
/// All ways from one node. They count against the limit of memory as long as somebody holds on to them.
struct PathHopList {
  explicit PathHopList(Context& context) : held(context) {}
  std::vector<PathHop> hops;
  HeldMemory held;
};
using PathHops = std::shared_ptr<const PathHopList>;

class PathPart {
 public:
  /// Input `index + 1` of the operator is the part's plan. `carried`: the slots that are read above.
  PathPart(const plan::PathSteps& steps, std::size_t index, const Site& site,
           const std::vector<Slot>& carried);

  /// From here on hops belong to that row. Forgets what was found when parts read the row.
  void begin(const Batch& rows, std::size_t row);
  /// Forgets everything: the graph may have changed.
  void forget();
  /// All ways from `node`. What was found for a node is kept within bounds.
  PathHops find(NodeId node);

  const plan::PathPart& node() const noexcept { return part_; }
  /// The relationship that it is, if there is nothing more to it.
  const plan::Expand* plain() const noexcept { return plain_; }
  /// Indices into the part's variables of those that are read above, as in PathHop::values.
  const std::vector<std::size_t>& wanted() const noexcept { return wanted_; }

 private:
  bool asks_neighbours(const plan::Operator& op) const;
  void follow_plan(NodeId node, std::vector<PathHop>& hops);
  void follow_neighbours(NodeId node, std::vector<PathHop>& hops);
  PathHop hop(const Batch& found, std::size_t row, NodeId from) const;

  const plan::PathSteps& steps_;
  const plan::PathPart& part_;
  Context& context_;
  std::vector<std::size_t> wanted_;
  bool wants_nodes_;
  ArgumentSource argument_;
  StreamPtr stream_;
  const plan::Expand* plain_ = nullptr;
  std::optional<Adjacency> neighbours_;  ///< Instead of the plan, where it says no more than that.
  absl::flat_hash_map<NodeId, PathHops> known_;
  std::size_t kept_ = 0;
};

/// Whether a path of that mode may take a hop, given what it has behind it.
class PathTrace {
 public:
  explicit PathTrace(plan::PathMode mode) : mode_(mode) {}

  void begin(NodeId start);
  /// Adds the hop and says true, or changes nothing and says false.
  bool push(const PathHop& hop);
  void pop(const PathHop& hop);

  /// The same for a path that is put together from its end: begin() with its start, then the hops from the last
  /// to the first. `last`: nothing was pushed before.
  bool push_before(const PathHop& hop, bool last);
  void pop_before(const PathHop& hop, bool last);

 private:
  bool push_relationships(const PathHop& hop);
  bool push_nodes(const PathHop& hop, bool may_close);
  void pop_nodes(const PathHop& hop);

  plan::PathMode mode_;
  NodeId start_{};
  bool closed_ = false;  ///< A simple path is back where it began.
  absl::flat_hash_map<RelationshipId, bool> relationships_;
  absl::flat_hash_map<NodeId, bool> nodes_;
};

}  // namespace agora::execution
