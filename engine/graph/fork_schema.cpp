// graph/fork_schema.cpp
//
// Declaring and dropping indexes, constraints, enumerations and endpoint rules. What is declared
// must hold for the data that is there.

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "agora/error.h"
#include "graph/fork_layer.h"
#include "graph/graph_fork.h"
#include "graph/property_type.h"

namespace agora::graph {

using catalog::Constraint;
using catalog::ConstraintKind;
using catalog::ElementKind;
using catalog::Enumeration;
using catalog::Index;
using catalog::Owner;

namespace {

constexpr std::size_t kScanIds = 4096;

Error schema_error(std::string message) {
  return Error(ErrorCategory::SchemaError, "", std::move(message));
}

/// What in the graph stands against a declaration: the first few elements, and how many there are.
class Conflicts {
 public:
  void add(const Error& error, std::string element) {
    if (++count_ == 1) first_ = error;
    if (count_ <= kNamed) elements_ += (elements_.empty() ? "" : ", ") + std::move(element);
  }
  /// Throws the first conflict with the places of all, if there is any.
  void raise() const {
    if (count_ == 0) return;
    std::string hint = std::to_string(count_) +
                       (count_ == 1 ? " element stands against it: " : " elements stand against it: ") +
                       elements_ + (count_ > kNamed ? ", …" : "");
    if (!first_->hint().empty()) hint = first_->hint() + "; " + hint;
    throw Error(*first_).with_hint(std::move(hint));
  }

