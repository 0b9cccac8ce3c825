#include "procedure/introspection.h"

#include <cstdint>
#include <utility>

#include "graph/graph_view.h"

namespace agora::procedure {

namespace {

using Emit = std::function<void(List)>;
using Rows = void (*)(const graph::GraphView&, const Emit&);

/// Execution always hands procedures a graph view; the function layer only knows its interface.
const graph::GraphView& view_of(const function::CallContext& context) {
  return static_cast<const graph::GraphView&>(*context.graph);
}

void labels(const graph::GraphView& view, const Emit& emit) {
  for (std::uint32_t id = 0; id < view.catalog().label_count(); ++id) {
    if (view.node_count(LabelId{id}) > 0) emit({Value(view.catalog().name(LabelId{id}))});
  }
}

void relationship_types(const graph::GraphView& view, const Emit& emit) {
  for (std::uint32_t id = 0; id < view.catalog().type_count(); ++id) {
    if (view.relationship_count(TypeId{id}) > 0) emit({Value(view.catalog().name(TypeId{id}))});
  }
}

void property_keys(const graph::GraphView& view, const Emit& emit) {
  for (const std::string& key : view.catalog().property_keys()) emit({Value(key)});
}

void schema_nodes(const graph::GraphView& view, const Emit& emit) {
  for (std::uint32_t id = 0; id < view.catalog().label_count(); ++id) {
    const std::uint64_t count = view.node_count(LabelId{id});
    if (count > 0) {
      emit({Value(view.catalog().name(LabelId{id})), Value(static_cast<std::int64_t>(count))});
    }
  }
}

/// The labels that stand at one end of a type's relationships, with no count: a node may have several.
List end_labels(const graph::GraphView& view, TypeId type, catalog::Direction direction) {
  List result;
  for (std::uint32_t id = 0; id < view.catalog().label_count(); ++id) {
    if (view.statistics().relationship_count(LabelId{id}, type, direction) > 0) {
      result.emplace_back(view.catalog().name(LabelId{id}));
    }
  }
  return result;
}

void schema_relationships(const graph::GraphView& view, const Emit& emit) {
  for (std::uint32_t id = 0; id < view.catalog().type_count(); ++id) {
    const TypeId type{id};
    const std::uint64_t count = view.relationship_count(type);
    if (count == 0) continue;
    emit({Value(view.catalog().name(type)), Value(static_cast<std::int64_t>(count)),
          Value(end_labels(view, type, catalog::Direction::Out)),
          Value(end_labels(view, type, catalog::Direction::In))});
  }
}

void add(function::ProcedureRegistry& registry, std::string_view signature, std::string description,
         Rows rows) {
  function::Procedure procedure = function::parse_signature(signature);
  procedure.description = std::move(description);
  procedure.run = [rows](function::CallContext& context, std::span<const Value>, const Emit& emit) {
    rows(view_of(context), emit);
  };
  registry.add(std::move(procedure));
}

}  // namespace

void add_introspection(function::ProcedureRegistry& registry) {
  add(registry, "db.labels() :: (label :: STRING)", "Labels that some node carries.", labels);
  add(registry, "db.relationshipTypes() :: (relationshipType :: STRING)",
      "Types that some relationship has.", relationship_types);
  add(registry, "db.propertyKeys() :: (propertyKey :: STRING)",
      "Property keys that were ever used.", property_keys);
  add(registry, "db.schema.nodes() :: (label :: STRING, nodes :: INTEGER)",
      "Each label with the number of its nodes.", schema_nodes);
  add(registry,
      "db.schema.relationships() :: (type :: STRING, relationships :: INTEGER, startLabels :: LIST, "
      "endLabels :: LIST)",
      "Each relationship type with its number and the labels at its ends.", schema_relationships);
}

}  // namespace agora::procedure
