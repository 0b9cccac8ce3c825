#include "execution/path_part.h"

#include <algorithm>
#include <utility>

namespace agora::execution {

namespace {

/// Hops kept beyond the walk that asked for them. A guess: some tens of megabytes.
constexpr std::size_t kMostKept = 200'000;

std::size_t size_of(const PathHop& hop) {
  return sizeof(PathHop) + 8 * (hop.relationships.size() + hop.nodes.size()) +
         sizeof(Value) * hop.values.size();
}

}  // namespace

PathPart::PathPart(const plan::PathSteps& steps, std::size_t index, const Site& site,
                   const std::vector<Slot>& carried)
    : steps_(steps), part_(steps.parts[index]), context_(site.context), held_(site.context) {
  for (std::size_t i = 0; i < part_.variables.size(); ++i) {
    const Slot outside = part_.variables[i].outside;
    if (std::find(carried.begin(), carried.end(), outside) != carried.end()) wanted_.push_back(i);
  }
  wants_nodes_ = steps.mode == semantic::PathMode::Acyclic || steps.mode == semantic::PathMode::Simple;
  Scope scope;
  scope.argument = &argument_;
  stream_ = build(*site.op.inputs[index + 1], context_, scope);
}

void PathPart::begin(const Batch& rows, std::size_t row) {
  if (steps_.arguments.empty()) return;
  forget();
  argument_.rows = Batch(context_.slot_count());
  for (Slot slot : steps_.arguments) argument_.rows.column(slot).append(rows.value(slot, row));
}

void PathPart::forget() {
  known_.clear();
  held_.clear();
  kept_ = 0;
}

PathHops PathPart::find(NodeId node) {
  if (const auto known = known_.find(node); known != known_.end()) return known->second;
  context_.check();
  argument_.rows.set_slot_count(context_.slot_count());
  Column& enter = argument_.rows.column(part_.enter);
  enter.clear();
  enter.append_node(node.value);
  argument_.rows.set_row_count(1);
  stream_->restart();
  auto hops = std::make_shared<std::vector<PathHop>>();
  Batch found(context_.slot_count());
  std::size_t bytes = 64;
  while (stream_->next(found)) {
    for (std::size_t row = 0; row < found.row_count(); ++row) {
      hops->push_back(hop(found, row, node));
      bytes += size_of(hops->back());
    }
  }
  if (kept_ + hops->size() > kMostKept) forget();
  kept_ += hops->size();
  held_.add(bytes);
  known_.emplace(node, hops);
  return hops;
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
  if (closed_) return false;
  if (!push_relationships(hop)) return false;
  if (mode_ == plan::PathMode::Trail || push_nodes(hop)) return true;
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

bool PathTrace::push_nodes(const PathHop& hop) {
  for (std::size_t i = 0; i < hop.nodes.size(); ++i) {
    if (nodes_.try_emplace(hop.nodes[i], true).second) continue;
    const bool closes =
        mode_ == plan::PathMode::Simple && i + 1 == hop.nodes.size() && hop.nodes[i] == start_;
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
  if (mode_ == plan::PathMode::Walk) return;
  for (RelationshipId relationship : hop.relationships) relationships_.erase(relationship);
  for (NodeId node : hop.nodes) {
    if (node != start_) nodes_.erase(node);
  }
  if (!hop.relationships.empty()) closed_ = false;
}

}  // namespace agora::execution