 private:
  static constexpr std::size_t kNamed = 5;
  std::size_t count_ = 0;
  std::optional<Error> first_;
  std::string elements_;
};

void check_values(const Enumeration& enumeration) {
  if (enumeration.values.empty())
    throw schema_error("the enumeration " + enumeration.name + " has no values");
  std::set<std::string_view> seen;
  for (const std::string& value : enumeration.values) {
    if (seen.insert(value).second) continue;
    throw schema_error("the enumeration " + enumeration.name + " has the value '" + value +
                       "' twice");
  }
}

template <typename Declarations>
[[noreturn]] void throw_unknown(std::string_view what, std::string_view name,
                                const Declarations& known) {
  std::string hint = known.empty() ? "there is none" : "there are:";
  for (const auto& each : known) hint += " " + each.name;
  throw schema_error("there is no " + std::string(what) + " named " + std::string(name))
      .with_hint(hint);
}

void require_keys(const std::vector<PropertyKeyId>& keys, std::size_t most) {
  if (keys.empty()) throw schema_error("an index or constraint needs at least one property");
  if (keys.size() > most) throw schema_error("this kind of constraint is for one property alone");
  if (std::set<PropertyKeyId>(keys.begin(), keys.end()).size() != keys.size()) {
    throw schema_error("a property is named twice");
  }
}

}  // namespace

std::vector<std::uint64_t> GraphFork::elements_of(const Owner& owner) const {
  std::vector<std::uint64_t> all;
  const auto scan = [&](auto id, auto owner_id) {
    std::vector<decltype(id)> some;
    do {
      if constexpr (std::is_same_v<decltype(id), NodeId>) {
        scan_nodes(owner_id, id, kScanIds, some);
      } else {
        scan_relationships(owner_id, id, kScanIds, some);
      }
      for (const auto each : some) all.push_back(each.value);
      if (!some.empty()) id.value = some.back().value + 1;
    } while (some.size() == kScanIds);
  };
  if (owner.element == ElementKind::Node) {
    scan(NodeId{0}, owner.label());
  } else {
    scan(RelationshipId{0}, owner.type());
  }
  return all;
}

std::string GraphFork::name_for(std::string_view what, const Owner& owner,
                                const std::vector<PropertyKeyId>& keys,
                                std::string_view kind) const {
  // Appended part by part: GCC 12 warns of an overlap that is none in "_" + name.
  std::string name(what);
  name.append("_").append(catalog_->name(owner));
  for (const PropertyKeyId key : keys) name.append("_").append(catalog_->name(key));
  if (!kind.empty()) name.append("_").append(kind);
  return name;
}

void GraphFork::require_free_name(const std::string& name) const {
  if (catalog_->find_constraint(name) != nullptr) {
    throw schema_error("there is already a constraint named " + name);
  }
  if (catalog_->find_index(name) != nullptr)
    throw schema_error("there is already an index named " + name);
}

IndexId GraphFork::build_index(Index index) {
  const IndexId id = change_catalog().add(std::move(index));
  const Index built = *catalog_->find_index(id);
  for (const std::uint64_t element : elements_of(built.owner)) set_entry(built, element, true);
  return id;
}

void GraphFork::remove_index(const Index& index) {
  top().dropped_indexes.push_back(index.id);
  const std::string name = index.name;  // The reference points into what changes now.
  change_catalog().drop_index(name);
}

bool GraphFork::create_index(std::string name, const Owner& owner, std::vector<PropertyKeyId> keys,
                             bool if_absent) {
  require_keys(keys, keys.size());
  if (const Index* known = catalog_->find_index(owner, keys)) {
    if (if_absent) return false;
    throw schema_error("these properties are indexed already, by " + known->name);
  }
  if (name.empty()) name = name_for("index", owner, keys, "");
  if (if_absent &&
      (catalog_->find_index(name) != nullptr || catalog_->find_constraint(name) != nullptr)) {
    return false;
  }
  require_free_name(name);
  Index index;
  index.name = std::move(name);
  index.owner = owner;
  index.keys = std::move(keys);
  build_index(std::move(index));
  return true;
}

bool GraphFork::drop_index(std::string_view name, bool if_present) {
  const Index* index = catalog_->find_index(name);
  if (index == nullptr) {
    if (if_present) return false;
    throw_unknown("index", name, catalog_->indexes());
  }
  if (index->unique) {
    throw schema_error("the index " + std::string(name) +
                       " belongs to the constraint of the same name")
        .with_hint("drop the constraint instead");
  }
  remove_index(*index);
  return true;
}

bool GraphFork::create_constraint(Constraint constraint, bool if_absent) {
  const bool many = constraint.unique();
  require_keys(constraint.keys, many ? constraint.keys.size() : 1);
  for (const Constraint* known : catalog_->constraints_of(constraint.owner)) {
    if (known->keys != constraint.keys || known->kind != constraint.kind) continue;
    if (if_absent) return false;
    throw schema_error("this is declared already, by the constraint " + known->name);
  }
  if (constraint.name.empty()) {
    static constexpr std::string_view kKinds[] = {"unique", "required", "type", "key"};
    constraint.name = name_for("constraint", constraint.owner, constraint.keys,
                               kKinds[static_cast<std::size_t>(constraint.kind)]);
  }
  if (if_absent && (catalog_->find_constraint(constraint.name) != nullptr ||
                    catalog_->find_index(constraint.name) != nullptr)) {
    return false;
  }
  require_free_name(constraint.name);
  if (constraint.kind == ConstraintKind::Type) {
    if (constraint.type.type == ValueType::Enumerated &&
        catalog_->find_enumeration(constraint.type.enumeration) == nullptr) {
      throw_unknown("enumeration", constraint.type.enumeration, catalog_->enumerations());
    }
    apply_type_constraint(constraint);
  }
  if (constraint.unique()) {
    Index index;
    index.name = constraint.name;
    index.owner = constraint.owner;
    index.keys = constraint.keys;
    index.unique = true;
    constraint.index = build_index(std::move(index));
    check_unique();
  }
  const Owner owner = constraint.owner;
  const bool mandatory = constraint.mandatory();
  change_catalog().add(std::move(constraint));
  if (mandatory) {
    check_all_mandatory(owner);
  }
  return true;
}

void GraphFork::apply_type_constraint(const Constraint& constraint) {
  const PropertyKeyId key = constraint.keys[0];
  const bool node = constraint.owner.element == ElementKind::Node;
  const std::string where = ":" + catalog_->name(constraint.owner) + "." + catalog_->name(key);
  const SideEffects before = top().effects;
  Conflicts conflicts;
  for (const std::uint64_t id : elements_of(constraint.owner)) {
    Value value = values_of(constraint.keys, constraint.owner.element, id)[0];
    if (value.is_null()) continue;
    Value declared;
    try {
      declared = to_declared_type(value, constraint.type, *catalog_, where);
    } catch (const Error& error) {
      conflicts.add(error, describe_element(constraint.owner.element, id));
      continue;
    }
    // Names become values of the enumeration; everything else is as it was.
    if (constraint.type.type != ValueType::Enumerated) continue;
    node ? set_property(NodeId{id}, key, declared)
         : set_property(RelationshipId{id}, key, declared);
  }
  top().effects = before;
  conflicts.raise();
}

void GraphFork::check_all_mandatory(const Owner& owner) {
  Conflicts conflicts;
  for (const std::uint64_t id : elements_of(owner)) {
    try {
      check_mandatory(owner, id);
    } catch (const Error& error) {
      conflicts.add(error, describe_element(owner.element, id));
    }
  }
  conflicts.raise();
}

/// `(:Norm {key: 'a', level: 'local'})`: enough to find it again. Internal ids say nothing to a person.
std::string GraphFork::describe_element(ElementKind element, std::uint64_t id) const {
  constexpr std::size_t kShown = 3;
  const bool node = element == ElementKind::Node;
  std::string text = node ? "(" : "[:" + type(RelationshipId{id});
  if (node) {
    for (const std::string& label : labels(NodeId{id})) text += ":" + label;
  }
  const Map map = node ? properties(NodeId{id}) : properties(RelationshipId{id});
  std::size_t shown = 0;
  for (const auto& [key, value] : map) {
    if (shown == kShown) break;
    std::string written = to_string(Value(List{value}));  // A list quotes its strings.
    text += (shown++ == 0 ? " {" : ", ") + key + ": " + written.substr(1, written.size() - 2);
  }
  if (shown > 0) text += shown < map.size() ? ", …}" : "}";
  return text + (node ? ")" : "]");
}

bool GraphFork::drop_constraint(std::string_view name, bool if_present) {
  const Constraint* constraint = catalog_->find_constraint(name);
  if (constraint == nullptr) {
    if (if_present) return false;
    throw_unknown("constraint", name, catalog_->constraints());
  }
  const std::string copy(name);
  if (constraint->index) {
    if (const Index* index = catalog_->find_index(*constraint->index)) remove_index(*index);
  }
  change_catalog().drop_constraint(copy);
  return true;
}

bool GraphFork::create_enumeration(Enumeration enumeration, bool if_absent) {
  if (catalog_->find_enumeration(enumeration.name) != nullptr) {
    if (if_absent) return false;
    throw schema_error("there is already an enumeration named " + enumeration.name);
  }
  check_values(enumeration);
  change_catalog().add(std::move(enumeration));
  return true;
}

bool GraphFork::alter_enumeration(Enumeration enumeration, bool if_present) {
  if (catalog_->find_enumeration(enumeration.name) == nullptr) {
    if (if_present) return false;
    throw_unknown("enumeration", enumeration.name, catalog_->enumerations());
  }
  check_values(enumeration);
  const std::string name = enumeration.name;
  change_catalog().drop_enumeration(name);
  change_catalog().add(std::move(enumeration));
  // Values are stored with their place in the enumeration.
  const std::vector<Constraint> declared = catalog_->constraints();
  for (const Constraint& constraint : declared) {
    if (constraint.kind == ConstraintKind::Type && constraint.type.type == ValueType::Enumerated &&
        constraint.type.enumeration == name) {
      apply_type_constraint(constraint);
    }
  }
  return true;
}

bool GraphFork::drop_enumeration(std::string_view name, bool if_present) {
  const Enumeration* enumeration = catalog_->find_enumeration(name);
  if (enumeration == nullptr) {
    if (if_present) return false;
    throw_unknown("enumeration", name, catalog_->enumerations());
  }
  require_no_use_of(*enumeration);
  const std::string copy(name);
  change_catalog().drop_enumeration(copy);
  return true;
}

void GraphFork::require_no_use_of(const Enumeration& enumeration) const {
  for (const Constraint& constraint : catalog_->constraints()) {
    if (constraint.kind == ConstraintKind::Type && constraint.type.type == ValueType::Enumerated &&
        constraint.type.enumeration == enumeration.name) {
      throw schema_error("the enumeration " + enumeration.name + " is used by the constraint " +
                         constraint.name)
          .with_hint("drop the constraint first");
    }
  }
}

bool GraphFork::create_endpoint_rule(const catalog::EndpointRule& rule, bool if_absent) {
  const auto& known = catalog_->endpoint_rules();
  if (std::find(known.begin(), known.end(), rule) != known.end()) {
    if (if_absent) return false;
    throw schema_error("this rule for [:" + catalog_->name(rule.type) + "] is declared already");
  }
  change_catalog().add(rule);
  // Several rules of one statement belong together, so the data is held to them at its end.
  top().unchecked_rules.insert(rule.type);
  return true;
}

}  // namespace agora::graph
