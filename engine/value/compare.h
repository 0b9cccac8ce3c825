// value/compare.h
//
// The four relations of openCypher over values ("Comparability, equality, orderability and
// equivalence"):
//   equals, less   three-valued, what `=` and `<` answer in a query
//   order          a total order over all values, what ORDER BY, min and max go by
//   equivalent     two-valued, what DISTINCT, grouping and UNION go by: null is null, NaN is NaN, 1
//   is 1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "agora/value.h"

namespace agora::value {

/// Three-valued truth: unset is unknown (null).
using Truth = std::optional<bool>;

/// What `left = right` answers. Unknown if either is null or a difference hides behind a null in a
/// list or map.
Truth equals(const Value& left, const Value& right);
/// What `left < right` answers. Unknown for values of types that do not compare with each other.
Truth less(const Value& left, const Value& right);
Truth less_or_equal(const Value& left, const Value& right);

/// Below, at or above 0: where `left` stands against `right` in the total order of openCypher:
/// maps, nodes, relationships, lists, paths, datetimes …, strings, booleans, numbers (NaN above
/// all), null last.
int order(const Value& left, const Value& right);

bool equivalent(const Value& left, const Value& right);
/// Equal for equivalent values.
std::size_t hash(const Value& value);

}  // namespace agora::value
