// Temporal values as the text that toString() gives.

#include <fmt/format.h>

#include <cstdlib>

#include "value/calendar.h"
#include "value/text.h"

namespace agora::value {
namespace {

void append_fraction(std::string& out, std::int64_t nanoseconds) {
  if (nanoseconds == 0) return;
  if (nanoseconds % 1'000'000 == 0) {
    out += fmt::format(".{:03}", nanoseconds / 1'000'000);
  } else if (nanoseconds % 1'000 == 0) {
    out += fmt::format(".{:06}", nanoseconds / 1'000);
  } else {
    out += fmt::format(".{:09}", nanoseconds);
  }
}

void append_clock(std::string& out, std::int64_t second_of_day, std::int64_t nanoseconds) {
  const std::int64_t second = second_of_day % 60;
  out += fmt::format("{:02}:{:02}", second_of_day / 3600, second_of_day / 60 % 60);
  if (second == 0 && nanoseconds == 0) return;
  out += fmt::format(":{:02}", second);
  append_fraction(out, nanoseconds);
}

void append_local(std::string& out, std::int64_t seconds, std::int64_t nanoseconds) {
  out += date_text({floor_div(seconds, kSecondsPerDay)});
  out += 'T';
  append_clock(out, floor_mod(seconds, kSecondsPerDay), nanoseconds);
}

void append_part(std::string& out, std::int64_t amount, char unit) {
  if (amount != 0) out += fmt::format("{}{}", amount, unit);
}

/// The clock part of a duration. Its sign is that of the whole, so -0.5 s prints as such and not as
/// -1 + 0.5.
void append_clock_part(std::string& out, const Duration& duration) {
  if (duration.seconds == 0 && duration.nanoseconds == 0) return;
  out += 'T';
  const bool negative = duration.seconds < 0;
  std::int64_t seconds = duration.seconds;
  std::int64_t nanoseconds = duration.nanoseconds;
  if (negative && nanoseconds != 0) {
    ++seconds;
    nanoseconds = kNanosecondsPerSecond - nanoseconds;
  }
  append_part(out, seconds / 3600, 'H');
  append_part(out, seconds / 60 % 60, 'M');
  const std::int64_t second = seconds % 60;
  if (second == 0 && nanoseconds == 0) return;
  if (negative) out += '-';
  out += std::to_string(std::abs(second));
  if (nanoseconds != 0) {
    std::string digits = fmt::format(".{:09}", nanoseconds);
    digits.erase(digits.find_last_not_of('0') + 1);
    out += digits;
  }
  out += 'S';
}

}  // namespace

std::string date_text(Date date) {
  const CivilDate civil = civil_from_days(date.days);
  const char* sign = civil.year < 0 ? "-" : civil.year > 9999 ? "+" : "";
  return fmt::format("{}{:04}-{:02}-{:02}", sign, std::abs(civil.year), civil.month, civil.day);
}

std::string local_time_text(LocalTime time) {
  std::string out;
  append_clock(out, time.nanoseconds / kNanosecondsPerSecond,
               time.nanoseconds % kNanosecondsPerSecond);
  return out;
}

std::string offset_text(std::int32_t seconds) {
  if (seconds == 0) return "Z";
  const std::int32_t size = std::abs(seconds);
  std::string out =
      fmt::format("{}{:02}:{:02}", seconds < 0 ? '-' : '+', size / 3600, size / 60 % 60);
  if (size % 60 != 0) out += fmt::format(":{:02}", size % 60);
  return out;
}

std::string time_text(const Time& time) {
  return local_time_text({time.nanoseconds}) + offset_text(time.offset_seconds);
}

std::string local_datetime_text(const LocalDateTime& datetime) {
  std::string out;
  append_local(out, datetime.seconds, datetime.nanoseconds);
  return out;
}

std::string datetime_text(const DateTime& datetime) {
  std::string out;
  append_local(out, datetime.seconds + datetime.offset_seconds, datetime.nanoseconds);
  out += offset_text(datetime.offset_seconds);
  if (!datetime.zone.empty()) out += "[" + datetime.zone + "]";
  return out;
}

std::string duration_text(const Duration& duration) {
  if (duration == Duration{}) return "PT0S";
  std::string out = "P";
  append_part(out, duration.months / 12, 'Y');
  append_part(out, duration.months % 12, 'M');
  append_part(out, duration.days, 'D');
  append_clock_part(out, duration);
  return out;
}

}  // namespace agora::value
