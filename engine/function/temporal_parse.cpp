#include "function/temporal_parse.h"

#include <string>

#include "function/exact.h"
#include "value/calendar.h"

namespace agora::function {
namespace {

using value::kNanosecondsPerSecond;

[[noreturn]] void throw_unreadable(std::string_view what, std::string_view text,
                                   std::string_view example) {
  throw invalid_temporal("this is no " + std::string(what) + ": '" + std::string(text) + "'")
      .with_hint("write it as '" + std::string(example) + "'");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Walks over a text; what does not fit leaves it where it was.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  void skip(std::size_t count) { at_ += count; }

  bool accept(char c) {
    if (peek() != c || at_end()) return false;
    ++at_;
    return true;
  }

  /// How many digits stand here.
  std::size_t digits() const {
    std::size_t count = 0;
    while (at_ + count < text_.size() && is_digit(text_[at_ + count])) ++count;
    return count;
  }

  /// Exactly `count` digits.
  std::optional<int> number(std::size_t count) {
    if (digits() < count) return std::nullopt;
    int number = 0;
    for (std::size_t i = 0; i < count; ++i) number = number * 10 + (text_[at_ + i] - '0');
    at_ += count;
    return number;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// ---- dates
// ----------------------------------------------------------------------------------------------------

std::optional<std::int64_t> calendar_day(std::int64_t year, int month, int day) {
  if (month < 1 || month > 12 || day < 1 || day > value::days_in_month(year, month))
    return std::nullopt;
  return value::days_from_civil(year, month, day);
}

std::optional<std::int64_t> week_day(std::int64_t year, int week, int day) {
  if (week < 1 || week > value::weeks_in_year(year) || day < 1 || day > 7) return std::nullopt;
  return value::days_from_week({year, week, day});
}

std::optional<std::int64_t> quarter_day(std::int64_t year, int quarter, int day) {
  if (quarter < 1 || quarter > 4 || day < 1) return std::nullopt;
  const std::int64_t first = value::days_from_civil(year, quarter * 3 - 2, 1);
  const std::int64_t next = quarter == 4 ? value::days_from_civil(year + 1, 1, 1)
                                         : value::days_from_civil(year, quarter * 3 + 1, 1);
  if (day > next - first) return std::nullopt;
  return first + day - 1;
}

std::optional<std::int64_t> ordinal(std::int64_t year, int day) {
  if (day < 1 || day > value::days_in_year(year)) return std::nullopt;
  return value::days_from_civil(year, 1, 1) + day - 1;
}

/// What follows `W` or `Q`: the number of the week or quarter and, if given, the day in it.
std::optional<std::int64_t> read_part_of_year(Scanner& in, std::int64_t year, bool week) {
  const auto part = in.number(week ? 2 : 1);
  if (!part) return std::nullopt;
  const bool dash = in.accept('-');
  int day = 1;
  if (dash || in.digits() > 0) {
    const auto given = in.number(week ? 1 : 2);
    if (!given) return std::nullopt;
    day = *given;
  }
  return week ? week_day(year, *part, day) : quarter_day(year, *part, day);
}

/// What follows the year in digits: MM-DD, MMDD, DDD, MM.
std::optional<std::int64_t> read_day_of_year(Scanner& in, std::int64_t year) {
  const std::size_t digits = in.digits();
  if (digits == 3) return ordinal(year, *in.number(3));
  if (digits == 4) {
    const int month = *in.number(2);
    return calendar_day(year, month, *in.number(2));
  }
  if (digits != 2) return std::nullopt;
  const int month = *in.number(2);
  if (!in.accept('-')) return calendar_day(year, month, 1);
  if (in.digits() != 2) return std::nullopt;
  return calendar_day(year, month, *in.number(2));
}

std::optional<std::int64_t> read_year(Scanner& in) {
  const bool signed_year = in.peek() == '+' || in.peek() == '-';
  const bool negative = in.peek() == '-';
  if (!signed_year) {
    const auto year = in.number(4);
    return year ? std::optional<std::int64_t>(*year) : std::nullopt;
  }
  in.skip(1);
  const std::size_t digits = in.digits();
  if (digits == 0 || digits > 9) return std::nullopt;
  const std::int64_t year = *in.number(digits);
  return negative ? -year : year;
}

std::optional<std::int64_t> read_date(Scanner& in) {
  const auto year = read_year(in);
  if (!year) return std::nullopt;
  const bool dash = in.accept('-');
  if (in.accept('W')) return read_part_of_year(in, *year, true);
  if (in.accept('Q')) return read_part_of_year(in, *year, false);
  if (dash || in.digits() > 0) return read_day_of_year(in, *year);
  return value::days_from_civil(*year, 1, 1);
}

// ---- times
// ----------------------------------------------------------------------------------------------------

std::optional<std::int64_t> read_fraction(Scanner& in) {
  const std::size_t digits = in.digits();
  if (digits == 0 || digits > 9) return std::nullopt;
  std::int64_t nanoseconds = *in.number(digits);
  for (std::size_t i = digits; i < 9; ++i) nanoseconds *= 10;
  return nanoseconds;
}

std::optional<std::int64_t> read_clock(Scanner& in) {
  const auto hour = in.number(2);
  if (!hour || *hour > 23) return std::nullopt;
  std::int64_t parts[2] = {0, 0};
  const bool colons = in.peek() == ':';
  std::size_t count = 0;
  for (; count < 2; ++count) {
    if (colons && !in.accept(':')) break;
    const auto part = in.number(2);
    if (!part) {
      if (colons) return std::nullopt;
      break;
    }
    if (*part > 59) return std::nullopt;
    parts[count] = *part;
  }
  std::int64_t nanoseconds = 0;
  if (count == 2 && (in.peek() == '.' || in.peek() == ',')) {
    in.skip(1);
    const auto fraction = read_fraction(in);
    if (!fraction) return std::nullopt;
    nanoseconds = *fraction;
  }
  return ((*hour * 60 + parts[0]) * 60 + parts[1]) * kNanosecondsPerSecond + nanoseconds;
}

/// An offset and a name in brackets; either may be missing.
bool read_zone(Scanner& in, MomentText& moment) {
  std::string_view rest = in.rest();
  const std::size_t bracket = rest.find('[');
  const std::string_view offset = rest.substr(0, bracket);
  if (!offset.empty()) {
    moment.offset_seconds = parse_offset(offset);
    if (!moment.offset_seconds) return false;
    moment.zone = Zone::fixed(*moment.offset_seconds);
  }
  if (bracket != rest.npos) {
    if (!rest.ends_with(']')) return false;
    moment.zone = Zone::parse(rest.substr(bracket + 1, rest.size() - bracket - 2));
  }
  in.skip(rest.size());
  return true;
}

constexpr std::string_view kDateExample = "2015-07-21";
constexpr std::string_view kTimeExample = "21:40:32.142+01:00";
constexpr std::string_view kDateTimeExample = "2015-07-21T21:40:32.142+01:00";
constexpr std::string_view kDurationExample = "P1Y2M10DT2H30M";

}  // namespace

std::int64_t parse_date(std::string_view text) {
  Scanner in(text);
  const auto days = read_date(in);
  if (!days || !in.at_end()) throw_unreadable("date", text, kDateExample);
  return *days;
}

std::int64_t parse_local_time(std::string_view text) {
  Scanner in(text);
  const auto nanoseconds = read_clock(in);
  if (!nanoseconds || !in.at_end()) throw_unreadable("local time", text, "21:40:32.142");
  return *nanoseconds;
}

MomentText parse_time(std::string_view text) {
  Scanner in(text);
  MomentText moment;
  moment.nanoseconds = read_clock(in);
  if (!moment.nanoseconds || !read_zone(in, moment)) throw_unreadable("time", text, kTimeExample);
  return moment;
}

MomentText parse_datetime(std::string_view text) {
  Scanner in(text);
  MomentText moment;
  moment.days = read_date(in);
  bool good = moment.days.has_value();
  if (good && (in.peek() == 'T' || in.peek() == 't' || in.peek() == ' ')) {
    in.skip(1);
    moment.nanoseconds = read_clock(in);
    good = moment.nanoseconds.has_value();
  }
  if (!good || !read_zone(in, moment)) throw_unreadable("datetime", text, kDateTimeExample);
  return moment;
}

// ---- durations
// ------------------------------------------------------------------------------------------------

namespace {

/// A number with sign and fraction, as far as it goes; empty if there is none.
std::string_view read_amount(Scanner& in) {
  const std::string_view rest = in.rest();
  std::size_t end = rest.starts_with('-') || rest.starts_with('+') ? 1 : 0;
  const std::size_t first = end;
  while (end < rest.size() && is_digit(rest[end])) ++end;
  if (end == first) return {};
  if (end + 1 < rest.size() && (rest[end] == '.' || rest[end] == ',') && is_digit(rest[end + 1])) {
    ++end;
    while (end < rest.size() && is_digit(rest[end])) ++end;
  }
  in.skip(end);
  return rest.substr(0, end);
}

/// Adds `amount` of a unit; false if there is no such unit here. Units come in their order, each
/// once.
bool add_part(ExactDuration& duration, std::string_view units, std::size_t& next, char unit,
              Exact amount) {
  const std::size_t place = units.find(unit, next);
  if (place == units.npos) return false;
  next = place + 1;
  const auto add = [&](Exact& part, std::int64_t factor) {
    part = part.plus(amount.times(Exact(factor)));
  };
  const bool clock = units.front() == 'H';
  switch (unit) {
    case 'Y':
      add(duration.months, 12);
      break;
    case 'W':
      add(duration.days, 7);
      break;
    case 'D':
      add(duration.days, 1);
      break;
    case 'H':
      add(duration.seconds, 3600);
      break;
    case 'M':
      clock ? add(duration.seconds, 60) : add(duration.months, 1);
      break;
    default:
      add(duration.seconds, 1);
      break;
  }
  return true;
}

/// `1Y2M10D`, or with `units` "HMS" `2H30M`.
bool read_parts(Scanner& in, ExactDuration& duration, std::string_view units, bool negative) {
  std::size_t next = 0;
  bool any = false;
  while (!in.at_end() && in.peek() != 'T') {
    const std::string_view digits = read_amount(in);
    if (digits.empty() || in.at_end()) return false;
    const char unit = in.peek();
    in.skip(1);
    const Exact amount = Exact::parse(digits);
    if (!add_part(duration, units, next, unit, negative ? amount.negated() : amount)) return false;
    any = true;
  }
  return any;
}

/// `2012-02-02T14:37:21.545`: years, months, days and a clock.
std::optional<Value> read_as_date(std::string_view text, bool negative) {
  Scanner in(text);
  const auto year = in.number(4);
  const bool dashes = in.accept('-');
  const auto month = year ? in.number(2) : std::nullopt;
  if (!month || *month > 12 || (dashes && !in.accept('-'))) return std::nullopt;
  const auto day = in.number(2);
  if (!day || *day > 31) return std::nullopt;
  std::int64_t nanoseconds = 0;
  if (in.accept('T')) {
    const auto clock = read_clock(in);
    if (!clock) return std::nullopt;
    nanoseconds = *clock;
  }
  if (!in.at_end()) return std::nullopt;
  const Value duration =
      make_duration(std::int64_t{*year} * 12 + *month, *day, nanoseconds / kNanosecondsPerSecond,
                    nanoseconds % kNanosecondsPerSecond);
  return negative ? negate_duration(duration.as_duration()) : duration;
}

}  // namespace

Value parse_duration(std::string_view text) {
  Scanner in(text);
  const bool negative = in.accept('-');
  if (!negative) in.accept('+');
  if (!in.accept('P')) throw_unreadable("duration", text, kDurationExample);
  if (const auto duration = read_as_date(in.rest(), negative)) return *duration;
  ExactDuration duration;
  const bool date = in.peek() != 'T';
  bool good = !date || read_parts(in, duration, "YMWD", negative);
  if (good && in.accept('T')) good = read_parts(in, duration, "HMS", negative);
  if (!good || !in.at_end()) throw_unreadable("duration", text, kDurationExample);
  return duration.settle();
}

}  // namespace agora::function
