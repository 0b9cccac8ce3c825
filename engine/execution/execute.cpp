#include "execution/execute.h"

#include <utility>

namespace agora::execution {

namespace {

// An element that this transaction deleted can still be returned: it has an id, and nothing else to tell.

Value node_with_contents(NodeId id, const graph::GraphView& view) {
  Node node;
  node.id = id.value;
  if (!view.is_deleted(id)) {
    node.labels = view.labels(id);
    node.properties = view.properties(id);
  }
  return node;
}

Value relationship_with_contents(RelationshipId id, const graph::GraphView& view) {
  Relationship relationship;
  relationship.id = id.value;
  if (const auto record = view.record(id)) {
    relationship.type = view.catalog().name(record->type);
    relationship.start = record->start.value;
    relationship.end = record->end.value;
  }
  if (!view.is_deleted(id)) relationship.properties = view.properties(id);
  return relationship;
}

List with_contents(const List& list, const graph::GraphView& view) {
  List result;
  result.reserve(list.size());
  for (const Value& element : list) result.push_back(execution::with_contents(element, view));
  return result;
}

}  // namespace

Value with_contents(const Value& value, const graph::GraphView& view) {
  switch (value.type()) {
    case ValueType::Node:
      return value.has_contents() ? value : node_with_contents(NodeId{value.id()}, view);
    case ValueType::Relationship:
      return value.has_contents() ? value : relationship_with_contents(RelationshipId{value.id()}, view);
    case ValueType::Path: {
      const Path& path = value.as_path();
      return Path{with_contents(path.nodes, view), with_contents(path.relationships, view)};
    }
    case ValueType::List:
      return with_contents(value.as_list(), view);
    case ValueType::Map: {
      Map map;
      map.reserve(value.as_map().size());
      for (const auto& [key, element] : value.as_map()) map.set(key, with_contents(element, view));
      return map;
    }
    default:
      return value;
  }
}

Execution::Execution(std::shared_ptr<const plan::Plan> plan, std::shared_ptr<const graph::GraphView> view,
                     graph::GraphFork* fork, Map parameters, const Settings& settings)
    : plan_(std::move(plan)), view_(std::move(view)), parameters_(std::move(parameters)),
      context_(*plan_, fork ? *fork : *view_, fork, parameters_, settings),
      root_(build(*plan_->root, context_, Scope{})), batch_(context_.slot_count()) {}

Execution::Execution(std::shared_ptr<const plan::Plan> plan, std::shared_ptr<const graph::GraphView> view,
                     Map parameters, const Settings& settings)
    : Execution(std::move(plan), std::move(view), nullptr, std::move(parameters), settings) {}

Execution::Execution(std::shared_ptr<const plan::Plan> plan, graph::GraphFork& fork, Map parameters,
                     const Settings& settings)
    : Execution(std::move(plan), nullptr, &fork, std::move(parameters), settings) {}

bool Execution::next(List& row) {
  while (position_ >= batch_.row_count()) {
    context_.check();
    position_ = 0;
    if (!root_->next(batch_)) return false;
    if (plan_->outputs.empty()) position_ = batch_.row_count();  // It runs for its effects.
  }
  row.resize(plan_->outputs.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    row[i] = with_contents(batch_.value(plan_->outputs[i], position_), context_.view);
  }
  ++position_;
  return true;
}

Rows Execution::run_to_end() {
  Rows result;
  result.columns = columns();
  HeldMemory held(context_);
  List row;
  while (next(row)) {
    held.add(row.size() * sizeof(Value) + sizeof(List));
    result.rows.push_back(std::move(row));
    row = {};
  }
  return result;
}

}  // namespace agora::execution
