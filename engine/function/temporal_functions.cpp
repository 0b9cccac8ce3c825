// Constructors of dates and times: from a text, a map, another temporal value or the clock.

#include <chrono>

#include "function/arguments.h"
#include "function/families.h"
#include "function/temporal.h"
#include "function/temporal_fields.h"
#include "function/temporal_parse.h"
#include "value/calendar.h"

namespace agora::function {
namespace {

using value::kNanosecondsPerSecond;

Error cannot_make(std::string_view function, const Value& value) {
  return Error(ErrorCategory::TypeError, "InvalidArgumentValue",
               std::string(function) + "() cannot be made from " + describe_type(value));
}

// ---- parts of an instant as one of the five types
// ---------------------------------------------------------------

/// What a constructor has gathered. Fields left unset fall back to midnight and UTC.
struct Parts {
  std::optional<std::int64_t> days;
  std::optional<std::int64_t> nanoseconds;
  std::optional<Zone> zone;
  std::optional<std::int32_t> offset;
};

Parts parts_of(const Moment& moment) {
  Parts parts{moment.days, moment.nanoseconds, moment.zone, std::nullopt};
  if (moment.zone) parts.offset = moment.offset_seconds;
  return parts;
}

/// The offset of a time: a zone with a name has the one its clocks show at `now`.
std::int32_t offset_of_time(const Parts& parts, std::int64_t now) {
  if (!parts.zone) return 0;
  return parts.offset ? *parts.offset : parts.zone->offset_at(now);
}

/// `parts` as a value of the type, whatever it does not need left out.
Value assemble(ValueType type, const Parts& parts, std::int64_t now) {
  const std::int64_t nanoseconds = parts.nanoseconds.value_or(0);
  switch (type) {
    case ValueType::Date:
      return make_date(*parts.days);
    case ValueType::LocalTime:
      return LocalTime{nanoseconds};
    case ValueType::Time:
      return Time{nanoseconds, offset_of_time(parts, now)};
    case ValueType::LocalDateTime:
      return make_local_datetime(*parts.days, nanoseconds);
    default:
      return make_datetime(*parts.days, nanoseconds, parts.zone.value_or(Zone()), parts.offset);
  }
}

bool needs_date(ValueType type) {
  return type == ValueType::Date || type == ValueType::DateTime || type == ValueType::LocalDateTime;
}
bool needs_time(ValueType type) { return type == ValueType::Time || type == ValueType::LocalTime; }
bool has_zone(ValueType type) { return type == ValueType::Time || type == ValueType::DateTime; }

// ---- from another value
// ---------------------------------------------------------------------------------------

Value convert(ValueType type, std::string_view function, const Value& value, std::int64_t now) {
  const Moment moment = take_apart(value);
  if ((needs_date(type) && !moment.days) || (needs_time(type) && !moment.nanoseconds)) {
    throw cannot_make(function, value);
  }
  return assemble(type, parts_of(moment), now);
}

// ---- from a text
// ----------------------------------------------------------------------------------------------

/// The offset a text gives beside a zone's name must be one that the zone's clocks show then.
void check_offset(const MomentText& text, std::string_view whole) {
  if (!text.zone || text.zone->name().empty() || !text.offset_seconds || !text.days) return;
  const std::int64_t local =
      *text.days * value::kSecondsPerDay + text.nanoseconds.value_or(0) / kNanosecondsPerSecond;
  const Zone::Local resolved = text.zone->resolve(local, text.offset_seconds);
  if (resolved.offset == *text.offset_seconds) return;
  throw invalid_temporal("the offset in '" + std::string(whole) + "' is not one that " +
                         text.zone->name() + " has at that time");
}

Value read(ValueType type, std::string_view text, std::int64_t now) {
  Parts parts;
  if (type == ValueType::Date) {
    parts.days = parse_date(text);
  } else if (type == ValueType::LocalTime) {
    parts.nanoseconds = parse_local_time(text);
  } else {
    const MomentText moment = type == ValueType::Time ? parse_time(text) : parse_datetime(text);
    if (type == ValueType::LocalDateTime && moment.zone) {
      throw invalid_temporal("a LOCAL DATETIME has no zone, but '" + std::string(text) + "' does")
          .with_hint("use datetime()");
    }
    check_offset(moment, text);
    parts = {moment.days, moment.nanoseconds, moment.zone, moment.offset_seconds};
  }
  return assemble(type, parts, now);
}

// ---- from a map
// -----------------------------------------------------------------------------------------------

/// Puts the parts into another zone. Parts that came from a value with a zone keep their instant,
/// others their clock. A time without a date keeps its instant modulo a day.
void change_zone(Parts& parts, const Zone& zone, bool keep_instant, std::int64_t now) {
  if (!keep_instant) {
    parts.zone = zone;
    parts.offset.reset();
    return;
  }
  if (parts.days) {
    const Value before = make_datetime(*parts.days, *parts.nanoseconds, *parts.zone, parts.offset);
    const DateTime& instant = before.as_datetime();
    parts = parts_of(take_apart(datetime_at(instant.seconds, instant.nanoseconds, zone)));
    return;
  }
  const std::int32_t offset = zone.offset_at(now);
  const std::int64_t shift = std::int64_t{offset} - offset_of_time(parts, now);
  parts.nanoseconds = value::floor_mod(*parts.nanoseconds + shift * kNanosecondsPerSecond,
                                       value::kNanosecondsPerDay);
  parts.zone = zone;
  parts.offset = offset;
}

/// What the fields `date`, `time` and `datetime` bring along.
Parts selected_parts(ValueType type, std::string_view function, const TemporalFields& fields) {
  Parts parts;
  const auto wrong = [&](std::string_view key, std::string_view lacks) {
    return invalid_temporal("the field `" + std::string(key) + "` of " + std::string(function) +
                            "() has no " + std::string(lacks));
  };
  if (const auto date = fields.moment("date")) {
    if (!date->days) throw wrong("date", "date");
    parts.days = date->days;
  }
  if (const auto time = fields.moment("time")) {
    if (!time->nanoseconds) throw wrong("time", "time");
    parts.nanoseconds = time->nanoseconds;
    parts.zone = time->zone;
    if (time->zone) parts.offset = time->offset_seconds;
  }
  if (const auto both = fields.moment("datetime")) {
    if (fields.has("date") || fields.has("time")) {
      throw invalid_temporal("`datetime` stands for `date` and `time`; give either");
    }
    if (!both->days) throw wrong("datetime", "date");
    parts = parts_of(*both);
    if (!parts.nanoseconds) parts.nanoseconds = 0;
  }
  if (type == ValueType::Date) parts.nanoseconds.reset();
  return parts;
}

std::optional<Value> from_epoch_fields(const TemporalFields& fields) {
  const auto seconds = fields.integer("epochSeconds"), millis = fields.integer("epochMillis");
  if (!seconds && !millis) return std::nullopt;
  if (seconds && millis) throw invalid_temporal("give epochSeconds or epochMillis, not both");
  if (fields.names_date() || fields.has("hour") || fields.has("minute") || fields.has("second")) {
    throw invalid_temporal(
        "epochSeconds and epochMillis are whole instants; only fractions of a second may be added");
  }
  const std::int64_t base = seconds ? *seconds : value::floor_div(*millis, 1000);
  const std::int64_t part = millis ? value::floor_mod(*millis, 1000) * 1'000'000 : 0;
  const std::int64_t added = fields.names_time() ? fields.nanoseconds(0) : 0;
  return datetime_at(base, static_cast<std::int32_t>(part + added), fields.zone().value_or(Zone()));
}

void check_fields(ValueType type, std::string_view function, const TemporalFields& fields) {
  const auto refuse = [&](std::string_view what) {
    throw invalid_temporal(std::string(function) + "() takes no " + std::string(what));
  };
  if (type == ValueType::Date && (fields.names_time() || fields.has("time"))) refuse("time fields");
  if (needs_time(type) && (fields.names_date() || fields.has("date"))) refuse("date fields");
  if (!has_zone(type) && fields.has("timezone")) refuse("timezone");
  if (type != ValueType::DateTime && (fields.has("epochSeconds") || fields.has("epochMillis"))) {
    refuse("epoch fields");
  }
}

Value build(ValueType type, std::string_view function, const TemporalFields& fields,
            std::int64_t now) {
  check_fields(type, function, fields);
  if (const auto instant = from_epoch_fields(fields)) return *instant;
  Parts parts = selected_parts(type, function, fields);
  const bool keep_instant = parts.zone.has_value();
  if (needs_date(type)) parts.days = fields.days(parts.days);
  if (needs_time(type) && !parts.nanoseconds && !fields.has("hour")) {
    throw invalid_temporal(std::string(function) + "() needs the field `hour`");
  }
  if (type != ValueType::Date) parts.nanoseconds = fields.nanoseconds(parts.nanoseconds);
  if (const auto zone = fields.zone()) {
    change_zone(parts, *zone, keep_instant, now);
  }
  return assemble(type, parts, now);
}

// ---- the clock
// ------------------------------------------------------------------------------------------------

DateTime system_time() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t nanoseconds =
      std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  return {value::floor_div(nanoseconds, kNanosecondsPerSecond),
          static_cast<std::int32_t>(value::floor_mod(nanoseconds, kNanosecondsPerSecond)), 0, ""};
}

Value now_as(ValueType type, const DateTime& clock, const Zone& zone) {
  return assemble(type, parts_of(take_apart(datetime_at(clock.seconds, clock.nanoseconds, zone))),
                  clock.seconds);
}

// ---- kernels
// --------------------------------------------------------------------------------------------------

constexpr std::string_view name_of(ValueType type) {
  switch (type) {
    case ValueType::Date:
      return "date";
    case ValueType::Time:
      return "time";
    case ValueType::LocalTime:
      return "localtime";
    case ValueType::LocalDateTime:
      return "localdatetime";
    default:
      return "datetime";
  }
}

template <ValueType kType>
Value construct(CallContext& context, std::span<const Value> values) {
  const DateTime& clock = context.statement_time;
  if (values.empty()) return now_as(kType, clock, Zone());
  const Value& from = values[0];
  if (is_text(from)) return read(kType, from.as_string(), clock.seconds);
  if (is_instant(from)) return convert(kType, name_of(kType), from, clock.seconds);
  if (!from.is(ValueType::Map)) throw cannot_make(name_of(kType), from);
  const TemporalFields fields(name_of(kType), from.as_map());
  if (fields.any_null()) return {};
  if (fields.only_zone()) return now_as(kType, clock, *fields.zone());
  return build(kType, name_of(kType), fields, clock.seconds);
}

Zone zone_argument(std::span<const Value> values) {
  return values.empty() ? Zone() : Zone::parse(Arguments("the clock", values).text(0));
}

template <ValueType kType>
Value at_statement(CallContext& context, std::span<const Value> values) {
  return now_as(kType, context.statement_time, zone_argument(values));
}

template <ValueType kType>
Value at_transaction(CallContext& context, std::span<const Value> values) {
  return now_as(kType, context.transaction_time, zone_argument(values));
}

template <ValueType kType>
Value at_realtime(CallContext&, std::span<const Value> values) {
  return now_as(kType, system_time(), zone_argument(values));
}

Value from_epoch(CallContext&, std::span<const Value> values) {
  const Arguments arguments("datetime.fromepoch", values);
  const std::int64_t nanoseconds = arguments.has(1) ? arguments.integer(1) : 0;
  const std::int64_t carried = value::floor_div(nanoseconds, kNanosecondsPerSecond);
  std::int64_t seconds;
  if (__builtin_add_overflow(arguments.integer(0), carried, &seconds)) {
    throw invalid_temporal("the result lies outside the calendar");
  }
  return datetime_at(
      seconds, static_cast<std::int32_t>(value::floor_mod(nanoseconds, kNanosecondsPerSecond)),
      Zone());
}

Value from_epoch_millis(CallContext&, std::span<const Value> values) {
  const std::int64_t millis = Arguments("datetime.fromepochmillis", values).integer(0);
  return datetime_at(value::floor_div(millis, 1000),
                     static_cast<std::int32_t>(value::floor_mod(millis, 1000) * 1'000'000), Zone());
}

struct Names {
  std::string_view plain, statement, transaction, realtime;
  std::string_view example, result, description;
  std::string_view statement_example, transaction_example, realtime_example;
};

template <ValueType kType>
void add_type(Family& family, const Names& names) {
  const TypeSet sources = kText | ValueType::Map | ValueType::Date | ValueType::Time |
                          ValueType::LocalTime | ValueType::DateTime | ValueType::LocalDateTime;
  family
      .scalar(names.plain, {{"from", sources}}, kType, construct<kType>, names.description,
              names.example, names.result)
      .optional(1)
      .by_clock();
  const std::initializer_list<Parameter> zone = {{"timezone", kText}};
  family
      .scalar(names.statement, zone, kType, at_statement<kType>,
              "The clock when the statement began.", names.statement_example, "true")
      .optional(1)
      .by_clock();
  family
      .scalar(names.transaction, zone, kType, at_transaction<kType>,
              "The clock when the transaction began.", names.transaction_example, "true")
      .optional(1)
      .by_clock();
  family
      .scalar(names.realtime, zone, kType, at_realtime<kType>, "The clock at this very moment.",
              names.realtime_example, "true")
      .optional(1)
      .by_chance();
}

}  // namespace

