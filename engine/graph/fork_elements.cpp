// graph/fork_elements.cpp
//
// Creating, changing and deleting nodes and relationships in a fork.

#include <algorithm>
#include <type_traits>
#include <utility>

#include "agora/error.h"
#include "graph/adjacency_run.h"
#include "graph/column_run.h"
#include "graph/ends_run.h"
#include "graph/fork_layer.h"
#include "graph/graph_fork.h"
#include "graph/label_run.h"
#include "graph/shape_run.h"
#include "graph/value_codec.h"
#include "value/article.h"
#include "value/memory.h"

namespace agora::graph {
namespace {

template <typename Id>
constexpr bool kIsNode = std::is_same_v<Id, NodeId>;
template <typename Id>
constexpr catalog::ElementKind kElement =
    kIsNode<Id> ? catalog::ElementKind::Node : catalog::ElementKind::Relationship;
template <typename Id>
constexpr RunKind kShape = kIsNode<Id> ? RunKind::NodeShape : RunKind::RelationshipShape;
template <typename Id>
constexpr RunKind kColumn = kIsNode<Id> ? RunKind::NodeColumn : RunKind::RelationshipColumn;

// About what each change holds until the transaction ends.
constexpr std::size_t kNodeBytes = 48;
constexpr std::size_t kRelationshipBytes = 128;
constexpr std::size_t kPropertyBytes = 40;
constexpr std::size_t kEntryBytes = 96;

[[noreturn]] void throw_not_storable(const Value& value, const std::string& key) {
  const bool list = value.is(ValueType::List);
  throw Error(
      ErrorCategory::TypeError, "InvalidPropertyType",
      (list ? "a list stored as a property must hold plain values of one type; property "
            : value::with_article(to_string(value.type())) + " cannot be stored as a property: ") +
          key);
}

}  // namespace

template <typename T>
T& GraphFork::change_slot(RunKind kind, std::uint32_t id, std::uint64_t element) {
  ForkRun& own = change(RunKey{kind, id, run_number(element)});
  own.touched.set(run_slot(element));
  return static_cast<T&>(*own.run);
}

NodeId GraphFork::create_node(std::span<const LabelId> labels) {
  const NodeId node{node_bound_++};
  change_slot<ShapeRun>(RunKind::NodeShape, 0, node.value).set(run_slot(node.value), {});
  change_statistics().add_nodes(1);
  ++top().effects.nodes_created;
  memory_ += kNodeBytes;
  for (const LabelId label : labels) {
    if (run_as<LabelRun>(RunKind::Label, label.value, run_number(node.value))
            ->has(run_slot(node.value)))
      continue;
    change_label(node, label, true);
    ++top().effects.labels_added;
    check_later(catalog::Owner::of(label), node.value);
  }
  return node;
}

void GraphFork::change_label(NodeId node, LabelId label, bool carries) {
  change_slot<LabelRun>(RunKind::Label, label.value, node.value).set(run_slot(node.value), carries);
  change_statistics().add_nodes(label, carries ? 1 : -1);
}

bool GraphFork::add_label(NodeId node, LabelId label) {
  if (has_label(node, label) || !exists(node)) return false;
  change_label(node, label, true);
  count_ends(node, label, 1);
  enter_label(node, label);
  ++top().effects.labels_added;
  return true;
}

bool GraphFork::remove_label(NodeId node, LabelId label) {
  if (!has_label(node, label)) return false;
  for (const catalog::Index& index : catalog_->indexes()) {
    if (index.owner == catalog::Owner::of(label)) set_entry(index, node.value, false);
  }
  change_label(node, label, false);
  count_ends(node, label, -1);
  ++top().effects.labels_removed;
  return true;
}

void GraphFork::count_ends(NodeId node, LabelId label, std::int64_t sign) {
  for (std::uint32_t i = 0; i < catalog_->type_count(); ++i) {
    const TypeId type{i};
    if (relationship_count(type) == 0) continue;
    for (const Direction direction : {Direction::Out, Direction::In}) {
      const auto count = static_cast<std::int64_t>(degree(node, type, direction));
      if (count > 0) change_statistics().add_relationships(label, type, direction, sign * count);
    }
  }
}

RelationshipId GraphFork::create_relationship(TypeId type, NodeId start, NodeId end) {
  require_not_deleted(start);
  require_not_deleted(end);
  const RelationshipRecord record{type, start, end};
  check_endpoints(record);
  const RelationshipId relationship{relationship_bound_++};
  change_slot<EndsRun>(RunKind::Ends, 0, relationship.value)
      .set(run_slot(relationship.value), record);
  link(record, relationship, true);
  ++top().effects.relationships_created;
  memory_ += kRelationshipBytes;
  check_later(catalog::Owner::of(type), relationship.value);
  return relationship;
}

void GraphFork::link(const RelationshipRecord& record, RelationshipId relationship, bool add) {
  const auto change_list = [&](RunKind kind, NodeId source, NodeId neighbour) {
    ForkRun& own = change(RunKey{kind, record.type.value, run_number(source.value)});
    auto& run = static_cast<AdjacencyRun&>(*own.run);
    const AdjacencyChange change{neighbour, relationship, run_slot(source.value), !add};
    AdjacencyRun::put_change(own.delta, change);
    add ? run.add(change.slot, neighbour, relationship)
        : run.remove(change.slot, neighbour, relationship);
  };
  change_list(RunKind::AdjacencyOut, record.start, record.end);
  change_list(RunKind::AdjacencyIn, record.end, record.start);

  const std::int64_t sign = add ? 1 : -1;
  catalog::Statistics& statistics = change_statistics();
  statistics.add_relationships(record.type, sign);
  const auto count_labels = [&](NodeId node, Direction direction) {
    if (is_deleted(node)) return;  // Its labels were counted out with it.
    for (const LabelId label : label_ids(node))
      statistics.add_relationships(label, record.type, direction, sign);
  };
  count_labels(record.start, Direction::Out);
  count_labels(record.end, Direction::In);
}

void GraphFork::set_property(NodeId node, PropertyKeyId key, const Value& value) {
  set_property_of(node, key, value);
}

void GraphFork::set_property(RelationshipId relationship, PropertyKeyId key, const Value& value) {
  set_property_of(relationship, key, value);
}

template <typename Id>
void GraphFork::set_property_of(Id id, PropertyKeyId key, Value value) {
  require_not_deleted(id);
  if (!value.is_null() && !storable(value)) throw_not_storable(value, catalog_->name(key));
  if (!exists(id)) return;
  std::vector<catalog::Index> indexes;
  if (concerns_schema(key)) {
    value = checked(kElement<Id>, id.value, key, std::move(value));
    indexes = indexes_of(kElement<Id>, id.value, key);
  }
  const std::uint16_t slot = run_slot(id.value);
  const bool had = run_as<ColumnRun>(kColumn<Id>, key.value, run_number(id.value))->has(slot);
  if (!had && value.is_null()) return;
  for (const catalog::Index& index : indexes) set_entry(index, id.value, false);
  change_slot<ColumnRun>(kColumn<Id>, key.value, id.value).set(slot, value);
  if (had == value.is_null()) {
    std::vector<PropertyKeyId> keys = property_keys(id);
    const auto place = std::lower_bound(keys.begin(), keys.end(), key);
    if (had) {
      keys.erase(place);
    } else {
      keys.insert(place, key);
    }
    ShapeRun& shapes = change_slot<ShapeRun>(kShape<Id>, 0, id.value);
    if (!kIsNode<Id> && keys.empty()) {
      shapes.clear(slot);
    } else {
      shapes.set(slot, std::move(keys));
    }
  }
  for (const catalog::Index& index : indexes) set_entry(index, id.value, true);
  ++top().effects.properties_set;
  memory_ += kPropertyBytes + value::heap_bytes(value) + indexes.size() * kEntryBytes;
}

template <typename Id>
void GraphFork::clear_properties(Id id) {
  for (const PropertyKeyId key : property_keys(id)) {
    for (const catalog::Index& index : indexes_of(kElement<Id>, id.value, key))
      set_entry(index, id.value, false);
    change_slot<ColumnRun>(kColumn<Id>, key.value, id.value).set(run_slot(id.value), Value());
  }
}

void GraphFork::delete_relationship(RelationshipId relationship) {
  if (is_deleted(relationship) || !exists(relationship)) return;
  const RelationshipRecord gone = *record(relationship);
  clear_properties(relationship);
  if (run_as<ShapeRun>(RunKind::RelationshipShape, 0, run_number(relationship.value))
          ->exists(run_slot(relationship.value))) {
    change_slot<ShapeRun>(RunKind::RelationshipShape, 0, relationship.value)
        .clear(run_slot(relationship.value));
  }
  link(gone, relationship, false);
  change_slot<EndsRun>(RunKind::Ends, 0, relationship.value).remove(run_slot(relationship.value));
  top().deleted_relationships.insert(relationship);
  ++top().effects.relationships_deleted;
  memory_ += kRelationshipBytes;
}

void GraphFork::delete_node(NodeId node) {
  if (is_deleted(node) || !exists(node)) return;
  for (const LabelId label : label_ids(node)) {
    count_ends(node, label, -1);
    for (const catalog::Index& index : catalog_->indexes()) {
      if (index.owner == catalog::Owner::of(label)) set_entry(index, node.value, false);
    }
    change_label(node, label, false);
  }
  clear_properties(node);
  change_slot<ShapeRun>(RunKind::NodeShape, 0, node.value).clear(run_slot(node.value));
  change_statistics().add_nodes(-1);
  top().deleted_nodes.insert(node);
  top().unchecked_deletions.push_back(node);
  ++top().effects.nodes_deleted;
  memory_ += kNodeBytes;
}

void GraphFork::detach_delete_node(NodeId node) {
  if (is_deleted(node)) return;
  std::vector<NodeId> nodes;
  std::vector<RelationshipId> relationships;
  for (std::uint32_t i = 0; i < catalog_->type_count(); ++i) {
    if (relationship_count(TypeId{i}) == 0) continue;
    neighbours(node, TypeId{i}, Direction::Out).append_to(nodes, relationships);
    neighbours(node, TypeId{i}, Direction::In).append_to(nodes, relationships);
  }
  for (const RelationshipId relationship : relationships) delete_relationship(relationship);
  delete_node(node);
}

bool GraphFork::has_relationships(NodeId node) const {
  for (std::uint32_t i = 0; i < catalog_->type_count(); ++i) {
    const TypeId type{i};
    if (relationship_count(type) == 0) continue;
    if (degree(node, type, Direction::Out) > 0 || degree(node, type, Direction::In) > 0)
      return true;
  }
  return false;
}

}  // namespace agora::graph
