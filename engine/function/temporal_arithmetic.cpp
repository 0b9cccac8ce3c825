// Temporal values taken apart and put together, and their arithmetic with durations.

#include <cmath>
#include <limits>

#include "function/arguments.h"
#include "function/exact.h"
#include "function/temporal.h"
#include "value/calendar.h"

namespace agora::function {

using value::floor_div;
using value::floor_mod;
using value::kNanosecondsPerDay;
using value::kNanosecondsPerSecond;
using value::kSecondsPerDay;

Error invalid_temporal(std::string message) {
  return Error(ErrorCategory::ArgumentError, "InvalidTemporalValue", std::move(message));
}

bool is_instant(const Value& value) {
  switch (value.type()) {
    case ValueType::Date:
    case ValueType::Time:
    case ValueType::LocalTime:
    case ValueType::DateTime:
    case ValueType::LocalDateTime:
      return true;
    default:
      return false;
  }
}

namespace {

void put_clock(Moment& moment, std::int64_t local_seconds, std::int64_t nanoseconds) {
  moment.days = floor_div(local_seconds, kSecondsPerDay);
  moment.nanoseconds =
      floor_mod(local_seconds, kSecondsPerDay) * kNanosecondsPerSecond + nanoseconds;
}

void check_year(std::int64_t days) {
  constexpr std::int64_t first = value::days_from_civil(-value::kLastYear, 1, 1);
  constexpr std::int64_t last = value::days_from_civil(value::kLastYear, 12, 31);
  if (days < first || days > last) {
    throw invalid_temporal("years go from -999999999 to +999999999; this date lies outside");
  }
}

std::int64_t checked_add(std::int64_t left, std::int64_t right) {
  std::int64_t sum;
  if (__builtin_add_overflow(left, right, &sum))
    throw invalid_temporal("the result lies outside the calendar");
  return sum;
}

Error duration_overflow() {
  return Error(ErrorCategory::ArithmeticError, "NumberOutOfRange",
               "a part of the duration does not fit 64 bits");
}

}  // namespace

Moment take_apart(const Value& value) {
  Moment moment;
  switch (value.type()) {
    case ValueType::Date:
      moment.days = value.as_date().days;
      break;
    case ValueType::LocalTime:
      moment.nanoseconds = value.as_local_time().nanoseconds;
      break;
    case ValueType::Time:
      moment.nanoseconds = value.as_time().nanoseconds;
      moment.offset_seconds = value.as_time().offset_seconds;
      moment.zone = Zone::fixed(moment.offset_seconds);
      break;
    case ValueType::LocalDateTime:
      put_clock(moment, value.as_local_datetime().seconds, value.as_local_datetime().nanoseconds);
      break;
    default: {
      const DateTime& datetime = value.as_datetime();
      put_clock(moment, datetime.seconds + datetime.offset_seconds, datetime.nanoseconds);
      moment.offset_seconds = datetime.offset_seconds;
      moment.zone = Zone::of(datetime.offset_seconds, datetime.zone);
    }
  }
  return moment;
}

Value make_date(std::int64_t days) {
  check_year(days);
  return Date{days};
}

Value make_local_datetime(std::int64_t days, std::int64_t nanoseconds) {
  check_year(days);
  return LocalDateTime{days * kSecondsPerDay + nanoseconds / kNanosecondsPerSecond,
                       static_cast<std::int32_t>(nanoseconds % kNanosecondsPerSecond)};
}

Value make_datetime(std::int64_t days, std::int64_t nanoseconds, const Zone& zone,
                    std::optional<std::int32_t> preferred) {
  check_year(days);
  const Zone::Local local =
      zone.resolve(days * kSecondsPerDay + nanoseconds / kNanosecondsPerSecond, preferred);
  return DateTime{local.seconds - local.offset,
                  static_cast<std::int32_t>(nanoseconds % kNanosecondsPerSecond), local.offset,
                  zone.name()};
}

Value datetime_at(std::int64_t seconds, std::int32_t nanoseconds, const Zone& zone) {
  check_year(floor_div(seconds, kSecondsPerDay));
  return DateTime{seconds, nanoseconds, zone.offset_at(seconds), zone.name()};
}

Value make_duration(std::int64_t months, std::int64_t days, std::int64_t seconds,
                    std::int64_t nanoseconds) {
  std::int64_t whole;
  if (__builtin_add_overflow(seconds, floor_div(nanoseconds, kNanosecondsPerSecond), &whole)) {
    throw duration_overflow();
  }
  return Duration{months, days, whole,
                  static_cast<std::int32_t>(floor_mod(nanoseconds, kNanosecondsPerSecond))};
}

namespace {

/// The duration's clock part in whole days (towards zero), which is all a date takes of it.
std::int64_t days_of_clock(const Duration& duration) {
  std::int64_t seconds = duration.seconds;
  if (seconds < 0 && duration.nanoseconds > 0) ++seconds;
  return seconds / kSecondsPerDay;
}

std::int64_t shift_date(std::int64_t days, const Duration& duration) {
  constexpr std::int64_t kMost = 12 * 2 * value::kLastYear;
  if (duration.months > kMost || duration.months < -kMost) {
    throw invalid_temporal("the result lies outside the calendar");
  }
  const std::int64_t shifted = checked_add(value::add_months(days, duration.months), duration.days);
  check_year(shifted);
  return shifted;
}

std::int64_t shift_time(std::int64_t nanoseconds, const Duration& duration) {
  const std::int64_t shift = floor_mod(duration.seconds, kSecondsPerDay) * kNanosecondsPerSecond;
  return floor_mod(nanoseconds + shift + duration.nanoseconds, kNanosecondsPerDay);
}

/// Seconds and nanoseconds moved by the clock part of a duration.
template <typename T>
void shift_clock(T& moment, const Duration& duration) {
  const std::int64_t nanoseconds = moment.nanoseconds + duration.nanoseconds;
  moment.seconds = checked_add(checked_add(moment.seconds, duration.seconds),
                               nanoseconds / kNanosecondsPerSecond);
  moment.nanoseconds = static_cast<std::int32_t>(nanoseconds % kNanosecondsPerSecond);
  check_year(floor_div(moment.seconds, kSecondsPerDay));
}

Value add_to_datetime(const Value& instant, const Duration& duration) {
  // Months and days move the local clock, hours and less the instant: a day may have 23 or 25
  // hours.
  DateTime datetime = instant.as_datetime();
  const Zone zone = Zone::of(datetime.offset_seconds, datetime.zone);
  if (duration.months != 0 || duration.days != 0) {
    const Moment moment = take_apart(instant);
    const Value moved = make_datetime(shift_date(*moment.days, duration), *moment.nanoseconds, zone,
                                      datetime.offset_seconds);
    datetime = moved.as_datetime();
  }
  shift_clock(datetime, duration);
  return datetime_at(datetime.seconds, datetime.nanoseconds, zone);
}

}  // namespace

Value add_duration(const Value& instant, const Duration& duration) {
  switch (instant.type()) {
    case ValueType::Date:
      return make_date(
          checked_add(shift_date(instant.as_date().days, duration), days_of_clock(duration)));
    case ValueType::LocalTime:
      return LocalTime{shift_time(instant.as_local_time().nanoseconds, duration)};
    case ValueType::Time:
      return Time{shift_time(instant.as_time().nanoseconds, duration),
                  instant.as_time().offset_seconds};
    case ValueType::LocalDateTime: {
      const Moment moment = take_apart(instant);
      const Value moved =
          make_local_datetime(shift_date(*moment.days, duration), *moment.nanoseconds);
      LocalDateTime datetime = moved.as_local_datetime();
      shift_clock(datetime, duration);
      return datetime;
    }
    default:
      return add_to_datetime(instant, duration);
  }
}

Value negate_duration(const Duration& duration) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  if (duration.months == kLeast || duration.days == kLeast || duration.seconds == kLeast) {
    throw duration_overflow();
  }
  return make_duration(-duration.months, -duration.days, -duration.seconds, -duration.nanoseconds);
}

