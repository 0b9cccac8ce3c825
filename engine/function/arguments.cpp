#include "function/arguments.h"
#include "value/article.h"

#include <algorithm>

namespace agora::function {

std::string describe_type(const Value& value) {
  return value.is_null() ? "null" : value::with_article(to_string(value.type()));
}

Error wrong_argument(std::string_view function, std::string_view expected, const Value& actual) {
  return Error(ErrorCategory::TypeError, "InvalidArgumentValue",
               std::string(function) + "() expects " + std::string(expected) + ", but got " +
                   describe_type(actual));
}

Error wrong_operands(std::string_view operation, const Value& left, const Value& right) {
  return Error(ErrorCategory::TypeError, "InvalidArgumentType",
               "`" + std::string(operation) + "` cannot be applied to " + describe_type(left) +
                   " and " + describe_type(right));
}

Error number_out_of_range(std::string message) {
  return Error(ErrorCategory::ArgumentError, "NumberOutOfRange", std::move(message));
}

Error integer_overflow(std::string_view operation) {
  return Error(ErrorCategory::ArithmeticError, "NumberOutOfRange",
               "the result of `" + std::string(operation) + "` does not fit a 64-bit integer")
      .with_hint("floats reach further: write one operand with a decimal point");
}

std::string_view Arguments::text(std::size_t i) const {
  if (!is_text(values_[i])) throw wrong(i, "a STRING");
  return values_[i].as_string();
}

std::int64_t Arguments::integer(std::size_t i) const {
  if (!values_[i].is(ValueType::Integer)) throw wrong(i, "an INTEGER");
  return values_[i].as_int();
}

double Arguments::number(std::size_t i) const {
  if (!values_[i].is_number()) throw wrong(i, "a number");
  return values_[i].as_number();
}

bool Arguments::boolean(std::size_t i) const {
  if (!values_[i].is(ValueType::Boolean)) throw wrong(i, "a BOOLEAN");
  return values_[i].as_bool();
}

const List& Arguments::list(std::size_t i) const {
  if (!values_[i].is(ValueType::List)) throw wrong(i, "a LIST");
  return values_[i].as_list();
}

const Map& Arguments::map(std::size_t i) const {
  if (!values_[i].is(ValueType::Map)) throw wrong(i, "a MAP");
  return values_[i].as_map();
}

std::size_t Arguments::count(std::size_t i) const {
  const std::int64_t number = integer(i);
  if (number < 0) {
    throw number_out_of_range(std::string(name_) +
                              "() expects a number that is not negative, but got " +
                              std::to_string(number));
  }
  return static_cast<std::size_t>(number);
}

void check_size(const CallContext& context, std::size_t bytes) {
  constexpr std::size_t kLargestValue = std::size_t{2} << 30;
  const std::size_t limit =
      context.memory_limit == 0 ? kLargestValue : std::min(context.memory_limit, kLargestValue);
  if (bytes <= limit) return;
  throw Error(ErrorCategory::LimitExceeded, "",
              "a single value would take " + std::to_string(bytes) + " bytes; " +
                  std::to_string(limit) + " are allowed");
}

}  // namespace agora::function
