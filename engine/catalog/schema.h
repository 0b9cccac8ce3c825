// catalog/schema.h
//
// What a schema can declare: enumerations, constraints, property indexes and which labels a relationship
// type may join. Plain data; the Catalog keeps it, the graph enforces it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agora/value.h"
#include "base/ids.h"

namespace agora::catalog {

enum class ElementKind : std::uint8_t { Node = 0, Relationship = 1 };

/// The label or the relationship type that a declaration is for.
struct Owner {
  ElementKind element = ElementKind::Node;
  std::uint32_t id = 0;  ///< A LabelId or TypeId, as `element` says.

  static Owner of(LabelId label) { return {ElementKind::Node, label.value}; }
  static Owner of(TypeId type) { return {ElementKind::Relationship, type.value}; }
  LabelId label() const { return LabelId{id}; }
  TypeId type() const { return TypeId{id}; }
  auto operator<=>(const Owner&) const = default;
};

/// A declared list of allowed names. If `ordered`, values compare by their place in it.
struct Enumeration {
  std::string name;
  bool ordered = false;
  std::vector<std::string> values;

  /// The place of `value`, or nothing if it is not one of the values.
  std::optional<std::int32_t> position(std::string_view value) const noexcept;
  bool operator==(const Enumeration&) const = default;
};

/// What a type constraint allows: one type, or a list of it, or one of several such types.
struct PropertyType {
  ValueType type = ValueType::String;
  bool list = false;
  std::string enumeration;  ///< Its name if `type` is Enumerated, else empty.
  /// The other types that are allowed, in ascending order; they have no others of their own. Enumerations are
  /// not among several types.
  std::vector<PropertyType> others;
  bool operator==(const PropertyType&) const = default;
};

/// One type that allows what any of `types` does, which are not empty and have no others.
PropertyType any_of(std::vector<PropertyType> types);

/// The type called so ("INTEGER", "LIST<STRING>"), or nothing; no enumeration and not several.
std::optional<PropertyType> plain_type(std::string_view name);

/// As a person would declare it: "INTEGER", "LIST<STRING>", "Level", "INTEGER | FLOAT".
std::string to_string(const PropertyType& type);

enum class ConstraintKind : std::uint8_t {
  Unique = 0,     ///< No two elements of the owner have the same values; null is not a value.
  Existence = 1,  ///< Every element of the owner has the property.
  Type = 2,       ///< The property, where present, is of a type or enumeration.
  Key = 3,        ///< Unique and existence together.
};

/// As the language writes it ("UNIQUE", "NOT NULL", "TYPED", "KEY").
std::string_view to_string(ConstraintKind kind) noexcept;

struct Constraint {
  std::string name;
  ConstraintKind kind = ConstraintKind::Unique;
  Owner owner;
  std::vector<PropertyKeyId> keys;  ///< One; more only for Unique and Key.
  PropertyType type;                ///< For Type alone.
  std::optional<IndexId> index;     ///< The index that enforces it, for Unique and Key.

  bool unique() const { return kind == ConstraintKind::Unique || kind == ConstraintKind::Key; }
  bool mandatory() const { return kind == ConstraintKind::Existence || kind == ConstraintKind::Key; }
  bool operator==(const Constraint&) const = default;
};

/// An index over the values that elements of the owner have for `keys`. An element that lacks one of them
/// has no entry.
struct Index {
  IndexId id;
  std::string name;
  Owner owner;
  std::vector<PropertyKeyId> keys;
  bool unique = false;     ///< Belongs to a Unique or Key constraint of the same name.
  bool online = true;      ///< False while it is filled; then it answers nothing.
  bool operator==(const Index&) const = default;
};

/// Relationships of `type` may go from a node with `start` to one with `end`. A type with no rule may join
/// anything; with several, one of them must hold.
struct EndpointRule {
  TypeId type;
  LabelId start;
  LabelId end;
  auto operator<=>(const EndpointRule&) const = default;
};

}  // namespace agora::catalog
