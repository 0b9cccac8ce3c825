// Durations: from a text or a map, and between two temporal values.

#include <array>

#include "base/edit_distance.h"
#include "function/arguments.h"
#include "function/exact.h"
#include "function/families.h"
#include "function/temporal.h"
#include "function/temporal_parse.h"
#include "value/calendar.h"

namespace agora::function {
namespace {

using value::kNanosecondsPerSecond;

// ---- from a map
// -----------------------------------------------------------------------------------------------

struct Part {
  std::string_view name;
  Exact ExactDuration::*into;
  std::int64_t factor;
  std::int64_t divisor;
};

constexpr std::array<std::string_view, 11> kPartNames = {
    "years",   "quarters", "months",       "weeks",        "days",       "hours",
    "minutes", "seconds",  "milliseconds", "microseconds", "nanoseconds"};

const std::array kParts = {
    Part{"years", &ExactDuration::months, 12, 1},
    Part{"quarters", &ExactDuration::months, 3, 1},
    Part{"months", &ExactDuration::months, 1, 1},
    Part{"weeks", &ExactDuration::days, 7, 1},
    Part{"days", &ExactDuration::days, 1, 1},
    Part{"hours", &ExactDuration::seconds, 3600, 1},
    Part{"minutes", &ExactDuration::seconds, 60, 1},
    Part{"seconds", &ExactDuration::seconds, 1, 1},
    Part{"milliseconds", &ExactDuration::seconds, 1, 1'000},
    Part{"microseconds", &ExactDuration::seconds, 1, 1'000'000},
    Part{"nanoseconds", &ExactDuration::seconds, 1, 1'000'000'000},
};

Value from_map(const Map& map) {
  if (map.empty()) throw invalid_temporal("duration() needs at least one field, such as `days`");
  ExactDuration duration;
  for (const auto& [key, value] : map) {
    const Part* part = nullptr;
    for (const Part& each : kParts) {
      if (each.name == key) part = &each;
    }
    if (part == nullptr) {
      throw invalid_temporal("duration() knows no field `" + key + "`")
          .with_candidates(base::nearest_names(key, kPartNames));
    }
    if (value.is_null()) return {};
    if (!value.is_number()) throw wrong_argument("duration", "numbers in its map", value);
    const Exact amount =
        Exact::of(value).times(Exact(part->factor)).divided_by(Exact(part->divisor));
    Exact& into = duration.*(part->into);
    into = into.plus(amount);
  }
  return duration.settle();
}

Value construct(CallContext&, std::span<const Value> values) {
  const Value& from = values[0];
  if (is_text(from)) return parse_duration(from.as_string());
  if (from.is(ValueType::Map)) return from_map(from.as_map());
  if (from.is(ValueType::Duration)) return from;
  throw wrong_argument("duration", "a STRING, MAP or DURATION", from);
}

// ---- between two instants
// ---------------------------------------------------------------------------------------

/// One end of a span of time, on the clock of the span's zone and, if it has one, as an instant.
struct End {
  std::int64_t days = 0;
  std::int64_t nanoseconds = 0;  ///< Of the day, on the local clock.
  std::int64_t seconds = 0;      ///< Of the instant; of the local clock if there is no zone.
  std::int64_t fraction() const { return nanoseconds % kNanosecondsPerSecond; }
};

struct Span {
  End from;
  End to;
  std::optional<Zone> zone;
  bool dates = true;  ///< Both values have a date of their own.
};

End end_of(std::int64_t days, std::int64_t nanoseconds, const std::optional<Zone>& zone,
           std::optional<std::int32_t> offset) {
  const std::int64_t local = days * value::kSecondsPerDay + nanoseconds / kNanosecondsPerSecond;
  if (!zone) return {days, nanoseconds, local};
  const Zone::Local resolved = zone->resolve(local, offset);
  return {value::floor_div(resolved.seconds, value::kSecondsPerDay),
          value::floor_mod(resolved.seconds, value::kSecondsPerDay) * kNanosecondsPerSecond +
              nanoseconds % kNanosecondsPerSecond,
          resolved.seconds - resolved.offset};
}

/// The same instant on the clocks of a zone.
End on_clock(const End& end, const Zone& zone) {
  const std::int64_t local = end.seconds + zone.offset_at(end.seconds);
  return {value::floor_div(local, value::kSecondsPerDay),
          value::floor_mod(local, value::kSecondsPerDay) * kNanosecondsPerSecond + end.fraction(),
          end.seconds};
}

/// What one value lacks it takes from the other: the date, the zone. A date's time is midnight.
Span span_of(const Value& from, const Value& to) {
  const Moment a = take_apart(from), b = take_apart(to);
  Span span;
  span.dates = a.days && b.days;
  const std::int64_t a_days = a.days.value_or(b.days.value_or(0)), b_days = b.days.value_or(a_days);
  const std::optional<Zone> a_zone = a.zone ? a.zone : b.zone, b_zone = b.zone ? b.zone : a.zone;
  const auto offset = [](const Moment& m) {
    return m.zone ? std::optional(m.offset_seconds) : std::nullopt;
  };
  span.from = end_of(a_days, a.nanoseconds.value_or(0), a_zone, offset(a));
  span.to = end_of(b_days, b.nanoseconds.value_or(0), b_zone, offset(b));
  span.zone = a_zone;
  if (a_zone) span.to = on_clock(span.to, *a_zone);
  return span;
}

/// The day up to which whole days have passed: the last one does not count if its time is not
/// reached.
std::int64_t last_whole_day(const End& from, const End& to) {
  if (to.days > from.days && to.nanoseconds < from.nanoseconds) return to.days - 1;
  if (to.days < from.days && to.nanoseconds > from.nanoseconds) return to.days + 1;
  return to.days;
}

std::int64_t months_between(const End& from, const End& to) {
  const value::CivilDate a = value::civil_from_days(from.days);
  const value::CivilDate b = value::civil_from_days(last_whole_day(from, to));
  const auto packed = [](const value::CivilDate& date) {
    return (date.year * 12 + date.month) * 32 + date.day;
  };
  return (packed(b) - packed(a)) / 32;  // Towards zero: a month counts when its day is reached.
}

std::int64_t days_between(const End& from, const End& to) {
  return last_whole_day(from, to) - from.days;
}

Value clock_between(std::int64_t months, std::int64_t days, const End& from, const End& to) {
  return make_duration(months, days, to.seconds - from.seconds, to.fraction() - from.fraction());
}

Span arguments_span(std::string_view function, std::span<const Value> values) {
  for (const Value& value : values) {
    if (!is_instant(value)) throw wrong_argument(function, "temporal values", value);
  }
  return span_of(values[0], values[1]);
}

Value between(CallContext&, std::span<const Value> values) {
  const Span span = arguments_span("duration.between", values);
  End from = span.from;
  if (!span.dates) return clock_between(0, 0, from, span.to);
  const std::int64_t months = months_between(from, span.to);
  from = end_of(value::add_months(from.days, months), from.nanoseconds, span.zone, std::nullopt);
  const std::int64_t days = days_between(from, span.to);
  from = end_of(from.days + days, from.nanoseconds, span.zone, std::nullopt);
  if (months == 0 && days == 0)
    from = span.from;  // Not moved: the offset it had is still the right one.
  return clock_between(months, days, from, span.to);
}

Value in_months(CallContext&, std::span<const Value> values) {
  const Span span = arguments_span("duration.inMonths", values);
  return make_duration(span.dates ? months_between(span.from, span.to) : 0, 0, 0, 0);
}

Value in_days(CallContext&, std::span<const Value> values) {
  const Span span = arguments_span("duration.inDays", values);
  return make_duration(0, span.dates ? days_between(span.from, span.to) : 0, 0, 0);
}

Value in_seconds(CallContext&, std::span<const Value> values) {
  const Span span = arguments_span("duration.inSeconds", values);
  return clock_between(0, 0, span.from, span.to);
}

}  // namespace

void add_duration_functions(Functions& functions) {
  Family family(functions, "temporal");
  const TypeSet instants = ValueType::Date | ValueType::Time | ValueType::LocalTime |
                           ValueType::DateTime | ValueType::LocalDateTime;
  const std::initializer_list<Parameter> both = {{"from", instants}, {"to", instants}};
  family.scalar("duration", {{"from", kText | ValueType::Map | ValueType::Duration}},
                ValueType::Duration, construct,
                "A duration from a text or a map; fractions are carried down to smaller units.",
                "duration({months: 0.75})", "P22DT19H51M49.5S");
  family.scalar("duration.between", both, ValueType::Duration, between,
                "The months, days and seconds from one temporal value to another.",
                "duration.between(date('1984-10-11'), date('2015-06-24'))", "P30Y8M13D");
  family.scalar("duration.inMonths", both, ValueType::Duration, in_months,
                "The whole months between the two.",
                "duration.inMonths(date('1984-10-11'), date('2015-06-24'))", "P30Y8M");
  family.scalar("duration.inDays", both, ValueType::Duration, in_days,
                "The whole days between the two.",
                "duration.inDays(date('1984-10-11'), date('2015-06-24'))", "P11213D");
  family.scalar("duration.inSeconds", both, ValueType::Duration, in_seconds,
                "The seconds between the two.",
                "duration.inSeconds(localtime('12:34'), localtime('12:35:00.5'))", "PT1M0.5S");
}

}  // namespace agora::function
