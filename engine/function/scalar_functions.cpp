// Functions on values of any type.

#include <chrono>

#include "base/utf8.h"
#include "function/arguments.h"
#include "function/families.h"
#include "value/compare.h"

namespace agora::function {
namespace {

Value coalesce(CallContext&, std::span<const Value> values) {
  for (const Value& value : values) {
    if (!value.is_null()) return value;
  }
  return {};
}

Value null_if(CallContext&, std::span<const Value> values) {
  return value::equals(values[0], values[1]) == true ? Value() : values[0];
}

Value exists(CallContext&, std::span<const Value> values) { return !values[0].is_null(); }

Value is_empty(CallContext&, std::span<const Value> values) {
  const Value& value = values[0];
  if (is_text(value)) return value.as_string().empty();
  if (value.is(ValueType::List)) return value.as_list().empty();
  if (value.is(ValueType::Map)) return value.as_map().empty();
  throw wrong_argument("isEmpty", "a STRING, LIST or MAP", value);
}

Value size(CallContext&, std::span<const Value> values) {
  const Value& value = values[0];
  if (is_text(value)) return static_cast<std::int64_t>(base::count_code_points(value.as_string()));
  if (value.is(ValueType::List)) return static_cast<std::int64_t>(value.as_list().size());
  if (value.is(ValueType::Map)) return static_cast<std::int64_t>(value.as_map().size());
  if (value.is(ValueType::Path)) {
    throw wrong_argument("size", "a STRING, LIST or MAP", value)
        .with_hint("length() counts a path's relationships");
  }
  throw wrong_argument("size", "a STRING, LIST or MAP", value);
}

Value value_type(CallContext&, std::span<const Value> values) {
  return Value(to_string(values[0].type()));
}

/// The next number of the statement's stream (Vigna's splitmix64).
std::uint64_t next_random(CallContext& context) {
  std::uint64_t own =
      static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  std::uint64_t& state = context.random_state != nullptr ? *context.random_state : own;
  state += 0x9e3779b97f4a7c15u;
  std::uint64_t word = state;
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
  return word ^ (word >> 31);
}

Value rand(CallContext& context, std::span<const Value>) {
  return static_cast<double>(next_random(context) >> 11) * 0x1.0p-53;
}

Value random_uuid(CallContext& context, std::span<const Value>) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::uint64_t words[2] = {next_random(context), next_random(context)};
  words[0] = (words[0] & ~0xf000u) | 0x4000u;            // Version 4.
  words[1] = (words[1] & ~(3ull << 62)) | (2ull << 62);  // The variant of RFC 4122.
  std::string text;
  for (int i = 0; i < 32; ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
    text += kDigits[(words[i / 16] >> (60 - 4 * (i % 16))) & 0xf];
  }
  return Value(text);
}

Value timestamp(CallContext& context, std::span<const Value>) {
  const DateTime& now = context.statement_time;
  return now.seconds * 1000 + now.nanoseconds / 1'000'000;
}

}  // namespace

void add_scalar_functions(Functions& functions) {
  Family family(functions, "scalar");
  const TypeSet sized = kText | ValueType::List | ValueType::Map;
  family
      .scalar("coalesce", {{"value"}}, TypeSet::any(), coalesce,
              "The first value that is not null.", "coalesce(null, 'a', 'b')", "a")
      .variadic()
      .takes_nulls();
  family
      .scalar("nullIf", {{"value"}, {"other"}}, TypeSet::any(), null_if,
              "Null if the two values are equal, else the first.", "nullIf(4, 4)", "null")
      .takes_nulls();
  family
      .scalar("exists", {{"value"}}, ValueType::Boolean, exists, "True if the value is not null.",
              "exists({a: 1}.a)", "true")
      .takes_nulls();
  family.scalar("isEmpty", {{"value", sized}}, ValueType::Boolean, is_empty,
                "True for an empty string, list or map.", "isEmpty([])", "true");
  family.scalar("size", {{"value", sized}}, ValueType::Integer, size,
                "The number of characters of a string, elements of a list or entries of a map.",
                "size('naïve')", "5");
  family.scalar("cardinality", {{"value", ValueType::List | ValueType::Map}}, ValueType::Integer,
                size, "The number of elements of a list or entries of a map.",
                "cardinality([1, 2])", "2");
  family
      .scalar("valueType", {{"value"}}, ValueType::String, value_type,
              "The name of a value's type.", "valueType(1.5)", "FLOAT")
      .takes_nulls();
  family
      .scalar("rand", {}, ValueType::Float, rand, "A random number from 0 to below 1.",
              "rand() < 1", "true")
      .by_chance();
  family
      .scalar("randomUUID", {}, ValueType::String, random_uuid,
              "A random identifier (UUID version 4).", "size(randomUUID())", "36")
      .by_chance();
  family
      .scalar("timestamp", {}, ValueType::Integer, timestamp,
              "Milliseconds from 1970-01-01T00:00Z to the beginning of the statement.",
              "timestamp() > 0", "true")
      .by_clock();
}

}  // namespace agora::function
