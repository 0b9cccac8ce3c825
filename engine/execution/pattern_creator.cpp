#include "execution/pattern_creator.h"
#include "value/article.h"

#include <algorithm>
#include <utility>

#include "execution/computed_names.h"

namespace agora::execution {

using semantic::Direction;
using semantic::NodePattern;
using semantic::Pattern;
using semantic::RelationshipPattern;

PatternCreator::PatternCreator(const Pattern& pattern, NullProperty null_property, Context& context,
                               const Scope& scope)
    : pattern_(pattern), null_property_(null_property), context_(context),
      made_by_(pattern.nodes.size(), kBound) {
  for (std::size_t i = 0; i < pattern.nodes.size(); ++i) {
    if (pattern.nodes[i].bound) continue;
    made_by_[i] = nodes_.size();
    nodes_.push_back({&pattern.nodes[i], compile_properties(pattern.nodes[i], scope), {}, {}, {}});
    for (const auto& names : pattern.nodes[i].computed_labels) {
      nodes_.back().computed.push_back({compile(*names, context_, scope), {}, nullptr});
    }
  }
  for (const RelationshipPattern& relationship : pattern.relationships) {
    if (relationship.bound) continue;
    relationships_.push_back({&relationship, compile_properties(relationship, scope), {}, {}, {}});
    relationships_.back().computed.value = compile(relationship.computed_type, context_, scope);
  }
}

template <typename ElementPattern>
PatternCreator::Properties PatternCreator::compile_properties(const ElementPattern& pattern, const Scope& scope) {
  Properties properties;
  properties.where = pattern.where;
  for (const semantic::PropertyEntry& entry : pattern.properties) {
    properties.entries.push_back({entry.key, compile(*entry.value, context_, scope), {}, {}, nullptr});
  }
  properties.map = compile(pattern.property_map, context_, scope);
  return properties;
}

void PatternCreator::create(Batch& batch) {
  if (batch.empty()) return;
  resolve_names();
  for (NewNode& node : nodes_) {
    evaluate(node.properties, batch);
    for (Names& names : node.computed) evaluate(names, batch);
  }
  for (NewRelationship& relationship : relationships_) {
    evaluate(relationship.properties, batch);
    evaluate(relationship.computed, batch);
  }
  for (NewNode& node : nodes_) node.ids.clear();
  for (NewRelationship& relationship : relationships_) relationship.ids.clear();
  for (std::size_t row = 0; row < batch.row_count(); ++row) {
    if (row % 256 == 0) context_.check();
    for (NewNode& node : nodes_) create_node(node, row);
    for (NewRelationship& relationship : relationships_) create_relationship(relationship, batch, row);
  }
  for (const NewNode& node : nodes_) {
    std::copy(node.ids.begin(), node.ids.end(),
              batch.column(node.pattern->slot).fill_nodes(node.ids.size()).begin());
  }
  for (const NewRelationship& relationship : relationships_) {
    std::copy(relationship.ids.begin(), relationship.ids.end(),
              batch.column(relationship.pattern->slot).fill_relationships(relationship.ids.size()).begin());
  }
}

/// Names get their numbers here and not before, so that a statement without rows brings up no name.
void PatternCreator::resolve_names() {
  const auto resolve_keys = [&](Properties& properties) {
    for (Entry& entry : properties.entries) entry.key = context_.fork->property_key(entry.name);
  };
  for (NewNode& node : nodes_) {
    node.labels.clear();
    for (const std::string& label : node.pattern->labels) node.labels.push_back(context_.fork->label(label));
    resolve_keys(node.properties);
  }
  for (NewRelationship& relationship : relationships_) {
    if (!relationship.computed.value) {
      relationship.type = context_.fork->type_named(relationship.pattern->types.front());
    }
    resolve_keys(relationship.properties);
  }
}

void PatternCreator::evaluate(Properties& properties, const Batch& batch) {
  for (Entry& entry : properties.entries) entry.values = &entry.value->evaluate(batch, entry.scratch);
  if (properties.map) properties.maps = &properties.map->evaluate(batch, properties.map_scratch);
}

void PatternCreator::evaluate(Names& names, const Batch& batch) {
  if (names.value) names.values = &names.value->evaluate(batch, names.scratch);
}

std::vector<LabelId> PatternCreator::labels_of(const NewNode& node, std::size_t row) const {
  std::vector<LabelId> labels = node.labels;
  std::vector<std::string> computed;
  try {
    for (const Names& names : node.computed) add_computed_names(names.values->value(row), "a label", computed);
  } catch (Error& error) {
    error.locate(node.pattern->where);
    throw;
  }
  for (const std::string& name : computed) {
    const LabelId label = context_.fork->label(name);
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
  }
  return labels;
}

TypeId PatternCreator::type_of(const NewRelationship& relationship, std::size_t row) const {
  if (!relationship.computed.value) return relationship.type;
  std::vector<std::string> names;
  try {
    add_computed_names(relationship.computed.values->value(row), "a relationship type", names);
    if (names.size() != 1) {
      throw Error(ErrorCategory::ArgumentError, "NoSingleRelationshipType",
                  "a relationship has exactly one type, but $(…) gives " + std::to_string(names.size()));
    }
  } catch (Error& error) {
    error.locate(relationship.pattern->where);
    throw;
  }
  return context_.fork->type_named(names.front());
}

void PatternCreator::create_node(NewNode& node, std::size_t row) {
  const NodeId id =
      node.computed.empty() ? context_.fork->create_node(node.labels) : context_.fork->create_node(labels_of(node, row));
  set_properties(id, node.properties, row);
  node.ids.push_back(id.value);
}

void PatternCreator::create_relationship(NewRelationship& relationship, const Batch& batch, std::size_t row) {
  const RelationshipPattern& pattern = *relationship.pattern;
  NodeId start = node_at(pattern.left, batch, row);
  NodeId end = node_at(pattern.right, batch, row);
  if (pattern.direction == Direction::In) std::swap(start, end);
  const RelationshipId id = context_.fork->create_relationship(type_of(relationship, row), start, end);
  set_properties(id, relationship.properties, row);
  relationship.ids.push_back(id.value);
}

NodeId PatternCreator::node_at(std::uint32_t index, const Batch& batch, std::size_t row) const {
  if (made_by_[index] != kBound) return NodeId{nodes_[made_by_[index]].ids[row]};
  const NodePattern& pattern = pattern_.nodes[index];
  const Value node = batch.value(pattern.slot, row);
  if (!node.is(ValueType::Node)) {
    throw Error(ErrorCategory::EntityNotFound, "",
                "a relationship cannot be created: its end `" + pattern.name + "` is " +
                    (node.is_null() ? std::string("null") : "no node but " + value::with_article(to_string(node.type()))))
        .at(pattern.where)
        .with_hint("keep rows without that node out with WHERE " + pattern.name + " IS NOT NULL");
  }
  context_.view.require_not_deleted(NodeId{node.id()});
  return NodeId{node.id()};
}

template <typename Id>
void PatternCreator::set_properties(Id id, const Properties& properties, std::size_t row) {
  const auto set = [&](PropertyKeyId key, const std::string& name, const Value& value) {
    if (value.is_null()) {
      refuse_null(properties, name);
    } else {
      context_.fork->set_property(id, key, value);
    }
  };
  try {
    for (const Entry& entry : properties.entries) set(entry.key, entry.name, entry.values->value(row));
    if (!properties.map) return;
    const Value map = properties.maps->value(row);
    if (map.is_null()) return;
    if (!map.is(ValueType::Map)) {
      throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                  "the properties of a pattern must be a map, but got " + std::string(to_string(map.type())));
    }
    for (const auto& [name, value] : map.as_map()) set(context_.fork->property_key(name), name, value);
  } catch (Error& error) {
    error.locate(properties.where);
    throw;
  }
}

void PatternCreator::refuse_null(const Properties& properties, const std::string& name) const {
  if (null_property_ == NullProperty::LeftOut) return;
  throw Error(ErrorCategory::SemanticError, "MergeReadOwnWrites",
              "MERGE cannot use null for a property, since nothing would ever be found by it: `" + name + "`")
      .at(properties.where)
      .with_hint("set the property with ON CREATE SET, or keep the row out with WHERE … IS NOT NULL");
}

}  // namespace agora::execution
