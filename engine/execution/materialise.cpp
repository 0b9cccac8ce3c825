#include "execution/materialise.h"

#include <algorithm>
#include <utility>

namespace agora::execution {

namespace {

Value node(const Value& reference, const graph::GraphView& view) {
  Node result;
  result.id = reference.id();
  const NodeId id{result.id};
  if (!view.is_deleted(id)) {
    for (const LabelId label : view.label_ids(id)) result.labels.push_back(view.catalog().name(label));
    result.properties = view.properties(id);
  }
  return Value(std::move(result));
}

Value relationship(const Value& reference, const graph::GraphView& view) {
  Relationship result;
  result.id = reference.id();
  const RelationshipId id{result.id};
  if (const auto record = view.record(id)) {
    result.type = view.catalog().name(record->type);
    result.start = record->start.value;
    result.end = record->end.value;
  }
  if (!view.is_deleted(id)) result.properties = view.properties(id);
  return Value(std::move(result));
}

/// True if nothing in the value needs a graph, so that it can be handed out as it is.
bool plain(const Value& value) {
  switch (value.type()) {
    case ValueType::Node:
    case ValueType::Relationship:
      return value.has_contents();
    case ValueType::Path:
      return false;
    case ValueType::List:
      return std::all_of(value.as_list().begin(), value.as_list().end(), plain);
    case ValueType::Map:
      return std::all_of(value.as_map().begin(), value.as_map().end(),
                         [](const Map::Entry& entry) { return plain(entry.second); });
    default:
      return true;
  }
}

}  // namespace

Value materialise(Value value, const graph::GraphView& view) {
  if (plain(value)) return value;
  switch (value.type()) {
    case ValueType::Node:
      return node(value, view);
    case ValueType::Relationship:
      return relationship(value, view);
    case ValueType::Path: {
      Path path = value.as_path();
      for (Value& each : path.nodes) each = materialise(std::move(each), view);
      for (Value& each : path.relationships) each = materialise(std::move(each), view);
      return Value(std::move(path));
    }
    case ValueType::List: {
      List list = value.as_list();
      for (Value& each : list) each = materialise(std::move(each), view);
      return Value(std::move(list));
    }
    case ValueType::Map: {
      Map map;
      map.reserve(value.as_map().size());
      for (const auto& [key, each] : value.as_map()) map.set(key, materialise(each, view));
      return Value(std::move(map));
    }
    default:
      return value;
  }
}

}  // namespace agora::execution
