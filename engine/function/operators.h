// function/operators.h
//
// The operators of the language as functions over values, each with openCypher's rules for null
// (unless said otherwise null in, null out) and its errors (TypeError/InvalidArgumentType at
// runtime, ArithmeticError).
#pragma once

#include <optional>
#include <string_view>

#include "agora/value.h"
#include "function/graph_access.h"

namespace agora::function {

Value add(const Value& left,
          const Value& right);  ///< Numbers, strings, lists, temporals and durations.
Value subtract(const Value& left, const Value& right);
Value multiply(const Value& left, const Value& right);
Value divide(const Value& left,
             const Value& right);  ///< Integers divide towards zero; by 0 is an error.
Value modulo(const Value& left, const Value& right);
Value power(const Value& left, const Value& right);  ///< Always a float.
Value negate(const Value& operand);
Value concatenate(const Value& left, const Value& right);  ///< `||`: strings or lists.

Value logical_and(const Value& left,
                  const Value& right);  ///< Three-valued; a non-boolean is a TypeError.
Value logical_or(const Value& left, const Value& right);
Value logical_xor(const Value& left, const Value& right);
Value logical_not(const Value& operand);

Value in_list(const Value& element, const Value& list);
Value starts_with(const Value& text, const Value& prefix);
Value ends_with(const Value& text, const Value& suffix);
Value contains(const Value& text, const Value& part);
Value matches(const Value& text,
              const Value& pattern);  ///< `=~`: RE2 on the whole text; bad pattern is an error.

/// `container[key]`: list by integer (negative from the end), map, node or relationship by string.
Value index(const GraphAccess& graph, const Value& container, const Value& key);
/// `list[from..to]`; an unset bound is open, a null one gives null.
Value slice(const Value& list, const std::optional<Value>& from, const std::optional<Value>& to);
/// `subject.key` for maps, nodes, relationships, and components of temporal values and durations.
Value property(const GraphAccess& graph, const Value& subject, std::string_view key);

}  // namespace agora::function
