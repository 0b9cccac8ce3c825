// function/exact.h
//
// Decimal fractions for durations: `0.1` hours must be 360 seconds, which a binary float cannot
// promise.
#pragma once

#include <cstdint>
#include <string_view>

#include "agora/value.h"

namespace agora::function {

/// A decimal number with 18 digits behind the point. Operations throw ArithmeticError when one does
/// not fit.
class Exact {
 public:
  Exact() = default;
  Exact(std::int64_t whole);
  /// An integer or a float; the float counts as the shortest decimal that reads back as it.
  /// Infinity and NaN are an ArgumentError.
  static Exact of(const Value& number);
  /// Digits with an optional sign and fraction: `-12.5`. Requires: well-formed. Digits behind the
  /// 18th are cut.
  static Exact parse(std::string_view digits);

  bool is_zero() const { return units_ == 0; }
  Exact plus(Exact other) const;
  Exact times(Exact other) const;
  Exact divided_by(Exact other) const;  ///< Cut towards zero. Requires: other is not zero.
  Exact negated() const;

  /// The whole part, towards zero.
  std::int64_t whole() const;
  Exact fraction() const;
  /// The whole part of the number times 10^9: seconds as nanoseconds, in seconds and the rest.
  void split_nanoseconds(std::int64_t& seconds, std::int64_t& nanoseconds) const;

 private:
  __extension__ using Wide = __int128;
  static constexpr std::int64_t kOne = 1'000'000'000'000'000'000;
  static Exact from_units(Wide units);
  Wide units_ = 0;  ///< In 10^-18.
};

/// A duration whose parts may have fractions.
struct ExactDuration {
  Exact months;
  Exact days;
  Exact seconds;

  /// Carries fractions down: a month has 30.436875 days (2,629,746 seconds), a day 86,400 seconds;
  /// what is less than a nanosecond is cut off.
  Value settle() const;
};

}  // namespace agora::function
