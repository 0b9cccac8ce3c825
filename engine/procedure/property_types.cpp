#include "procedure/property_types.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "graph/graph_view.h"

namespace agora::procedure {

namespace {

using Emit = std::function<void(List)>;

/// What the elements of one kind have been seen with.
struct Shape {
  std::uint64_t elements = 0;
  struct Property {
    std::uint64_t elements = 0;
    std::set<std::string> types;
  };
  std::map<std::string, Property> properties;
};

std::string type_of(const Value& value) { return std::string(to_string(value.type())); }

void see(Shape& shape, const Map& properties) {
  ++shape.elements;
  for (const auto& [key, value] : properties) {
    Shape::Property& property = shape.properties[key];
    ++property.elements;
    property.types.insert(type_of(value));
  }
}

/// ":`A`:`B`", as the labels would be written in a pattern.
std::string written(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += ":`";
    for (const char c : name) text += c == '`' ? "``" : std::string(1, c);
    text += '`';
  }
  return text;
}

/// A row for each property, or one without a property. `begin` are the cells that name the kind.
void emit_shape(const Shape& shape, const List& begin, const Emit& emit) {
  const auto row = [&](Value key, Value types, bool mandatory) {
    List cells = begin;
    cells.push_back(std::move(key));
    cells.push_back(std::move(types));
    cells.emplace_back(mandatory);
    emit(std::move(cells));
  };
  for (const auto& [key, property] : shape.properties) {
    row(Value(key), List(property.types.begin(), property.types.end()), property.elements == shape.elements);
  }
  if (shape.properties.empty()) row(Value(), Value(), false);
}

template <typename Id, typename Visit>
void each(const graph::GraphView& view, void (graph::GraphView::*scan)(Id, std::size_t, std::vector<Id>&) const,
          const Visit& visit) {
  constexpr std::size_t kBatch = 1024;
  std::vector<Id> ids;
  for (Id from{0};; from = Id{ids.back().value + 1}) {
    (view.*scan)(from, kBatch, ids);
    if (ids.empty()) return;
    for (const Id id : ids) visit(id);
  }
}

void node_types(const graph::GraphView& view, const Emit& emit) {
  std::map<std::vector<std::string>, Shape> shapes;
  each<NodeId>(view, &graph::GraphView::scan_nodes, [&](NodeId node) {
    std::vector<std::string> labels = view.labels(node);
    std::sort(labels.begin(), labels.end());
    see(shapes[std::move(labels)], view.properties(node));
  });
  for (const auto& [labels, shape] : shapes)
    emit_shape(shape, {Value(written(labels)), List(labels.begin(), labels.end())}, emit);
}

void relationship_types(const graph::GraphView& view, const Emit& emit) {
  std::map<std::string, Shape> shapes;
  each<RelationshipId>(view, &graph::GraphView::scan_relationships, [&](RelationshipId relationship) {
    see(shapes[view.type(relationship)], view.properties(relationship));
  });
  for (const auto& [type, shape] : shapes) emit_shape(shape, {Value(written({type}))}, emit);
}

void add(function::ProcedureRegistry& registry, std::string_view signature, std::string description,
         void (*rows)(const graph::GraphView&, const Emit&)) {
  function::Procedure procedure = function::parse_signature(signature);
  procedure.description = std::move(description);
  procedure.run = [rows](function::CallContext& context, std::span<const Value>, const Emit& emit) {
    // Execution always hands procedures a graph view; the function layer only knows its interface.
    rows(static_cast<const graph::GraphView&>(*context.graph), emit);
  };
  registry.add(std::move(procedure));
}

}  // namespace

void add_property_types(function::ProcedureRegistry& registry) {
  add(registry,
      "db.schema.nodeTypeProperties() :: (nodeType :: STRING, nodeLabels :: LIST, propertyName :: STRING?, "
      "propertyTypes :: LIST?, mandatory :: BOOLEAN)",
      "What properties the nodes of each set of labels have, and of which types.", node_types);
  add(registry,
      "db.schema.relTypeProperties() :: (relType :: STRING, propertyName :: STRING?, propertyTypes :: LIST?, "
      "mandatory :: BOOLEAN)",
      "What properties the relationships of each type have, and of which types.", relationship_types);
}

}  // namespace agora::procedure