Value subtract_duration(const Value& instant, const Duration& duration) {
  return add_duration(instant, negate_duration(duration).as_duration());
}

Value add_durations(const Duration& left, const Duration& right) {
  std::int64_t months, days, seconds;
  if (__builtin_add_overflow(left.months, right.months, &months) ||
      __builtin_add_overflow(left.days, right.days, &days) ||
      __builtin_add_overflow(left.seconds, right.seconds, &seconds)) {
    throw duration_overflow();
  }
  return make_duration(months, days, seconds, std::int64_t{left.nanoseconds} + right.nanoseconds);
}

Value subtract_durations(const Duration& left, const Duration& right) {
  return add_durations(left, negate_duration(right).as_duration());
}

Value multiply_duration(const Duration& duration, const Value& number) {
  const Exact factor = Exact::of(number);
  ExactDuration product;
  product.months = Exact(duration.months).times(factor);
  product.days = Exact(duration.days).times(factor);
  product.seconds =
      Exact(duration.seconds)
          .times(factor)
          .plus(Exact(duration.nanoseconds).times(factor).divided_by(kNanosecondsPerSecond));
  return product.settle();
}

Value divide_duration(const Duration& duration, const Value& number) {
  const Exact divisor = Exact::of(number);
  if (divisor.is_zero()) {
    throw Error(ErrorCategory::ArithmeticError, "DivisionByZero",
                "a duration cannot be divided by zero");
  }
  ExactDuration quotient;
  quotient.months = Exact(duration.months).divided_by(divisor);
  quotient.days = Exact(duration.days).divided_by(divisor);
  quotient.seconds =
      Exact(duration.seconds)
          .divided_by(divisor)
          .plus(Exact(duration.nanoseconds).divided_by(divisor).divided_by(kNanosecondsPerSecond));
  return quotient.settle();
}

}  // namespace agora::function
