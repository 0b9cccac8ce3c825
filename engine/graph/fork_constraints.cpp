// graph/fork_constraints.cpp
//
// Holds a fork to its schema: keeps indexes in step, checks values when they are set, and what only
// the end of a statement can tell.

#include <algorithm>
#include <utility>

#include "agora/error.h"
#include "graph/fork_layer.h"
#include "graph/graph_fork.h"
#include "graph/index_key.h"
#include "graph/index_search.h"
#include "graph/key_layout.h"
#include "graph/property_type.h"
#include "value/compare.h"

namespace agora::graph {

using catalog::Constraint;
using catalog::ConstraintKind;
using catalog::ElementKind;
using catalog::Index;
using catalog::Owner;

namespace {

/// ":Person" or "[:KNOWS]".
std::string shown(const catalog::Catalog& catalog, const Owner& owner) {
  const std::string name = ":" + catalog.name(owner);
  return owner.element == ElementKind::Node ? name : "[" + name + "]";
}

/// "key = 'x'", several joined by " and ".
std::string shown(const catalog::Catalog& catalog, const std::vector<PropertyKeyId>& keys,
                  const std::vector<Value>& values) {
  std::string text;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0) text += " and ";
    // Inside a list a string is shown in its quotes.
    const std::string list = to_string(Value(List{values[i]}));
    text += catalog.name(keys[i]) + " = " + list.substr(1, list.size() - 2);
  }
  return text;
}

