// function/temporal.h
//
// What temporal constructors, operators and functions share: a temporal value taken apart and put
// together again, and arithmetic with durations. Zones are in time_zone.h, texts in
// temporal_parse.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "agora/error.h"
#include "agora/value.h"
#include "function/time_zone.h"

namespace agora::function {

/// Any instant value taken apart: a date, a time of day, a zone, each only if the value has it.
struct Moment {
  std::optional<std::int64_t> days;         ///< Since 1970-01-01.
  std::optional<std::int64_t> nanoseconds;  ///< Since local midnight.
  std::optional<Zone> zone;
  std::int32_t offset_seconds = 0;  ///< What the value is shown with; only if there is a zone.
};

/// True for the five types of instants (not durations).
bool is_instant(const Value& value);
/// Requires: is_instant(value).
Moment take_apart(const Value& value);

/// A day and a time of day in a zone as an instant. Where the clock skips that time it is moved on
/// by the gap; where it shows it twice the offset `preferred` decides, else the earlier.
Value make_datetime(std::int64_t days, std::int64_t nanoseconds, const Zone& zone,
                    std::optional<std::int32_t> preferred = std::nullopt);
/// An instant, shown as the zone's clocks show it.
Value datetime_at(std::int64_t seconds, std::int32_t nanoseconds, const Zone& zone);
Value make_local_datetime(std::int64_t days, std::int64_t nanoseconds);
/// Throws ArgumentError unless the year is within ±999,999,999.
Value make_date(std::int64_t days);

/// A duration from parts that may overflow into each other; throws ArithmeticError if one does not
/// fit.
Value make_duration(std::int64_t months, std::int64_t days, std::int64_t seconds,
                    std::int64_t nanoseconds);

// Operators; each requires operands of the types it is named after.
Value add_duration(const Value& instant, const Duration& duration);
Value subtract_duration(const Value& instant, const Duration& duration);
Value add_durations(const Duration& left, const Duration& right);
Value subtract_durations(const Duration& left, const Duration& right);
Value multiply_duration(const Duration& duration, const Value& number);
Value divide_duration(const Duration& duration, const Value& number);
Value negate_duration(const Duration& duration);

/// `value.key`: `year`, `hoursOfDay` … of instants and durations. An unknown key is an error that
/// offers others.
Value temporal_component(const Value& value, std::string_view key);

/// An ArgumentError about a temporal value that cannot be made.
Error invalid_temporal(std::string message);

}  // namespace agora::function
