#include "semantic/static_type.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace agora::semantic {
namespace {

constexpr int kTypeCount = static_cast<int>(ValueType::Enumerated) + 1;

// An enumerated value is written and behaves as its name, except in comparisons.
bool is_text(ValueType type) { return type == ValueType::String || type == ValueType::Enumerated; }
bool is_number(ValueType type) { return kNumber.contains(type); }
bool is_instant(ValueType type) { return kInstant.contains(type); }
bool is_duration(ValueType type) { return type == ValueType::Duration; }

// What + can append to a string.
bool is_scalar(ValueType type) {
  return is_text(type) || is_number(type) || type == ValueType::Boolean || is_instant(type) ||
         is_duration(type);
}

TypeSet number_result(ValueType left, ValueType right) {
  if (!is_number(left) || !is_number(right)) return {};
  const bool integer = left == ValueType::Integer && right == ValueType::Integer;
  return integer ? ValueType::Integer : ValueType::Float;
}

TypeSet add_result(ValueType left, ValueType right) {
  if (left == ValueType::List || right == ValueType::List) return ValueType::List;
  if ((is_text(left) && is_scalar(right)) || (is_text(right) && is_scalar(left)))
    return ValueType::String;
  if (is_instant(left) && is_duration(right)) return left;
  if (is_duration(left) && (is_instant(right) || is_duration(right))) return right;
  return number_result(left, right);
}

// Of two single types; empty if they do not go together.
TypeSet pair_result(Operator op, ValueType left, ValueType right) {
  switch (op) {
    case Operator::Add:
      return add_result(left, right);
    case Operator::Subtract:
      if ((is_instant(left) || is_duration(left)) && is_duration(right)) return left;
      return number_result(left, right);
    case Operator::Multiply:
      if (is_duration(left) && is_number(right)) return left;
      if (is_number(left) && is_duration(right)) return right;
      return number_result(left, right);
    case Operator::Divide:
      if (is_duration(left) && is_number(right)) return left;
      return number_result(left, right);
    case Operator::Modulo:
      return number_result(left, right);
    case Operator::Power:
      return is_number(left) && is_number(right) ? TypeSet(ValueType::Float) : TypeSet();
    case Operator::Concatenate:
      if (is_text(left) && is_text(right)) return ValueType::String;
      if (left == ValueType::List && right == ValueType::List) return ValueType::List;
      return {};
    default:
      return TypeSet::any();
  }
}

StaticType appended(const StaticType& left, const StaticType& right) {
  const auto part = [](const StaticType& side) {
    if (side.set == TypeSet(ValueType::List)) return side.element_type();
    return side.set.contains(ValueType::List) ? StaticType() : side;
  };
  return StaticType::list_of(join(part(left), part(right)));
}

bool equals_any(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

StaticType StaticType::list_of(StaticType element) {
  StaticType list(ValueType::List);
  list.element = std::make_shared<const StaticType>(std::move(element));
  return list;
}

StaticType StaticType::unwound() const {
  if (set.is_any()) return {};
  if (!set.contains(ValueType::List)) return *this;
  TypeSet others;
  for (int type = 0; type < kTypeCount; ++type) {
    const auto each = static_cast<ValueType>(type);
    if (each != ValueType::List && set.contains(each)) others = others | each;
  }
  return join(element_type(), StaticType(others));
}

StaticType join(const StaticType& left, const StaticType& right) {
  StaticType both(left.set | right.set);
  const bool left_list = left.set.contains(ValueType::List);
  const bool right_list = right.set.contains(ValueType::List);
  if (left_list && right_list) {
    if (left.element && right.element) {
      both.element = std::make_shared<const StaticType>(join(*left.element, *right.element));
    }
  } else if (left_list) {
    both.element = left.element;
  } else if (right_list) {
    both.element = right.element;
  }
  return both;
}

StaticType arithmetic_result(Operator op, const StaticType& left, const StaticType& right,
                             bool& fits) {
  fits = true;
  if (left.always_null() || right.always_null()) return {};
  // Only one side known: the other may still be impossible (`{} * x`), so any is tried like every
  // set.
  TypeSet result;
  for (int i = 0; i < kTypeCount; ++i) {
    if (!left.set.contains(static_cast<ValueType>(i))) continue;
    for (int j = 0; j < kTypeCount; ++j) {
      if (!right.set.contains(static_cast<ValueType>(j))) continue;
      result = result | pair_result(op, static_cast<ValueType>(i), static_cast<ValueType>(j));
    }
  }
  fits = !result.empty();
  const bool lists = op == Operator::Add || op == Operator::Concatenate;
  if (lists && result == TypeSet(ValueType::List)) return appended(left, right);
  return StaticType(result);
}

StaticType call_result(const function::Function& function,
                       const std::vector<StaticType>& arguments) {
  const std::string_view name = function.name;
  const auto first = [&] { return arguments.empty() ? StaticType() : arguments.front(); };
  if (equals_any(name, {"head", "last"})) return first().element_type();
  if (equals_any(name, {"tail", "reverse"})) {
    return first().set == TypeSet(ValueType::List) ? first() : StaticType(function.result);
  }
  if (name == "collect") return StaticType::list_of(first());
  if (name == "nodes") return StaticType::list_of(ValueType::Node);
  if (name == "relationships") return StaticType::list_of(ValueType::Relationship);
  if (equals_any(name, {"labels", "keys", "split"})) return StaticType::list_of(ValueType::String);
  if (name == "range") return StaticType::list_of(ValueType::Integer);
  if (name == "coalesce") {
    StaticType all = StaticType::null();
    for (const StaticType& each : arguments) all = join(all, each);
    return all;
  }
  return StaticType(function.result);
}

std::string describe(TypeSet types) {
  if (types.is_any()) return "any value";
  std::string out;
  int left = 0;
  for (int type = 1; type < kTypeCount; ++type)
    left += types.contains(static_cast<ValueType>(type)) ? 1 : 0;
  if (left == 0) return "NULL";
  for (int type = 1; type < kTypeCount; ++type) {
    if (!types.contains(static_cast<ValueType>(type))) continue;
    --left;
    if (!out.empty()) out += left == 0 ? " or " : ", ";
    out += to_string(static_cast<ValueType>(type));
  }
  return out;
}

}  // namespace agora::semantic