bool mentions(const std::vector<PropertyKeyId>& keys, PropertyKeyId key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

bool GraphFork::concerns_schema(PropertyKeyId key) {
  if (schema_keys_version_ != catalog_->version()) {
    schema_keys_.assign(catalog_->property_key_count(), false);
    const auto mark = [&](const std::vector<PropertyKeyId>& keys) {
      for (const PropertyKeyId each : keys) schema_keys_[each.value] = true;
    };
    for (const Index& index : catalog_->indexes()) mark(index.keys);
    for (const Constraint& constraint : catalog_->constraints()) mark(constraint.keys);
    schema_keys_version_ = catalog_->version();
  }
  return key.value < schema_keys_.size() && schema_keys_[key.value];
}

bool GraphFork::carries(const Owner& owner, std::uint64_t id) const {
  if (owner.element == ElementKind::Node) {
    return !is_deleted(NodeId{id}) && has_label(NodeId{id}, owner.label());
  }
  const auto found = record(RelationshipId{id});
  return found && found->type == owner.type() && !is_deleted(RelationshipId{id});
}

std::vector<Index> GraphFork::indexes_of(ElementKind element, std::uint64_t id, PropertyKeyId key) {
  std::vector<Index> found;
  if (!concerns_schema(key)) return found;
  for (const Index& index : catalog_->indexes()) {
    if (index.owner.element == element && mentions(index.keys, key) && carries(index.owner, id)) {
      found.push_back(index);
    }
  }
  return found;
}

std::vector<Value> GraphFork::values_of(const std::vector<PropertyKeyId>& keys, ElementKind element,
                                        std::uint64_t id) const {
  std::vector<Value> values;
  values.reserve(keys.size());
  for (const PropertyKeyId key : keys) {
    values.push_back(element == ElementKind::Node ? property(NodeId{id}, key)
                                                  : property(RelationshipId{id}, key));
  }
  return values;
}

void GraphFork::set_entry(const Index& index, std::uint64_t id, bool present) {
  const std::optional<IndexKey> key = index_key(values_of(index.keys, index.owner.element, id));
  if (!key) return;
  ForkLayer& layer = top();
  if (index.unique && !key->hashed) {
    const std::string stored = index_entry_prefix(index.id, key->bytes, true);
    auto found = layer.owners.find(stored);
    if (found == layer.owners.end()) {
      std::vector<std::uint64_t> before = IndexSearch(*snapshot_, layer_, index).owners(stored);
      found = layer.owners.emplace(stored, std::move(before)).first;
    }
    std::vector<std::uint64_t>& ids = found->second;
    const auto place = std::lower_bound(ids.begin(), ids.end(), id);
    const bool there = place != ids.end() && *place == id;
    if (present && !there) ids.insert(place, id);
    if (!present && there) ids.erase(place);
    layer.unchecked_owners = layer.unchecked_owners || ids.size() > 1;
    return;
  }
  std::string stored = index_entry_prefix(index.id, key->bytes, false);
  put_u64(stored, id);
  layer.entries[stored] = present;
  if (index.unique && present) layer.unchecked_hashed.emplace_back(index.id, id);
}

Value GraphFork::checked(ElementKind element, std::uint64_t id, PropertyKeyId key,
                         Value value) const {
  for (const Constraint& constraint : catalog_->constraints()) {
    if (constraint.owner.element != element || !mentions(constraint.keys, key)) continue;
    if (!carries(constraint.owner, id)) continue;
    if (value.is_null()) {
      if (!constraint.mandatory()) continue;
      // Deleted properties break it as absent ones do, and may be set again in the same statement.
      if (element == ElementKind::Node) {
        layer_->unchecked_nodes.insert(NodeId{id});
      } else {
        layer_->unchecked_relationships.insert(RelationshipId{id});
      }
    } else if (constraint.kind == ConstraintKind::Type) {
      value = to_declared_type(std::move(value), constraint.type, *catalog_,
                               shown(*catalog_, constraint.owner) + "." + catalog_->name(key));
    }
  }
  return value;
}

void GraphFork::check_later(const Owner& owner, std::uint64_t id) {
  if (!catalog_->has_schema(owner)) return;
  for (const Constraint& constraint : catalog_->constraints()) {
    if (constraint.owner != owner || !constraint.mandatory()) continue;
    if (owner.element == ElementKind::Node) {
      top().unchecked_nodes.insert(NodeId{id});
    } else {
      top().unchecked_relationships.insert(RelationshipId{id});
    }
  }
}

void GraphFork::enter_label(NodeId node, LabelId label) {
  const Owner owner = Owner::of(label);
  if (!catalog_->has_schema(owner)) return;
  check_later(owner, node.value);
  // Setting a value again checks it and gives it the declared type; then it is indexed for the new
  // label too.
  for (const Constraint* constraint : catalog_->constraints_of(owner)) {
    if (constraint->kind != ConstraintKind::Type) continue;
    const PropertyKeyId key = constraint->keys[0];
    const Value before = property(node, key);
    if (before.is_null()) continue;
    const Value after = checked(ElementKind::Node, node.value, key, before);
    if (after.type() == before.type() && !after.is(ValueType::List)) continue;
    set_property(node, key, after);
    --top().effects.properties_set;
  }
  for (const Index& index : catalog_->indexes()) {
    if (index.owner == owner) set_entry(index, node.value, true);
  }
}

void GraphFork::check_endpoints(const RelationshipRecord& record) const {
  bool ruled = false;
  std::string allowed;
  for (const catalog::EndpointRule& rule : catalog_->endpoint_rules()) {
    if (rule.type != record.type) continue;
    if (has_label(record.start, rule.start) && has_label(record.end, rule.end)) return;
    allowed += (ruled ? ", " : "") + std::string("(:") + catalog_->name(rule.start) +
               ")-->(:" + catalog_->name(rule.end) + ")";
    ruled = true;
  }
  if (!ruled) return;
  const auto node = [&](NodeId id) {
    std::string text = "(";
    for (const std::string& label : labels(id)) text += ":" + label;
    return text + ")";
  };
  throw Error(ErrorCategory::ConstraintValidationFailed, "",
              "a [:" + catalog_->name(record.type) + "] relationship cannot join " +
                  node(record.start) + "-->" + node(record.end) + "; declared for it: " + allowed);
}

// --- At the end of a statement
// -------------------------------------------------------------------------------

void GraphFork::check_statement() {
  check_deletions();
  check_unique();
  check_mandatory();
  for (const TypeId type : std::exchange(top().unchecked_rules, {})) {
    for (const std::uint64_t id : elements_of(Owner::of(type)))
      check_endpoints(*record(RelationshipId{id}));
  }
}

void GraphFork::check_deletions() {
  for (const NodeId node : std::exchange(top().unchecked_deletions, {})) {
    if (!has_relationships(node)) continue;
    throw Error(ErrorCategory::ConstraintVerificationFailed, "DeleteConnectedNode",
                "a node that still has relationships cannot be deleted")
        .with_hint("delete its relationships in the same statement, or use DETACH DELETE");
  }
}

void GraphFork::check_unique() {
  const auto fail = [&](const Index& index, std::uint64_t id) {
    const std::vector<Value> values = values_of(index.keys, index.owner.element, id);
    throw Error(ErrorCategory::ConstraintValidationFailed, "",
                "more than one " + shown(*catalog_, index.owner) + " would have " +
                    shown(*catalog_, index.keys, values) + ", which the constraint " + index.name +
                    " forbids");
  };
  ForkLayer& layer = top();
  if (std::exchange(layer.unchecked_owners, false)) {
    for (const auto& [stored, ids] : layer.owners) {
      if (ids.size() < 2) continue;
      const IndexId id{load_big_endian<std::uint32_t>(stored.data() + 3)};
      if (const Index* index = catalog_->find_index(id)) fail(*index, ids[0]);
    }
  }
  for (const auto& [index_id, id] : std::exchange(layer.unchecked_hashed, {})) {
    const Index* index = catalog_->find_index(index_id);
    if (index == nullptr || !carries(index->owner, id)) continue;
    std::vector<std::uint64_t> same;
    seek(index_id, values_of(index->keys, index->owner.element, id), same);
    if (same.size() > 1) fail(*index, id);
  }
}

void GraphFork::check_mandatory() {
  for (const NodeId node : std::exchange(top().unchecked_nodes, {})) {
    if (is_deleted(node)) continue;
    for (const LabelId label : label_ids(node)) check_mandatory(Owner::of(label), node.value);
  }
  for (const RelationshipId relationship : std::exchange(top().unchecked_relationships, {})) {
    if (is_deleted(relationship)) continue;
    check_mandatory(Owner::of(record(relationship)->type), relationship.value);
  }
}

void GraphFork::check_mandatory(const Owner& owner, std::uint64_t id) const {
  if (!catalog_->has_schema(owner)) return;
  for (const Constraint* constraint : catalog_->constraints_of(owner)) {
    if (!constraint->mandatory()) continue;
    const std::vector<Value> values = values_of(constraint->keys, owner.element, id);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!values[i].is_null()) continue;
      throw Error(ErrorCategory::ConstraintValidationFailed, "",
                  "every " + shown(*catalog_, owner) + " must have the property " +
                      catalog_->name(constraint->keys[i]) + " (constraint " + constraint->name +
                      ")");
    }
  }
}

}  // namespace agora::graph
