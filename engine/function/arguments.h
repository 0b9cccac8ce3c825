// function/arguments.h
//
// How kernels take their arguments: checked access by position, with errors that name the function,
// what it wants and what it got.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "agora/error.h"
#include "function/registry.h"

namespace agora::function {

constexpr TypeSet kText = ValueType::String | ValueType::Enumerated;
constexpr TypeSet kNumber = ValueType::Integer | ValueType::Float;
constexpr TypeSet kElement = ValueType::Node | ValueType::Relationship;

inline bool is_text(const Value& value) {
  return value.is(ValueType::String) || value.is(ValueType::Enumerated);
}

/// "an INTEGER", "a LIST", "null"; a long value is not shown, its type says enough.
std::string describe_type(const Value& value);

/// `toLower() expects a STRING, but got an INTEGER`.
Error wrong_argument(std::string_view function, std::string_view expected, const Value& actual);
/// For operators: `+ cannot be applied to …`.
Error wrong_operands(std::string_view operation, const Value& left, const Value& right);
Error number_out_of_range(std::string message);
/// An integer result does not fit 64 bits.
Error integer_overflow(std::string_view operation);

/// The arguments of one call, for a kernel of the function `name`. Each accessor throws
/// wrong_argument() if the value there is of another type.
class Arguments {
 public:
  Arguments(std::string_view name, std::span<const Value> values) : name_(name), values_(values) {}

  std::size_t size() const { return values_.size(); }
  bool has(std::size_t i) const { return i < values_.size(); }
  const Value& operator[](std::size_t i) const { return values_[i]; }
  std::string_view text(std::size_t i) const;
  std::int64_t integer(std::size_t i) const;
  double number(std::size_t i) const;  ///< An integer or float.
  bool boolean(std::size_t i) const;
  const List& list(std::size_t i) const;
  const Map& map(std::size_t i) const;
  /// An integer that is not negative; another is an ArgumentError.
  std::size_t count(std::size_t i) const;
  Error wrong(std::size_t i, std::string_view expected) const {
    return wrong_argument(name_, expected, values_[i]);
  }

 private:
  std::string_view name_;
  std::span<const Value> values_;
};

/// Throws LimitExceeded if a value of `bytes` is more than the context allows, or more than 2 GiB.
void check_size(const CallContext& context, std::size_t bytes);

}  // namespace agora::function
