// Conversions between types. A string that cannot be read gives null; a type that cannot be
// converted is a TypeError, or null for the …OrNull functions.

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "function/arguments.h"
#include "function/families.h"
#include "function/temporal.h"

namespace agora::function {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> read_float(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  // from_chars also reads `inf` and `nan`; of those the language knows its own spellings.
  if (text == "NaN") return std::nan("");
  if (text == "Infinity") return HUGE_VAL;
  if (text == "-Infinity") return -HUGE_VAL;
  double number;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure == std::errc::result_out_of_range) return std::nullopt;
  if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

std::optional<std::int64_t> whole_part(double number) {
  if (!(number > -0x1.0p63 && number < 0x1.0p63)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

std::optional<std::int64_t> read_integer(std::string_view text) {
  std::string_view digits = trimmed(text);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t number;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (failure == std::errc() && end == digits.data() + digits.size()) return number;
  const std::optional<double> real = read_float(text);
  return real ? whole_part(*real) : std::nullopt;
}

std::optional<bool> read_boolean(std::string_view text) {
  text = trimmed(text);
  const auto is = [&](std::string_view word) {
    return text.size() == word.size() &&
           std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) {
             return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
           });
  };
  if (is("true")) return true;
  if (is("false")) return false;
  return std::nullopt;
}

template <typename T>
Value boxed(std::optional<T> value) {
  return value ? Value(*value) : Value();
}

// Each conversion: unset if the type cannot be converted at all.
using Conversion = std::optional<Value> (*)(const Value&);

std::optional<Value> as_integer(const Value& value) {
  if (value.is(ValueType::Integer)) return value;
  if (value.is(ValueType::Float)) return boxed(whole_part(value.as_float()));
  if (is_text(value)) return boxed(read_integer(value.as_string()));
  return std::nullopt;
}

std::optional<Value> as_float(const Value& value) {
  if (value.is_number()) return Value(value.as_number());
  if (is_text(value)) return boxed(read_float(value.as_string()));
  return std::nullopt;
}

std::optional<Value> as_boolean(const Value& value) {
  if (value.is(ValueType::Boolean)) return value;
  if (is_text(value)) return boxed(read_boolean(value.as_string()));
  return std::nullopt;
}

std::optional<Value> as_text(const Value& value) {
  if (is_text(value)) return Value(value.as_string());
  if (value.is_number() || value.is(ValueType::Boolean) || is_instant(value) ||
      value.is(ValueType::Duration)) {
    return Value(to_string(value));
  }
  return std::nullopt;
}

Value convert(Conversion conversion, std::string_view function, std::string_view expected,
              const Value& value) {
  if (auto converted = conversion(value)) return *converted;
  throw wrong_argument(function, expected, value);
}

Value to_integer(CallContext&, std::span<const Value> values) {
  return convert(as_integer, "toInteger", "a number or STRING", values[0]);
}
Value to_float(CallContext&, std::span<const Value> values) {
  return convert(as_float, "toFloat", "a number or STRING", values[0]);
}
Value to_boolean(CallContext&, std::span<const Value> values) {
  return convert(as_boolean, "toBoolean", "a BOOLEAN or STRING", values[0]);
}
Value to_text(CallContext&, std::span<const Value> values) {
  return convert(as_text, "toString", "a number, BOOLEAN, STRING or temporal value", values[0]);
}

template <Conversion conversion>
Value or_null(CallContext&, std::span<const Value> values) {
  return conversion(values[0]).value_or(Value());
}

template <Conversion conversion>
Value each_or_null(CallContext&, std::span<const Value> values) {
  if (!values[0].is(ValueType::List))
    throw wrong_argument("the conversion of a list", "a LIST", values[0]);
  List list;
  list.reserve(values[0].as_list().size());
  for (const Value& each : values[0].as_list()) list.push_back(conversion(each).value_or(Value()));
  return Value(std::move(list));
}

}  // namespace

void add_conversion_functions(Functions& functions) {
  Family family(functions, "conversion");
  const TypeSet numeric = kNumber | kText;
  const TypeSet printable = kText | kNumber | ValueType::Boolean | ValueType::Date |
                            ValueType::Time | ValueType::LocalTime | ValueType::DateTime |
                            ValueType::LocalDateTime | ValueType::Duration;
  family.scalar(
      "toInteger", {{"value", numeric}}, ValueType::Integer, to_integer,
      "A number or a string as an integer, cut towards zero; null if the string is no number.",
      "toInteger('42.7')", "42");
  family.scalar("toFloat", {{"value", numeric}}, ValueType::Float, to_float,
                "A number or a string as a float; null if the string is no number.",
                "toFloat('1e3')", "1000.0");
  family.scalar("toBoolean", {{"value", kText | ValueType::Boolean}}, ValueType::Boolean,
                to_boolean, "`true` and `false` in any case as a boolean; null for other strings.",
                "toBoolean('TRUE')", "true");
  family.scalar("toString", {{"value", printable}}, ValueType::String, to_text,
                "A number, boolean or temporal value as text.", "toString(1.0)", "1.0");
  family.scalar("toIntegerOrNull", {{"value"}}, ValueType::Integer, or_null<as_integer>,
                "Like toInteger(), but null where that is an error.", "toIntegerOrNull([1])",
                "null");
  family.scalar("toFloatOrNull", {{"value"}}, ValueType::Float, or_null<as_float>,
                "Like toFloat(), but null where that is an error.", "toFloatOrNull(true)", "null");
  family.scalar("toBooleanOrNull", {{"value"}}, ValueType::Boolean, or_null<as_boolean>,
                "Like toBoolean(), but null where that is an error.", "toBooleanOrNull(1.5)",
                "null");
  family.scalar("toStringOrNull", {{"value"}}, ValueType::String, or_null<as_text>,
                "Like toString(), but null where that is an error.", "toStringOrNull({a: 1})",
                "null");
  family.scalar("toIntegerList", {{"list", ValueType::List}}, ValueType::List,
                each_or_null<as_integer>,
                "Each element as an integer, null where that is not possible.",
                "toIntegerList(['1', 2.5, 'x'])", "[1, 2, null]");
  family.scalar("toFloatList", {{"list", ValueType::List}}, ValueType::List, each_or_null<as_float>,
                "Each element as a float, null where that is not possible.",
                "toFloatList(['1', 2])", "[1.0, 2.0]");
  family.scalar("toBooleanList", {{"list", ValueType::List}}, ValueType::List,
                each_or_null<as_boolean>,
                "Each element as a boolean, null where that is not possible.",
                "toBooleanList(['true', 'x'])", "[true, null]");
  family.scalar("toStringList", {{"list", ValueType::List}}, ValueType::List, each_or_null<as_text>,
                "Each element as a string, null where that is not possible.",
                "toStringList([1, [2]])", "['1', null]");
}

}  // namespace agora::function
