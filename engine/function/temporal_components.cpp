// `d.year`, `d.offset`, `duration.minutesOfHour`: the parts of temporal values by name.

#include <array>
#include <vector>

#include "base/edit_distance.h"
#include "function/arguments.h"
#include "function/temporal.h"
#include "value/article.h"
#include "value/calendar.h"
#include "value/text.h"

namespace agora::function {
namespace {

using value::floor_div;
using value::kNanosecondsPerSecond;

struct DateComponent {
  std::string_view name;
  std::int64_t (*of)(std::int64_t days);
};

constexpr std::array kDateComponents = {
    DateComponent{"year", [](std::int64_t d) { return value::civil_from_days(d).year; }},
    DateComponent{"quarter",
                  [](std::int64_t d) -> std::int64_t {
                    return value::quarter_of_month(value::civil_from_days(d).month);
                  }},
    DateComponent{"month",
                  [](std::int64_t d) -> std::int64_t { return value::civil_from_days(d).month; }},
    DateComponent{"week",
                  [](std::int64_t d) -> std::int64_t { return value::week_from_days(d).week; }},
    DateComponent{"weekYear", [](std::int64_t d) { return value::week_from_days(d).year; }},
    DateComponent{"day",
                  [](std::int64_t d) -> std::int64_t { return value::civil_from_days(d).day; }},
    DateComponent{"ordinalDay",
                  [](std::int64_t d) -> std::int64_t { return value::ordinal_day(d); }},
    DateComponent{"weekDay", [](std::int64_t d) -> std::int64_t { return value::weekday(d); }},
    DateComponent{"dayOfWeek", [](std::int64_t d) -> std::int64_t { return value::weekday(d); }},
    DateComponent{"dayOfQuarter",
                  [](std::int64_t d) -> std::int64_t { return value::day_of_quarter(d); }},
};

struct TimeComponent {
  std::string_view name;
  std::int64_t nanoseconds;  ///< The length of one.
  std::int64_t modulus;      ///< How many make one of the next.
};

constexpr std::array kTimeComponents = {
    TimeComponent{"hour", 3600 * kNanosecondsPerSecond, 24},
    TimeComponent{"minute", 60 * kNanosecondsPerSecond, 60},
    TimeComponent{"second", kNanosecondsPerSecond, 60},
    TimeComponent{"millisecond", 1'000'000, 1'000},
    TimeComponent{"microsecond", 1'000, 1'000'000},
    TimeComponent{"nanosecond", 1, 1'000'000'000},
};

constexpr std::array<std::string_view, 4> kZoneComponents = {"timezone", "offset", "offsetMinutes",
                                                             "offsetSeconds"};

std::optional<Value> zone_component(const Moment& moment, std::string_view key) {
  if (key == "timezone") {
    return moment.zone->name().empty() ? Value(value::offset_text(moment.offset_seconds))
                                       : Value(moment.zone->name());
  }
  if (key == "offset") return Value(value::offset_text(moment.offset_seconds));
  if (key == "offsetMinutes") return Value(moment.offset_seconds / 60);
  if (key == "offsetSeconds") return Value(moment.offset_seconds);
  return std::nullopt;
}

std::optional<Value> epoch_component(const DateTime& datetime, std::string_view key) {
  if (key == "epochSeconds") return Value(datetime.seconds);
  if (key == "epochMillis") {
    std::int64_t millis;
    if (__builtin_mul_overflow(datetime.seconds, std::int64_t{1000}, &millis))
      throw integer_overflow("epochMillis");
    return Value(millis + datetime.nanoseconds / 1'000'000);
  }
  return std::nullopt;
}

struct DurationComponent {
  std::string_view name;
  std::int64_t (*of)(const Duration&);
};

/// `seconds` in smaller units, with what the nanoseconds add.
std::int64_t in_units(const Duration& d, std::int64_t units_per_second) {
  std::int64_t units;
  if (__builtin_mul_overflow(d.seconds, units_per_second, &units) ||
      __builtin_add_overflow(units, d.nanoseconds / (kNanosecondsPerSecond / units_per_second),
                             &units)) {
    throw Error(ErrorCategory::ArithmeticError, "NumberOutOfRange",
                "the duration is too long to be counted in such small units");
  }
  return units;
}

using D = const Duration&;
constexpr std::array kDurationComponents = {
    DurationComponent{"years", [](D d) { return d.months / 12; }},
    DurationComponent{"quarters", [](D d) { return d.months / 3; }},
    DurationComponent{"months", [](D d) { return d.months; }},
    DurationComponent{"weeks", [](D d) { return d.days / 7; }},
    DurationComponent{"days", [](D d) { return d.days; }},
    DurationComponent{"hours", [](D d) { return d.seconds / 3600; }},
    DurationComponent{"minutes", [](D d) { return d.seconds / 60; }},
    DurationComponent{"seconds", [](D d) { return d.seconds; }},
    DurationComponent{"milliseconds", [](D d) { return in_units(d, 1'000); }},
    DurationComponent{"microseconds", [](D d) { return in_units(d, 1'000'000); }},
    DurationComponent{"nanoseconds", [](D d) { return in_units(d, kNanosecondsPerSecond); }},
    DurationComponent{"quartersOfYear", [](D d) { return d.months / 3 % 4; }},
    DurationComponent{"monthsOfQuarter", [](D d) { return d.months % 3; }},
    DurationComponent{"monthsOfYear", [](D d) { return d.months % 12; }},
    DurationComponent{"daysOfWeek", [](D d) { return d.days % 7; }},
    DurationComponent{"minutesOfHour", [](D d) { return d.seconds / 60 % 60; }},
    DurationComponent{"secondsOfMinute", [](D d) { return d.seconds % 60; }},
    DurationComponent{"millisecondsOfSecond",
                      [](D d) -> std::int64_t { return d.nanoseconds / 1'000'000; }},
    DurationComponent{"microsecondsOfSecond",
                      [](D d) -> std::int64_t { return d.nanoseconds / 1'000; }},
    DurationComponent{"nanosecondsOfSecond", [](D d) -> std::int64_t { return d.nanoseconds; }},
};

std::optional<Value> component_of_moment(const Moment& moment, std::string_view key) {
  if (moment.days) {
    for (const DateComponent& each : kDateComponents) {
      if (each.name == key) return Value(each.of(*moment.days));
    }
  }
  if (moment.nanoseconds) {
    for (const TimeComponent& each : kTimeComponents) {
      if (each.name == key) return Value(*moment.nanoseconds / each.nanoseconds % each.modulus);
    }
  }
  return moment.zone ? zone_component(moment, key) : std::nullopt;
}

std::vector<std::string_view> names_for(const Value& value) {
  std::vector<std::string_view> names;
  if (value.is(ValueType::Duration)) {
    for (const DurationComponent& each : kDurationComponents) names.push_back(each.name);
    return names;
  }
  const Moment moment = take_apart(value);
  if (moment.days) {
    for (const DateComponent& each : kDateComponents) names.push_back(each.name);
  }
  if (moment.nanoseconds) {
    for (const TimeComponent& each : kTimeComponents) names.push_back(each.name);
  }
  if (moment.zone) names.insert(names.end(), kZoneComponents.begin(), kZoneComponents.end());
  if (value.is(ValueType::DateTime)) names.insert(names.end(), {"epochSeconds", "epochMillis"});
  return names;
}

}  // namespace

Value temporal_component(const Value& value, std::string_view key) {
  std::optional<Value> component;
  if (value.is(ValueType::Duration)) {
    for (const DurationComponent& each : kDurationComponents) {
      if (each.name == key) return Value(each.of(value.as_duration()));
    }
  } else {
    component = component_of_moment(take_apart(value), key);
    if (!component && value.is(ValueType::DateTime))
      component = epoch_component(value.as_datetime(), key);
  }
  if (component) return *component;
  const std::vector<std::string_view> known = names_for(value);
  std::vector<std::string> near = base::nearest_names(key, known);
  std::string hint;
  if (!near.empty()) {
    hint = "did you mean `" + near.front() + "`?";
  } else {
    for (const std::string_view each : known) hint += (hint.empty() ? "it has " : ", ") + std::string(each);
  }
  throw invalid_temporal(value::with_article(to_string(value.type())) + " has no component `" +
                         std::string(key) + "`")
      .with_hint(std::move(hint))
      .with_candidates(std::move(near));
}

}  // namespace agora::function
