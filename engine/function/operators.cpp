#include "function/operators.h"

#include <cmath>
#include <limits>

#include "function/arguments.h"
#include "function/temporal.h"

namespace agora::function {
namespace {

using Overflowing = bool (*)(std::int64_t, std::int64_t, std::int64_t*);

bool both(const Value& left, const Value& right, ValueType type) {
  return left.is(type) && right.is(type);
}
bool numbers(const Value& left, const Value& right) {
  return left.is_number() && right.is_number();
}
bool any_null(const Value& left, const Value& right) { return left.is_null() || right.is_null(); }

Value join_texts(const Value& left, const Value& right) {
  std::string text;
  const auto append = [&](const Value& part) {
    if (is_text(part)) {
      text += part.as_string();
    } else {
      text += to_string(part);
    }
  };
  append(left);
  append(right);
  return Value(text);
}

Value join_lists(const Value& left, const Value& right) {
  List list;
  const auto append = [&](const Value& part) {
    if (part.is(ValueType::List)) {
      list.insert(list.end(), part.as_list().begin(), part.as_list().end());
    } else {
      list.push_back(part);
    }
  };
  list.reserve((left.is(ValueType::List) ? left.as_list().size() : 1) +
               (right.is(ValueType::List) ? right.as_list().size() : 1));
  append(left);
  append(right);
  return Value(std::move(list));
}

/// What `'a' + x` takes besides strings.
bool joins_text(const Value& value) {
  return is_text(value) || value.is_number() || is_instant(value) || value.is(ValueType::Duration);
}

Error division_by_zero(std::string_view operation) {
  return Error(ErrorCategory::ArithmeticError, "DivisionByZero",
               "`" + std::string(operation) + "` by zero; only floats have an answer to that");
}

}  // namespace

Value add(const Value& left, const Value& right) {
  if (any_null(left, right)) return {};
  if (both(left, right, ValueType::Integer)) {
    std::int64_t sum;
    if (__builtin_add_overflow(left.as_int(), right.as_int(), &sum)) throw integer_overflow("+");
    return sum;
  }
  if (numbers(left, right)) return left.as_number() + right.as_number();
  if (left.is(ValueType::List) || right.is(ValueType::List)) return join_lists(left, right);
  if ((is_text(left) && joins_text(right)) || (is_text(right) && joins_text(left))) {
    return join_texts(left, right);
  }
  if (both(left, right, ValueType::Duration))
    return add_durations(left.as_duration(), right.as_duration());
  if (is_instant(left) && right.is(ValueType::Duration))
    return add_duration(left, right.as_duration());
  if (left.is(ValueType::Duration) && is_instant(right))
    return add_duration(right, left.as_duration());
  throw wrong_operands("+", left, right);
}

Value subtract(const Value& left, const Value& right) {
  if (any_null(left, right)) return {};
  if (both(left, right, ValueType::Integer)) {
    std::int64_t difference;
    if (__builtin_sub_overflow(left.as_int(), right.as_int(), &difference))
      throw integer_overflow("-");
    return difference;
  }
  if (numbers(left, right)) return left.as_number() - right.as_number();
  if (both(left, right, ValueType::Duration))
    return subtract_durations(left.as_duration(), right.as_duration());
  if (is_instant(left) && right.is(ValueType::Duration))
    return subtract_duration(left, right.as_duration());
  if (is_instant(left) && is_instant(right)) {
    throw wrong_operands("-", left, right).with_hint("use duration.between(from, to)");
  }
  throw wrong_operands("-", left, right);
}

Value multiply(const Value& left, const Value& right) {
  if (any_null(left, right)) return {};
  if (both(left, right, ValueType::Integer)) {
    std::int64_t product;
    if (__builtin_mul_overflow(left.as_int(), right.as_int(), &product))
      throw integer_overflow("*");
    return product;
  }
  if (numbers(left, right)) return left.as_number() * right.as_number();
  if (left.is(ValueType::Duration) && right.is_number())
    return multiply_duration(left.as_duration(), right);
  if (left.is_number() && right.is(ValueType::Duration))
    return multiply_duration(right.as_duration(), left);
  throw wrong_operands("*", left, right);
}

Value divide(const Value& left, const Value& right) {
  if (any_null(left, right)) return {};
  if (both(left, right, ValueType::Integer)) {
    if (right.as_int() == 0) throw division_by_zero("/");
    if (left.as_int() == std::numeric_limits<std::int64_t>::min() && right.as_int() == -1) {
      throw integer_overflow("/");
    }
    return left.as_int() / right.as_int();
  }
  if (numbers(left, right)) return left.as_number() / right.as_number();
  if (left.is(ValueType::Duration) && right.is_number())
    return divide_duration(left.as_duration(), right);
  throw wrong_operands("/", left, right);
}

Value modulo(const Value& left, const Value& right) {
  if (any_null(left, right)) return {};
  if (both(left, right, ValueType::Integer)) {
    if (right.as_int() == 0) throw division_by_zero("%");
    if (right.as_int() == -1) return 0;  // The processor traps on the lowest integer here.
    return left.as_int() % right.as_int();
  }
  if (numbers(left, right)) return std::fmod(left.as_number(), right.as_number());
  throw wrong_operands("%", left, right);
}

Value power(const Value& left, const Value& right) {
  if (any_null(left, right)) return {};
  if (!numbers(left, right)) throw wrong_operands("^", left, right);
  return std::pow(left.as_number(), right.as_number());
}

Value negate(const Value& operand) {
  switch (operand.type()) {
    case ValueType::Null:
      return {};
    case ValueType::Integer:
      if (operand.as_int() == std::numeric_limits<std::int64_t>::min()) throw integer_overflow("-");
      return -operand.as_int();
    case ValueType::Float:
      return -operand.as_float();
    case ValueType::Duration:
      return negate_duration(operand.as_duration());
    default:
      throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                  "`-` cannot be applied to " + describe_type(operand));
  }
}

Value concatenate(const Value& left, const Value& right) {
  if (any_null(left, right)) return {};
  if (is_text(left) && is_text(right)) return join_texts(left, right);
  if (both(left, right, ValueType::List)) return join_lists(left, right);
  throw wrong_operands("||", left, right);
}

}  // namespace agora::function
