// date.truncate() and its like: the beginning of the century, week, hour … of a temporal value.

#include <algorithm>
#include <array>

#include "base/edit_distance.h"
#include "function/arguments.h"
#include "function/families.h"
#include "function/temporal.h"
#include "function/temporal_fields.h"
#include "function/unicode.h"
#include "value/article.h"
#include "value/calendar.h"

namespace agora::function {
namespace {

enum class Unit {
  Millennium,
  Century,
  Decade,
  Year,
  WeekYear,
  Quarter,
  Month,
  Week,
  Day,
  Hour,
  Minute,
  Second,
  Millisecond,
  Microsecond
};

constexpr std::array<std::string_view, 14> kUnitNames = {
    "millennium", "century", "decade", "year",   "weekYear", "quarter",     "month",
    "week",       "day",     "hour",   "minute", "second",   "millisecond", "microsecond"};

Unit parse_unit(std::string_view name) {
  const std::string lower = to_lower(name);
  for (std::size_t i = 0; i < kUnitNames.size(); ++i) {
    if (to_lower(kUnitNames[i]) == lower) return static_cast<Unit>(i);
  }
  throw invalid_temporal("there is no unit `" + std::string(name) + "` to truncate to")
      .with_candidates(base::nearest_names(name, kUnitNames));
}

std::int64_t truncate_days(std::int64_t days, Unit unit) {
  const value::CivilDate date = value::civil_from_days(days);
  const auto january = [&](std::int64_t years) {
    return value::days_from_civil(value::floor_div(date.year, years) * years, 1, 1);
  };
  switch (unit) {
    case Unit::Millennium:
      return january(1000);
    case Unit::Century:
      return january(100);
    case Unit::Decade:
      return january(10);
    case Unit::Year:
      return january(1);
    case Unit::WeekYear:
      return value::first_monday(value::week_from_days(days).year);
    case Unit::Quarter:
      return value::days_from_civil(date.year, value::quarter_of_month(date.month) * 3 - 2, 1);
    case Unit::Month:
      return value::days_from_civil(date.year, date.month, 1);
    case Unit::Week:
      return days - (value::weekday(days) - 1);
    default:
      return days;
  }
}

std::int64_t truncate_time(std::int64_t nanoseconds, Unit unit) {
  const auto down_to = [&](std::int64_t length) { return nanoseconds - nanoseconds % length; };
  switch (unit) {
    case Unit::Hour:
      return down_to(3600 * value::kNanosecondsPerSecond);
    case Unit::Minute:
      return down_to(60 * value::kNanosecondsPerSecond);
    case Unit::Second:
      return down_to(value::kNanosecondsPerSecond);
    case Unit::Millisecond:
      return down_to(1'000'000);
    case Unit::Microsecond:
      return down_to(1'000);
    default:
      return 0;
  }
}

/// Fields below the unit add to what is left of the second instead of replacing it.
Map with_kept_fraction(const Map& fields, Unit unit, std::int64_t nanoseconds) {
  Map kept = fields;
  const bool nano = fields.find("nanosecond") != nullptr,
             micro = fields.find("microsecond") != nullptr;
  const std::int64_t fraction = nanoseconds % value::kNanosecondsPerSecond;
  if (unit == Unit::Millisecond && (nano || micro)) {
    if (!fields.find("millisecond")) kept.set("millisecond", Value(fraction / 1'000'000));
  } else if (unit == Unit::Microsecond && nano && !micro && !fields.find("millisecond")) {
    kept.set("microsecond", Value(fraction / 1'000));
  }
  return kept;
}

bool needs_date(ValueType type) { return type != ValueType::Time && type != ValueType::LocalTime; }

void check_unit(ValueType type, Unit unit, const Moment& moment, const Value& value) {
  const std::string name(kUnitNames[static_cast<std::size_t>(unit)]);
  const bool fits =
      type == ValueType::Date ? unit <= Unit::Day : needs_date(type) || unit >= Unit::Day;
  if (!fits) {
    throw invalid_temporal(value::with_article(to_string(type)) + " cannot be truncated to the " +
                           name);
  }
  const bool lacks = needs_date(type) ? !moment.days || (unit > Unit::Day && !moment.nanoseconds)
                                      : !moment.nanoseconds;
  if (lacks) throw invalid_temporal(describe_type(value) + " has no " + name);
}

Value truncate(ValueType type, std::string_view function, std::span<const Value> values,
               const Value& now) {
  const Arguments arguments(function, values);
  const Unit unit = parse_unit(arguments.text(0));
  const Value& value = arguments.has(1) ? values[1] : now;
  if (!is_instant(value)) throw arguments.wrong(1, "a temporal value");
  const Moment moment = take_apart(value);
  check_unit(type, unit, moment, value);

  const std::int64_t days = moment.days ? truncate_days(*moment.days, unit) : 0;
  const std::int64_t nanoseconds =
      moment.nanoseconds ? truncate_time(*moment.nanoseconds, unit) : 0;
  const Map map =
      arguments.has(2) ? with_kept_fraction(arguments.map(2), unit, nanoseconds) : Map{};
  const TemporalFields fields(function, map);
  if (fields.any_null()) return {};

  // The zone is put on the truncated clock; it does not move it.
  const std::optional<Zone> given = fields.zone();
  const Zone zone = given ? *given : moment.zone.value_or(Zone());
  const std::int64_t new_days = needs_date(type) ? fields.days(days) : 0;
  const std::int64_t new_nanoseconds = fields.nanoseconds(nanoseconds);
  switch (type) {
    case ValueType::Date:
      return make_date(new_days);
    case ValueType::LocalTime:
      return LocalTime{new_nanoseconds};
    case ValueType::Time: {
      const std::int64_t instant = now.as_datetime().seconds;
      return Time{new_nanoseconds, given ? given->offset_at(instant) : moment.offset_seconds};
    }
    case ValueType::LocalDateTime:
      return make_local_datetime(new_days, new_nanoseconds);
    default:
      return make_datetime(new_days, new_nanoseconds, zone,
                           given ? std::nullopt : std::optional(moment.offset_seconds));
  }
}

constexpr std::string_view name_of(ValueType type) {
  switch (type) {
    case ValueType::Date:
      return "date.truncate";
    case ValueType::Time:
      return "time.truncate";
    case ValueType::LocalTime:
      return "localtime.truncate";
    case ValueType::LocalDateTime:
      return "localdatetime.truncate";
    default:
      return "datetime.truncate";
  }
}

template <ValueType kType>
Value kernel(CallContext& context, std::span<const Value> values) {
  const DateTime& clock = context.statement_time;
  return truncate(kType, name_of(kType), values,
                  Value(datetime_at(clock.seconds, clock.nanoseconds, Zone())));
}

template <ValueType kType>
void add(Family& family, std::string_view description, std::string_view example,
         std::string_view result) {
  const TypeSet instants = ValueType::Date | ValueType::Time | ValueType::LocalTime |
                           ValueType::DateTime | ValueType::LocalDateTime;
  family
      .scalar(name_of(kType), {{"unit", kText}, {"value", instants}, {"fields", ValueType::Map}},
              kType, kernel<kType>, description, example, result)
      .optional(2)
      .by_clock();
}

}  // namespace

void add_truncate_functions(Functions& functions) {
  Family family(functions, "temporal");
  add<ValueType::Date>(
      family,
      "The first day of the millennium, century, decade, year, weekYear, quarter, month or week.",
      "date.truncate('week', date('1984-10-11'), {dayOfWeek: 2})", "1984-10-09");
  add<ValueType::Time>(
      family, "The beginning of the day, hour, minute, second, millisecond or microsecond.",
      "time.truncate('minute', time('12:31:14+01:00'))", "12:31+01:00");
  add<ValueType::LocalTime>(
      family, "The beginning of the day, hour, minute, second, millisecond or microsecond.",
      "localtime.truncate('hour', localtime('12:31:14'))", "12:00");
  add<ValueType::DateTime>(
      family, "The beginning of any unit from the millennium to the microsecond.",
      "datetime.truncate('month', datetime('1984-10-11T12:31Z'))", "1984-10-01T00:00Z");
  add<ValueType::LocalDateTime>(
      family, "The beginning of any unit from the millennium to the microsecond.",
      "localdatetime.truncate('day', localdatetime('1984-10-11T12:31'))", "1984-10-11T00:00");
}

}  // namespace agora::function
