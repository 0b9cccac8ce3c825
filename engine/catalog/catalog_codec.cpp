#include "catalog/catalog_codec.h"

#include <cstdint>
#include <vector>

namespace agora::catalog {
namespace {

void put_names(std::string& out, const std::vector<std::string>& names) {
  put_varint(out, names.size());
  for (const std::string& name : names) put_sized(out, name);
}

std::uint32_t number32(ByteReader& in) {
  const std::uint64_t number = in.varint();
  if (number > UINT32_MAX) throw MalformedBytes();
  return static_cast<std::uint32_t>(number);
}

/// An enumerator that must be one of the first `count`.
template <typename Enum>
Enum enumerator(ByteReader& in, std::uint32_t count) {
  const std::uint32_t number = number32(in);
  if (number >= count) throw MalformedBytes();
  return static_cast<Enum>(number);
}

/// Calls read() as often as the count in front says.
template <typename Read>
void each(ByteReader& in, Read&& read) {
  for (std::uint64_t left = in.varint(); left > 0; --left) read();
}

void put_owner(std::string& out, const Owner& owner) {
  put_varint(out, static_cast<std::uint64_t>(owner.element));
  put_varint(out, owner.id);
}
Owner owner(ByteReader& in) {
  Owner owner;
  owner.element = enumerator<ElementKind>(in, 2);
  owner.id = number32(in);
  return owner;
}

void put_keys(std::string& out, const std::vector<PropertyKeyId>& keys) {
  put_varint(out, keys.size());
  for (const PropertyKeyId key : keys) put_varint(out, key.value);
}
std::vector<PropertyKeyId> keys(ByteReader& in) {
  std::vector<PropertyKeyId> keys;
  each(in, [&] { keys.push_back(PropertyKeyId{number32(in)}); });
  if (keys.empty()) throw MalformedBytes();
  return keys;
}

/// The first bit says list; what is above it, how many other types follow.
void put_type(std::string& out, const PropertyType& type) {
  put_varint(out, static_cast<std::uint64_t>(type.type));
  put_varint(out, type.others.size() << 1 | (type.list ? 1u : 0u));
  put_sized(out, type.enumeration);
  for (const PropertyType& other : type.others) put_type(out, other);
}
PropertyType property_type(ByteReader& in, bool among_others = false) {
  PropertyType type;
  type.type = enumerator<ValueType>(in, static_cast<std::uint32_t>(ValueType::Enumerated) + 1);
  const std::uint64_t form = in.varint();
  type.list = (form & 1) != 0;
  type.enumeration = in.sized();
  if (among_others && form > 1) throw MalformedBytes();
  for (std::uint64_t i = 0; i < form >> 1; ++i) type.others.push_back(property_type(in, true));
  return type;
}

void put_constraint(std::string& out, const Constraint& constraint) {
  put_sized(out, constraint.name);
  put_varint(out, static_cast<std::uint64_t>(constraint.kind));
  put_owner(out, constraint.owner);
  put_keys(out, constraint.keys);
  put_type(out, constraint.type);
  put_varint(out, constraint.index ? constraint.index->value + std::uint64_t{1} : 0);
}
Constraint constraint(ByteReader& in) {
  Constraint constraint;
  constraint.name = in.sized();
  constraint.kind = enumerator<ConstraintKind>(in, 4);
  constraint.owner = owner(in);
  constraint.keys = keys(in);
  constraint.type = property_type(in);
  if (const std::uint32_t index = number32(in)) constraint.index = IndexId{index - 1};
  return constraint;
}

void put_index(std::string& out, const Index& index) {
  put_varint(out, index.id.value);
  put_sized(out, index.name);
  put_owner(out, index.owner);
  put_keys(out, index.keys);
  put_varint(out, index.unique);
  put_varint(out, index.online);
}
Index index(ByteReader& in) {
  Index index;
  index.id = IndexId{number32(in)};
  index.name = in.sized();
  index.owner = owner(in);
  index.keys = keys(in);
  index.unique = in.varint() != 0;
  index.online = in.varint() != 0;
  return index;
}

}  // namespace

void CatalogCodec::encode(const Catalog& catalog, std::string& out) {
  put_names(out, catalog.labels());
  put_names(out, catalog.types());
  put_names(out, catalog.property_keys());
  put_varint(out, catalog.enumerations_.size());
  for (const Enumeration& enumeration : catalog.enumerations_) {
    put_sized(out, enumeration.name);
    put_varint(out, enumeration.ordered);
    put_names(out, enumeration.values);
  }
  put_varint(out, catalog.constraints_.size());
  for (const Constraint& each : catalog.constraints_) put_constraint(out, each);
  put_varint(out, catalog.indexes_.size());
  for (const Index& each : catalog.indexes_) put_index(out, each);
  put_varint(out, catalog.endpoint_rules_.size());
  for (const EndpointRule& rule : catalog.endpoint_rules_) {
    put_varint(out, rule.type.value);
    put_varint(out, rule.start.value);
    put_varint(out, rule.end.value);
  }
  put_varint(out, catalog.next_index_);
}

Catalog CatalogCodec::decode(ByteReader& in) {
  Catalog catalog;
  each(in, [&] { catalog.labels_.add(in.sized()); });
  each(in, [&] { catalog.types_.add(in.sized()); });
  each(in, [&] { catalog.keys_.add(in.sized()); });
  each(in, [&] {
    Enumeration enumeration;
    enumeration.name = in.sized();
    enumeration.ordered = in.varint() != 0;
    each(in, [&] { enumeration.values.emplace_back(in.sized()); });
    catalog.enumerations_.push_back(std::move(enumeration));
  });
  each(in, [&] { catalog.constraints_.push_back(constraint(in)); });
  each(in, [&] { catalog.indexes_.push_back(index(in)); });
  each(in, [&] {
    EndpointRule rule;
    rule.type = TypeId{number32(in)};
    rule.start = LabelId{number32(in)};
    rule.end = LabelId{number32(in)};
    catalog.endpoint_rules_.push_back(rule);
  });
  catalog.next_index_ = number32(in);
  catalog.refresh_owners();
  return catalog;
}

void StatisticsCodec::encode(const Statistics& statistics, std::string& out) {
  encode_change(Statistics{}, statistics, out);
}

Statistics StatisticsCodec::decode(ByteReader& in) {
  Statistics statistics;
  apply_change(in, statistics);
  return statistics;
}

namespace {

void put_differences(std::string& out, const std::vector<std::uint64_t>& before,
                     const std::vector<std::uint64_t>& after) {
  // Counts are never dropped, so `after` is the longer one.
  std::string changed;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const std::uint64_t old = i < before.size() ? before[i] : 0;
    if (after[i] == old) continue;
    put_varint(changed, i);
    put_zigzag(changed, static_cast<std::int64_t>(after[i] - old));
    ++count;
  }
  put_varint(out, count);
  out += changed;
}

}  // namespace

