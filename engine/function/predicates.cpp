// Logic, IN, and the string predicates.

#include <re2/re2.h>

#include <memory>
#include <string>

#include "function/arguments.h"
#include "function/operators.h"
#include "value/compare.h"

namespace agora::function {
namespace {

using value::Truth;

Truth truth_of(const Value& operand, std::string_view operation) {
  if (operand.is_null()) return {};
  if (operand.is(ValueType::Boolean)) return operand.as_bool();
  throw Error(
      ErrorCategory::TypeError, "InvalidArgumentType",
      std::string(operation) + " expects BOOLEAN operands, but got " + describe_type(operand));
}

Value boxed(Truth truth) { return truth ? Value(*truth) : Value(); }

/// Null for operands that are no strings: openCypher asks for an answer, not an error.
template <typename Predicate>
Value compare_texts(const Value& text, const Value& part, Predicate predicate) {
  if (!is_text(text) || !is_text(part)) return {};
  return Value(predicate(text.as_string(), part.as_string()));
}

/// The pattern compiled; the last one is kept, as a query asks for the same one row after row.
const re2::RE2& compiled(std::string_view pattern) {
  thread_local std::string last;
  thread_local std::unique_ptr<re2::RE2> regex;
  if (regex && last == pattern) return *regex;
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto fresh =
      std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!fresh->ok()) {
    throw Error(ErrorCategory::ArgumentError, "InvalidRegularExpression",
                "this regular expression cannot be read: " + fresh->error());
  }
  last = pattern;
  regex = std::move(fresh);
  return *regex;
}

}  // namespace

Value logical_and(const Value& left, const Value& right) {
  const Truth l = truth_of(left, "AND"), r = truth_of(right, "AND");
  if (l == false || r == false) return false;
  return l && r ? Value(true) : Value();
}

Value logical_or(const Value& left, const Value& right) {
  const Truth l = truth_of(left, "OR"), r = truth_of(right, "OR");
  if (l == true || r == true) return true;
  return l && r ? Value(false) : Value();
}

Value logical_xor(const Value& left, const Value& right) {
  const Truth l = truth_of(left, "XOR"), r = truth_of(right, "XOR");
  return l && r ? Value(*l != *r) : Value();
}

Value logical_not(const Value& operand) {
  const Truth truth = truth_of(operand, "NOT");
  return truth ? Value(!*truth) : Value();
}

Value in_list(const Value& element, const Value& list) {
  if (list.is_null()) return {};
  if (!list.is(ValueType::List)) {
    throw Error(ErrorCategory::TypeError, "InvalidArgumentType",
                "IN expects a LIST on its right, but got " + describe_type(list));
  }
  bool unknown = false;
  for (const Value& each : list.as_list()) {
    const Truth same = value::equals(element, each);
    if (same == true) return true;
    unknown |= !same.has_value();
  }
  return unknown ? Value() : boxed(false);
}

Value starts_with(const Value& text, const Value& prefix) {
  return compare_texts(text, prefix,
                       [](std::string_view t, std::string_view p) { return t.starts_with(p); });
}

Value ends_with(const Value& text, const Value& suffix) {
  return compare_texts(text, suffix,
                       [](std::string_view t, std::string_view s) { return t.ends_with(s); });
}

Value contains(const Value& text, const Value& part) {
  return compare_texts(text, part,
                       [](std::string_view t, std::string_view p) { return t.find(p) != t.npos; });
}

Value matches(const Value& text, const Value& pattern) {
  return compare_texts(text, pattern, [](std::string_view t, std::string_view p) {
    return re2::RE2::FullMatch(re2::StringPiece(t.data(), t.size()), compiled(p));
  });
}

}  // namespace agora::function
