// semantic/static_type.h
//
// What the binder knows of a value before anything runs: which types it may have, and for lists the
// same of their elements. Null is always possible and never listed, so the empty set is a value
// that is always null. An error is raised only where no possible type fits; what may fit is checked
// again when the query runs.
#pragma once

#include <memory>
#include <string>

#include "function/registry.h"
#include "semantic/bound_query.h"

namespace agora::semantic {

using function::TypeSet;

inline constexpr TypeSet kNumber = TypeSet(ValueType::Integer) | ValueType::Float;
inline constexpr TypeSet kEntity = TypeSet(ValueType::Node) | ValueType::Relationship;
inline constexpr TypeSet kInstant = TypeSet(ValueType::Date) | ValueType::Time |
                                    ValueType::LocalTime | ValueType::DateTime |
                                    ValueType::LocalDateTime;

struct StaticType {
  TypeSet set = TypeSet::any();
  std::shared_ptr<const StaticType> element;  ///< Of lists; null if nothing is known.

  StaticType() = default;
  StaticType(TypeSet types) : set(types) {}
  StaticType(ValueType type) : set(type) {}
  static StaticType null() { return StaticType(TypeSet()); }
  static StaticType list_of(StaticType element);

  bool always_null() const { return set.empty(); }
  /// False only if a value of this type is certainly neither null nor one of `wanted`.
  bool may_be(TypeSet wanted) const { return set.empty() || !(set & wanted).empty(); }
  /// Of the elements, if this is a list.
  StaticType element_type() const { return element ? *element : StaticType(); }
  /// Of the rows UNWIND makes: elements of lists, everything else as it is.
  StaticType unwound() const;
};

/// What may be one or the other.
StaticType join(const StaticType& left, const StaticType& right);

/// What an arithmetic operator gives. `fits` becomes false if no possible types of the operands go
/// together.
StaticType arithmetic_result(Operator op, const StaticType& left, const StaticType& right,
                             bool& fits);

/// What a call gives, with the element types that the registry does not hold.
StaticType call_result(const function::Function& function,
                       const std::vector<StaticType>& arguments);

/// "INTEGER or STRING", for messages. "NULL" for the empty set, "any value" for any.
std::string describe(TypeSet types);

}  // namespace agora::semantic