void StatisticsCodec::encode_change(const Statistics& before, const Statistics& after,
                                    std::string& out) {
  put_zigzag(out, static_cast<std::int64_t>(after.nodes_ - before.nodes_));
  put_zigzag(out, static_cast<std::int64_t>(after.relationships_ - before.relationships_));
  put_differences(out, before.by_label_, after.by_label_);
  put_differences(out, before.by_type_, after.by_type_);
  std::string changed;
  std::uint64_t count = 0;
  for (const Statistics::EndCount& each : after.by_end_) {
    const std::uint64_t old = before.relationship_count(each.label, each.type, each.direction);
    if (each.count == old) continue;
    put_varint(changed, each.label.value);
    put_varint(changed, each.type.value);
    put_varint(changed, static_cast<std::uint64_t>(each.direction));
    put_zigzag(changed, static_cast<std::int64_t>(each.count - old));
    ++count;
  }
  put_varint(out, count);
  out += changed;
}

namespace {

/// More labels or types than any catalog could name; a larger number is damage, and would take its memory.
constexpr std::uint32_t kMostNames = std::uint32_t{1} << 24;

std::uint32_t name_number(ByteReader& in) {
  const std::uint32_t number = number32(in);
  if (number >= kMostNames) throw MalformedBytes();
  return number;
}

}  // namespace

void StatisticsCodec::apply_change(ByteReader& in, Statistics& statistics) {
  statistics.nodes_ += static_cast<std::uint64_t>(in.zigzag());
  const std::uint64_t relationships =
      statistics.relationships_ + static_cast<std::uint64_t>(in.zigzag());
  each(in, [&] {
    const LabelId label{name_number(in)};
    statistics.add_nodes(label, in.zigzag());
  });
  each(in, [&] {
    const TypeId type{name_number(in)};
    statistics.add_relationships(type, in.zigzag());
  });
  each(in, [&] {
    const LabelId label{name_number(in)};
    const TypeId type{name_number(in)};
    const auto direction = enumerator<Direction>(in, 2);
    statistics.add_relationships(label, type, direction, in.zigzag());
  });
  statistics.relationships_ = relationships;
}

}  // namespace agora::catalog