void add_temporal_functions(Functions& functions) {
  Family family(functions, "temporal");
  add_type<ValueType::Date>(
      family,
      {"date", "date.statement", "date.transaction", "date.realtime",
       "date({year: 1984, week: 10})", "1984-03-05",
       "A date from a text, a map, another temporal value or the clock.",
       "date.statement() = date()", "date.transaction('Europe/Brussels') > date('2000-01-01')",
       "date.realtime() > date('2000-01-01')"});
  add_type<ValueType::Time>(
      family, {"time", "time.statement", "time.transaction", "time.realtime", "time('214032+0100')",
               "21:40:32+01:00", "A time of day with an offset.", "time.statement() = time()",
               "time.transaction('+01:00').offset = '+01:00'", "time.realtime().hour < 24"});
  add_type<ValueType::LocalTime>(
      family, {"localtime", "localtime.statement", "localtime.transaction", "localtime.realtime",
               "localtime({hour: 12, minute: 31})", "12:31", "A time of day without an offset.",
               "localtime.statement() = localtime()", "localtime.transaction().hour < 24",
               "localtime.realtime().hour < 24"});
  add_type<ValueType::DateTime>(
      family,
      {"datetime", "datetime.statement", "datetime.transaction", "datetime.realtime",
       "datetime('2015-07-21T21:40:32[Europe/London]')", "2015-07-21T21:40:32+01:00[Europe/London]",
       "An instant with its offset or time zone.", "datetime.statement() = datetime()",
       "datetime.transaction('Asia/Tokyo').timezone = 'Asia/Tokyo'",
       "datetime.realtime().year > 2000"});
  add_type<ValueType::LocalDateTime>(
      family,
      {"localdatetime", "localdatetime.statement", "localdatetime.transaction",
       "localdatetime.realtime", "localdatetime('2015-W30-2T2140')", "2015-07-21T21:40",
       "A date and a time of day without an offset.", "localdatetime.statement() = localdatetime()",
       "localdatetime.transaction().year > 2000", "localdatetime.realtime().year > 2000"});
  family
      .scalar("datetime.fromepoch",
              {{"seconds", ValueType::Integer}, {"nanoseconds", ValueType::Integer}},
              ValueType::DateTime, from_epoch,
              "The instant so many seconds after 1970-01-01T00:00Z.",
              "datetime.fromepoch(416779, 999999999)", "1970-01-05T19:46:19.999999999Z")
      .optional(1);
  family.scalar("datetime.fromepochmillis", {{"milliseconds", ValueType::Integer}},
                ValueType::DateTime, from_epoch_millis,
                "The instant so many milliseconds after 1970-01-01T00:00Z.",
                "datetime.fromepochmillis(237821673987)", "1977-07-15T13:34:33.987Z");
}

}  // namespace agora::function
