#include "function/exact.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "function/arguments.h"
#include "function/temporal.h"

namespace agora::function {
namespace {

Error too_large() {
  return Error(ErrorCategory::ArithmeticError, "NumberOutOfRange",
               "a part of the duration does not fit 64 bits");
}

}  // namespace

Exact Exact::from_units(Wide units) {
  Exact exact;
  exact.units_ = units;
  return exact;
}

Exact::Exact(std::int64_t whole) : units_(static_cast<Wide>(whole) * kOne) {}

Exact Exact::of(const Value& number) {
  if (number.is(ValueType::Integer)) return Exact(number.as_int());
  const double real = number.as_float();
  if (!std::isfinite(real))
    throw invalid_temporal("a duration cannot have a part that is infinite or not a number");
  if (std::abs(real) >= 9.2e18) throw too_large();
  char digits[400];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, real, std::chars_format::fixed).ptr;
  return parse({digits, static_cast<std::size_t>(end - digits)});
}

Exact Exact::parse(std::string_view digits) {
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  Wide units = 0;
  int behind = -1;
  for (const char c : digits) {
    if (c == '.' || c == ',') {
      behind = 0;
      continue;
    }
    if (behind == 18) break;
    units = units * 10 + (c - '0');
    if (behind >= 0) ++behind;
    if (behind < 0 && units > std::numeric_limits<std::int64_t>::max()) throw too_large();
  }
  for (int i = behind < 0 ? 0 : behind; i < 18; ++i) units *= 10;
  return from_units(negative ? -units : units);
}

Exact Exact::negated() const { return from_units(-units_); }

Exact Exact::plus(Exact other) const {
  Wide sum;
  if (__builtin_add_overflow(units_, other.units_, &sum)) throw too_large();
  return from_units(sum);
}

Exact Exact::times(Exact other) const {
  // (a + b/10^18) · (c + d/10^18), part by part, so that only results too large overflow.
  const Wide a = units_ / kOne, b = units_ % kOne, c = other.units_ / kOne, d = other.units_ % kOne;
  Wide whole, sum;
  if (__builtin_mul_overflow(a * c, static_cast<Wide>(kOne), &whole)) throw too_large();
  if (__builtin_add_overflow(whole, a * d, &sum)) throw too_large();
  if (__builtin_add_overflow(sum, b * c, &sum)) throw too_large();
  if (__builtin_add_overflow(sum, b * d / kOne, &sum)) throw too_large();
  return from_units(sum);
}

Exact Exact::divided_by(Exact other) const {
  if (other.units_ % kOne == 0) return from_units(units_ / (other.units_ / kOne));
  const Wide whole = units_ / other.units_, rest = units_ % other.units_;
  Wide scaled, fraction;
  if (!__builtin_mul_overflow(rest, static_cast<Wide>(kOne), &scaled)) {
    fraction = scaled / other.units_;
  } else {
    // The divisor is large; its last digits do not reach the result's.
    fraction = static_cast<Wide>(static_cast<long double>(rest) /
                                 static_cast<long double>(other.units_) * kOne);
  }
  Wide units;
  if (__builtin_mul_overflow(whole, static_cast<Wide>(kOne), &units)) throw too_large();
  return from_units(units + fraction);
}

std::int64_t Exact::whole() const {
  const Wide whole = units_ / kOne;
  if (whole > std::numeric_limits<std::int64_t>::max() ||
      whole < std::numeric_limits<std::int64_t>::min()) {
    throw too_large();
  }
  return static_cast<std::int64_t>(whole);
}

Exact Exact::fraction() const { return from_units(units_ % kOne); }

void Exact::split_nanoseconds(std::int64_t& seconds, std::int64_t& nanoseconds) const {
  seconds = whole();
  nanoseconds = static_cast<std::int64_t>(units_ % kOne) / 1'000'000'000;
}

Value ExactDuration::settle() const {
  static const Exact kDaysInMonth = Exact::parse("30.436875");
  const Exact all_days = days.plus(months.fraction().times(kDaysInMonth));
  const Exact all_seconds = seconds.plus(all_days.fraction().times(Exact(86'400)));
  std::int64_t whole_seconds, nanoseconds;
  all_seconds.split_nanoseconds(whole_seconds, nanoseconds);
  return make_duration(months.whole(), all_days.whole(), whole_seconds, nanoseconds);
}

}  // namespace agora::function
