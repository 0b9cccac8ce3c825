#include "catalog/catalog.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace agora::catalog {
namespace {

template <typename Declarations>
auto* named(Declarations& declarations, std::string_view name) {
  const auto found = std::find_if(declarations.begin(), declarations.end(),
                                  [&](const auto& each) { return each.name == name; });
  return found == declarations.end() ? nullptr : &*found;
}

template <typename Declarations>
bool erase_named(Declarations& declarations, std::string_view name) {
  return std::erase_if(declarations, [&](const auto& each) { return each.name == name; }) != 0;
}

template <typename Id>
std::optional<Id> typed(std::optional<std::uint32_t> number) {
  if (!number) return std::nullopt;
  return Id{*number};
}

}  // namespace

std::optional<LabelId> Catalog::find_label(std::string_view name) const {
  return typed<LabelId>(labels_.find(name));
}
std::optional<TypeId> Catalog::find_type(std::string_view name) const {
  return typed<TypeId>(types_.find(name));
}
std::optional<PropertyKeyId> Catalog::find_property_key(std::string_view name) const {
  return typed<PropertyKeyId>(keys_.find(name));
}

const std::string& Catalog::name(const Owner& owner) const {
  return owner.element == ElementKind::Node ? name(owner.label()) : name(owner.type());
}

const Enumeration* Catalog::find_enumeration(std::string_view name) const {
  return named(enumerations_, name);
}

const Constraint* Catalog::find_constraint(std::string_view name) const {
  return named(constraints_, name);
}

std::vector<const Constraint*> Catalog::constraints_of(const Owner& owner) const {
  std::vector<const Constraint*> found;
  for (const Constraint& constraint : constraints_) {
    if (constraint.owner == owner) found.push_back(&constraint);
  }
  return found;
}

const Index* Catalog::find_index(std::string_view name) const { return named(indexes_, name); }

const Index* Catalog::find_index(IndexId id) const {
  const auto found = std::find_if(indexes_.begin(), indexes_.end(),
                                  [&](const Index& each) { return each.id == id; });
  return found == indexes_.end() ? nullptr : &*found;
}

const Index* Catalog::find_index(const Owner& owner, PropertyKeyId key) const {
  const Index* best = nullptr;
  for (const Index& index : indexes_) {
    if (!index.online || index.owner != owner || index.keys.size() != 1 || index.keys[0] != key)
      continue;
    if (index.unique) return &index;
    best = &index;
  }
  return best;
}

const Index* Catalog::find_index(const Owner& owner, std::span<const PropertyKeyId> keys) const {
  for (const Index& index : indexes_) {
    if (index.owner == owner &&
        std::equal(index.keys.begin(), index.keys.end(), keys.begin(), keys.end())) {
      return &index;
    }
  }
  return nullptr;
}

const Enumeration* Catalog::enumeration_of(const Owner& owner, PropertyKeyId key) const {
  for (const Constraint& constraint : constraints_) {
    if (constraint.kind == ConstraintKind::Type && constraint.owner == owner &&
        constraint.keys[0] == key && constraint.type.type == ValueType::Enumerated) {
      return find_enumeration(constraint.type.enumeration);
    }
  }
  return nullptr;
}

bool Catalog::has_schema(const Owner& owner) const {
  const std::vector<bool>& known =
      owner.element == ElementKind::Node ? schema_labels_ : schema_types_;
  return owner.id < known.size() && known[owner.id];
}

LabelId Catalog::add_label(std::string_view name) {
  touch();
  return LabelId{labels_.add(name)};
}
TypeId Catalog::add_type(std::string_view name) {
  touch();
  return TypeId{types_.add(name)};
}
PropertyKeyId Catalog::add_property_key(std::string_view name) {
  touch();
  return PropertyKeyId{keys_.add(name)};
}

void Catalog::add(Enumeration enumeration) {
  enumerations_.push_back(std::move(enumeration));
  touch();
}

void Catalog::add(Constraint constraint) {
  constraints_.push_back(std::move(constraint));
  refresh_owners();
}

IndexId Catalog::add(Index index) {
  index.id = IndexId{next_index_++};
  indexes_.push_back(std::move(index));
  refresh_owners();
  return indexes_.back().id;
}

void Catalog::add(EndpointRule rule) {
  endpoint_rules_.push_back(rule);
  refresh_owners();
}

void Catalog::set_online(IndexId index, bool online) {
  for (Index& each : indexes_) {
    if (each.id == index) each.online = online;
  }
  touch();
}

bool Catalog::drop_enumeration(std::string_view name) {
  touch();
  return erase_named(enumerations_, name);
}

bool Catalog::drop_constraint(std::string_view name) {
  const bool dropped = erase_named(constraints_, name);
  refresh_owners();
  return dropped;
}

bool Catalog::drop_index(std::string_view name) {
  const bool dropped = erase_named(indexes_, name);
  refresh_owners();
  return dropped;
}

bool Catalog::drop_endpoint_rule(const EndpointRule& rule) {
  const bool dropped = std::erase(endpoint_rules_, rule) != 0;
  refresh_owners();
  return dropped;
}

void Catalog::touch() {
  // Not simply one more: two forks of one catalog must never end with the same number.
  static std::atomic<std::uint64_t> last{0};
  version_ = ++last;
}

void Catalog::refresh_owners() {
  touch();
  schema_labels_.clear();
  schema_types_.clear();
  const auto mark = [this](const Owner& owner) {
    auto& known = owner.element == ElementKind::Node ? schema_labels_ : schema_types_;
    if (owner.id >= known.size()) known.resize(owner.id + 1u);
    known[owner.id] = true;
  };
  for (const Constraint& constraint : constraints_) mark(constraint.owner);
  for (const Index& index : indexes_) mark(index.owner);
  for (const EndpointRule& rule : endpoint_rules_) mark(Owner::of(rule.type));
}

}  // namespace agora::catalog
