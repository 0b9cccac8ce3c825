#include "function/temporal_fields.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/edit_distance.h"
#include "function/arguments.h"
#include "value/calendar.h"

namespace agora::function {
namespace {

using value::kNanosecondsPerSecond;

constexpr std::array<std::string_view, 8> kDateFields = {
    "year", "month", "day", "week", "dayOfWeek", "quarter", "dayOfQuarter", "ordinalDay"};
constexpr std::array<std::string_view, 6> kTimeFields = {
    "hour", "minute", "second", "millisecond", "microsecond", "nanosecond"};
constexpr std::array<std::string_view, 2> kEpochFields = {"epochSeconds", "epochMillis"};
constexpr std::array<std::string_view, 3> kMomentFields = {"date", "time", "datetime"};

template <typename Names>
bool contains(const Names& names, std::string_view key) {
  return std::find(names.begin(), names.end(), key) != names.end();
}

std::vector<std::string_view> all_fields() {
  std::vector<std::string_view> names = {"timezone"};
  const auto add = [&](const auto& more) { names.insert(names.end(), more.begin(), more.end()); };
  add(kDateFields);
  add(kTimeFields);
  add(kEpochFields);
  add(kMomentFields);
  return names;
}

}  // namespace

TemporalFields::TemporalFields(std::string_view function, const Map& fields)
    : function_(function), map_(fields) {
  for (const auto& [key, value] : fields) {
    const bool number =
        contains(kDateFields, key) || contains(kTimeFields, key) || contains(kEpochFields, key);
    const bool instant = contains(kMomentFields, key);
    if (!number && !instant && key != "timezone") {
      throw invalid_temporal(std::string(function) + "() knows no field `" + key + "`")
          .with_candidates(base::nearest_names(key, all_fields()));
    }
    if (value.is_null()) {
      any_null_ = true;
      continue;
    }
    const bool fits = number    ? value.is(ValueType::Integer)
                      : instant ? is_instant(value)
                                : is_text(value);
    if (!fits) {
      throw Error(ErrorCategory::TypeError, "InvalidArgumentValue",
                  "the field `" + key + "` of " + std::string(function) + "() is " +
                      (number    ? "an INTEGER"
                       : instant ? "a temporal value"
                                 : "a STRING") +
                      ", but got " + describe_type(value));
    }
  }
}

std::optional<std::int64_t> TemporalFields::integer(std::string_view key) const {
  const Value* value = map_.find(key);
  return value ? std::optional(value->as_int()) : std::nullopt;
}

std::optional<Moment> TemporalFields::moment(std::string_view key) const {
  const Value* value = map_.find(key);
  return value ? std::optional(take_apart(*value)) : std::nullopt;
}

std::optional<Zone> TemporalFields::zone() const {
  const Value* value = map_.find("timezone");
  return value ? std::optional(Zone::parse(value->as_string())) : std::nullopt;
}

bool TemporalFields::names_date() const {
  return std::any_of(kDateFields.begin(), kDateFields.end(),
                     [&](std::string_view key) { return has(key); });
}

bool TemporalFields::names_time() const {
  return std::any_of(kTimeFields.begin(), kTimeFields.end(),
                     [&](std::string_view key) { return has(key); });
}

bool TemporalFields::names_subsecond() const {
  return has("millisecond") || has("microsecond") || has("nanosecond");
}

std::int64_t TemporalFields::within(std::string_view key, std::int64_t least, std::int64_t most,
                                    std::int64_t fallback) const {
  const std::int64_t number = integer(key).value_or(fallback);
  if (number >= least && number <= most) return number;
  throw invalid_temporal("`" + std::string(key) + "` goes from " + std::to_string(least) + " to " +
                         std::to_string(most) + " here, but is " + std::to_string(number));
}

void TemporalFields::require(std::string_view key, std::string_view needs) const {
  if (!has(key) || has(needs)) return;
  throw invalid_temporal(std::string(function_) + "() with `" + std::string(key) + "` needs `" +
                         std::string(needs) + "` as well");
}

// ---- dates
// ----------------------------------------------------------------------------------------------------

std::int64_t TemporalFields::calendar_days(std::optional<std::int64_t> base) const {
  const value::CivilDate from = base ? value::civil_from_days(*base) : value::CivilDate{1970, 1, 1};
  if (!base) require("day", "month");
  const std::int64_t year = within("year", -value::kLastYear, value::kLastYear, from.year);
  const int month = static_cast<int>(within("month", 1, 12, from.month));
  const int last = value::days_in_month(year, month);
  // A day that was not asked for may give way to a shorter month.
  const int day =
      has("day") ? static_cast<int>(within("day", 1, last, 1)) : std::min(from.day, last);
  return value::days_from_civil(year, month, day);
}

std::int64_t TemporalFields::week_days(std::optional<std::int64_t> base) const {
  const value::WeekDate from = base ? value::week_from_days(*base) : value::WeekDate{};
  if (!base) require("dayOfWeek", "week");
  const std::int64_t year = within("year", -value::kLastYear, value::kLastYear, from.year);
  const int weeks = value::weeks_in_year(year);
  const int week =
      has("week") ? static_cast<int>(within("week", 1, weeks, 1)) : std::min(from.week, weeks);
  return value::days_from_week(
      {year, week, static_cast<int>(within("dayOfWeek", 1, 7, from.weekday))});
}

std::int64_t TemporalFields::quarter_days(std::optional<std::int64_t> base) const {
  const value::CivilDate from = base ? value::civil_from_days(*base) : value::CivilDate{1970, 1, 1};
  if (!base) require("dayOfQuarter", "quarter");
  const std::int64_t year = within("year", -value::kLastYear, value::kLastYear, from.year);
  const std::int64_t quarter = within("quarter", 1, 4, value::quarter_of_month(from.month));
  const std::int64_t first = value::days_from_civil(year, static_cast<int>(quarter) * 3 - 2, 1);
  const std::int64_t length = value::add_months(first, 3) - first;
  const std::int64_t inherited = base ? value::day_of_quarter(*base) : 1;
  const std::int64_t day =
      has("dayOfQuarter") ? within("dayOfQuarter", 1, length, 1) : std::min(inherited, length);
  return first + day - 1;
}

std::int64_t TemporalFields::ordinal_days(std::optional<std::int64_t> base) const {
  const std::int64_t from = base ? value::civil_from_days(*base).year : 1970;
  const std::int64_t year = within("year", -value::kLastYear, value::kLastYear, from);
  return value::days_from_civil(year, 1, 1) +
         within("ordinalDay", 1, value::days_in_year(year), 1) - 1;
}

std::int64_t TemporalFields::days(std::optional<std::int64_t> base) const {
  const bool week = has("week") || has("dayOfWeek"),
             quarter = has("quarter") || has("dayOfQuarter");
  const bool ordinal = has("ordinalDay"), calendar = has("month") || has("day");
  if (int{week} + int{quarter} + int{ordinal} + int{calendar} > 1) {
    throw invalid_temporal(
        "a date is given by month and day, week and dayOfWeek, quarter and dayOfQuarter or "
        "ordinalDay; these fields mix them");
  }
  if (!base && !has("year"))
    throw invalid_temporal(std::string(function_) + "() needs the field `year`");
  if (week) return week_days(base);
  if (quarter) return quarter_days(base);
  if (ordinal) return ordinal_days(base);
  return calendar_days(base);
}

// ---- times
// ----------------------------------------------------------------------------------------------------

/// Milliseconds, microseconds and nanoseconds add up; each then counts what the one before leaves.
std::int64_t TemporalFields::subsecond(std::int64_t fallback) const {
  if (!names_subsecond()) return fallback;
  const bool milli = has("millisecond"), micro = has("microsecond");
  const std::int64_t milliseconds = within("millisecond", 0, 999, 0);
  const std::int64_t microseconds = within("microsecond", 0, milli ? 999 : 999'999, 0);
  const std::int64_t nanoseconds = within("nanosecond", 0,
                                          micro   ? 999
                                          : milli ? 999'999
                                                  : kNanosecondsPerSecond - 1,
                                          0);
  return milliseconds * 1'000'000 + microseconds * 1'000 + nanoseconds;
}

std::int64_t TemporalFields::nanoseconds(std::optional<std::int64_t> base) const {
  if (!base) {
    require("minute", "hour");
    require("second", "minute");
    if (names_subsecond() && !has("second")) {
      throw invalid_temporal("fractions of a second need the field `second` as well");
    }
  }
  const std::int64_t from = base.value_or(0), seconds = from / kNanosecondsPerSecond;
  const std::int64_t hour = within("hour", 0, 23, seconds / 3600);
  const std::int64_t minute = within("minute", 0, 59, seconds / 60 % 60);
  const std::int64_t second = within("second", 0, 59, seconds % 60);
  return ((hour * 60 + minute) * 60 + second) * kNanosecondsPerSecond +
         subsecond(from % kNanosecondsPerSecond);
}

}  // namespace agora::function
