// function/temporal_parse.h
//
// ISO 8601 texts of dates, times, offsets and durations. Each reader throws an ArgumentError that
// shows the text and an example of what can be read.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "agora/value.h"
#include "function/temporal.h"

namespace agora::function {

/// A text taken apart. What it does not name is unset.
struct MomentText {
  std::optional<std::int64_t> days;
  std::optional<std::int64_t> nanoseconds;
  std::optional<std::int32_t> offset_seconds;
  std::optional<Zone> zone;  ///< The zone's name in brackets, or the offset.
};

/// `2015-07-21`, `20150721`, `2015-07`, `2015-W30-2`, `2015W302`, `2015-Q2-60`, `2015-202`, `2015`,
/// `+12015-07-21`.
std::int64_t parse_date(std::string_view text);
/// `21:40:32.142`, `214032`, `2140`, `21`; nanoseconds since midnight.
std::int64_t parse_local_time(std::string_view text);
/// A time with an optional offset or zone: `21:40+01:00`, `2140Z`, `21:40[Europe/Stockholm]`.
MomentText parse_time(std::string_view text);
/// A date, optionally `T` and a time, optionally an offset, optionally `[zone]`.
MomentText parse_datetime(std::string_view text);
/// `P1Y2M10DT2H30M`, `P2W`, `PT0.75M`, `P-1Y`, `P2012-02-02T14:37:21.545`.
Value parse_duration(std::string_view text);

}  // namespace agora::function
