#include "execution/path_part.h"

#include <algorithm>
#include <utility>

namespace agora::execution {

namespace {

/// Hops kept beyond the walk that asked for them. A guess: some tens of megabytes.
constexpr std::size_t kMostKept = 200'000;

std::size_t size_of(const PathHop& hop) {
  return sizeof(PathHop) + 8 * (hop.relationships.capacity() + hop.nodes.capacity()) +
         sizeof(Value) * hop.values.capacity();
}

}  // namespace

PathPart::PathPart(const plan::PathSteps& steps, std::size_t index, const Site& site,
                   const std::vector<Slot>& carried)
    : steps_(steps), part_(steps.parts[index]), context_(site.context) {
  for (std::size_t i = 0; i < part_.variables.size(); ++i) {
    const Slot outside = part_.variables[i].outside;
    if (std::find(carried.begin(), carried.end(), outside) != carried.end()) wanted_.push_back(i);
  }
  wants_nodes_ = steps.mode == plan::PathMode::Acyclic || steps.mode == plan::PathMode::Simple;
  const plan::Operator& op = *site.op.inputs[index + 1];
  Scope scope;
  scope.argument = &argument_;
  stream_ = build(op, context_, scope);
  if (asks_neighbours(op)) {
    const auto& expand = std::get<plan::Expand>(op.node);
    plain_ = &expand;
    neighbours_.emplace(context_, expand.types, expand.direction);
  }
}

/// True for a relationship without conditions: then running a plan for each node would only cost time. A profile
/// is to show the plan's rows.
bool PathPart::asks_neighbours(const plan::Operator& op) const {
  const auto* expand = std::get_if<plan::Expand>(&op.node);
  return expand != nullptr && !expand->into && context_.profile == nullptr &&
         part_.relationships.size() == 1 && expand->from == part_.enter && expand->to == part_.leave &&
         std::holds_alternative<plan::Argument>(op.inputs[0]->node);
}

void PathPart::begin(const Batch& rows, std::size_t row) {
  if (steps_.arguments.empty()) return;
  forget();
  argument_.rows = Batch(context_.slot_count());
  for (Slot slot : steps_.arguments) argument_.rows.column(slot).append(rows.value(slot, row));
}

void PathPart::forget() {
  known_.clear();
  kept_ = 0;
  if (neighbours_) neighbours_->refresh();
}

PathHops PathPart::find(NodeId node) {
  if (const auto known = known_.find(node); known != known_.end()) return known->second;
  context_.check();
  auto found = std::make_shared<PathHopList>(context_);
  if (neighbours_) {
    follow_neighbours(node, found->hops);
  } else {
    follow_plan(node, found->hops);
  }
  std::size_t bytes = sizeof(PathHopList) + 64;
  for (const PathHop& hop : found->hops) bytes += size_of(hop);
  found->held.add(bytes);
  if (kept_ + found->hops.size() > kMostKept) {
    known_.clear();
    kept_ = 0;
  }
  kept_ += found->hops.size() + 1;
  known_.emplace(node, found);
  return found;
}

void PathPart::follow_plan(NodeId node, std::vector<PathHop>& hops) {
  argument_.rows.set_slot_count(context_.slot_count());
  Column& enter = argument_.rows.column(part_.enter);
  enter.clear();
  enter.append_node(node.value);
  argument_.rows.set_row_count(1);
  stream_->restart();
  Batch found(context_.slot_count());
  while (stream_->next(found)) {
    for (std::size_t row = 0; row < found.row_count(); ++row) hops.push_back(hop(found, row, node));
  }
}

void PathPart::follow_neighbours(NodeId node, std::vector<PathHop>& hops) {
  neighbours_->for_each(node, [&](NodeId other, RelationshipId relationship) {
    PathHop& hop = hops.emplace_back();
    hop.end = other;
    hop.relationships.push_back(relationship);
    if (wants_nodes_) hop.nodes.push_back(other);
    for (std::size_t index : wanted_) {
      const Slot inside = part_.variables[index].inside;
      hop.values.push_back(inside == part_.enter   ? Value::node_reference(node.value)
                           : inside == part_.leave ? Value::node_reference(other.value)
                                                   : Value::relationship_reference(relationship.value));
    }
  });
}

PathHop PathPart::hop(const Batch& found, std::size_t row, NodeId from) const {
  PathHop hop;
  hop.end = NodeId{found.column(part_.leave).id(row)};
  for (Slot slot : part_.relationships) {
    hop.relationships.push_back(RelationshipId{found.column(slot).id(row)});
  }
  if (wants_nodes_) {
    NodeId here = from;
    for (RelationshipId relationship : hop.relationships) {
      const auto ends = context_.view.ends(relationship);
      here = ends.start == here ? ends.end : ends.start;
      hop.nodes.push_back(here);
    }
  }
  for (std::size_t index : wanted_) hop.values.push_back(found.value(part_.variables[index].inside, row));
  return hop;
}

void PathTrace::begin(NodeId start) {
  start_ = start;
  closed_ = false;
  relationships_.clear();
  nodes_.clear();
  nodes_[start] = true;
}

bool PathTrace::push(const PathHop& hop) {
  if (mode_ == plan::PathMode::Walk || hop.relationships.empty()) return true;
  if (closed_ || !push_relationships(hop)) return false;
  if (mode_ == plan::PathMode::Trail || push_nodes(hop, true)) return true;
  for (RelationshipId relationship : hop.relationships) relationships_.erase(relationship);
  return false;
}

bool PathTrace::push_before(const PathHop& hop, bool last) {
  if (mode_ == plan::PathMode::Walk || hop.relationships.empty()) return true;
  if (!push_relationships(hop)) return false;
  if (mode_ == plan::PathMode::Trail || push_nodes(hop, last)) return true;
  for (RelationshipId relationship : hop.relationships) relationships_.erase(relationship);
  return false;
}

bool PathTrace::push_relationships(const PathHop& hop) {
  for (std::size_t i = 0; i < hop.relationships.size(); ++i) {
    if (relationships_.try_emplace(hop.relationships[i], true).second) continue;
    while (i > 0) relationships_.erase(hop.relationships[--i]);
    return false;
  }
  return true;
}

bool PathTrace::push_nodes(const PathHop& hop, bool may_close) {
  for (std::size_t i = 0; i < hop.nodes.size(); ++i) {
    if (nodes_.try_emplace(hop.nodes[i], true).second) continue;
    const bool closes = may_close && mode_ == plan::PathMode::Simple && i + 1 == hop.nodes.size() &&
                        hop.nodes[i] == start_;
    if (closes) {
      closed_ = true;
      return true;
    }
    while (i > 0) nodes_.erase(hop.nodes[--i]);
    return false;
  }
  return true;
}

void PathTrace::pop(const PathHop& hop) {
  if (mode_ == plan::PathMode::Walk || hop.relationships.empty()) return;
  pop_nodes(hop);
  closed_ = false;
}

void PathTrace::pop_before(const PathHop& hop, bool last) {
  if (mode_ == plan::PathMode::Walk || hop.relationships.empty()) return;
  pop_nodes(hop);
  if (last) closed_ = false;
}

void PathTrace::pop_nodes(const PathHop& hop) {
  for (RelationshipId relationship : hop.relationships) relationships_.erase(relationship);
  for (NodeId node : hop.nodes) {
    if (node != start_) nodes_.erase(node);
  }
}

}  // namespace agora::execution
