// value/text.h
//
// Values as text. to_string(Value) is in agora/value.h; here are its parts, which functions use as
// well.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agora/value.h"

namespace agora::value {

/// The shortest text that reads back as the same number, always with a point or an exponent: `1.0`,
/// `1e+20`, `NaN`, `-Infinity`.
std::string float_text(double number);

/// In single quotes, with the language's escapes.
std::string quoted(std::string_view text);
/// A name as a query writes it: in backticks unless it is a plain identifier.
std::string name_text(std::string_view name);

// Temporal values as ISO 8601 text. Seconds and their fraction are left out where they are zero; a
// fraction has 3, 6 or 9 digits.
std::string date_text(Date date);
std::string local_time_text(LocalTime time);
std::string time_text(const Time& time);
std::string local_datetime_text(const LocalDateTime& datetime);
std::string datetime_text(
    const DateTime& datetime);  ///< `2015-07-21T21:40:32.142+02:00[Europe/Stockholm]`.
std::string duration_text(const Duration& duration);  ///< `P1Y2M10DT2H30M-0.5S`.
std::string offset_text(std::int32_t seconds);        ///< `Z`, `+01:00`, `-08:30:15`.

}  // namespace agora::value
