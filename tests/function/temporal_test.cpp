#include <catch2/catch.hpp>

#include "function/evaluator.h"

using agora::test::answer;

namespace {

struct Case {
  const char* text;
  const char* answer;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(answer(c.text) == c.answer);
  }
}

constexpr const char* kInvalid = "ArgumentError: InvalidTemporalValue";

}  // namespace

TEST_CASE("dates are read in every form of ISO 8601", "[temporal]") {
  check({
      {"date('2015-07-21')", "2015-07-21"},
      {"date('20150721')", "2015-07-21"},
      {"date('2015-07')", "2015-07-01"},
      {"date('201507')", "2015-07-01"},
      {"date('2015-W30-2')", "2015-07-21"},
      {"date('2015W302')", "2015-07-21"},
      {"date('2015-W30')", "2015-07-20"},
      {"date('2015W30')", "2015-07-20"},
      {"date('2015-202')", "2015-07-21"},
      {"date('2015202')", "2015-07-21"},
      {"date('2015-Q2-60')", "2015-05-30"},
      {"date('2015Q260')", "2015-05-30"},
      {"date('2015-Q3')", "2015-07-01"},
      {"date('2015')", "2015-01-01"},
      {"date('+12015-07-21')", "+12015-07-21"},
      {"date('-0005-07-21')", "-0005-07-21"},
      {"date('-999999999-01-01')", "-999999999-01-01"},
      {"date('2016-02-29')", "2016-02-29"},
      {"date('2015-02-29')", kInvalid},
      {"date('2015-13-01')", kInvalid},
      {"date('2015-W54')", kInvalid},
      {"date('2015-366')", kInvalid},
      {"date('2015-')", kInvalid},
      {"date('15-07-21')", kInvalid},
      {"date('2015-07-21T10:00')", kInvalid},
      {"date('')", kInvalid},
  });
}

TEST_CASE("times and datetimes are read with their zones", "[temporal]") {
  check({
      {"localtime('21:40:32.142')", "21:40:32.142"},
      {"localtime('214032.142')", "21:40:32.142"},
      {"localtime('2140')", "21:40"},
      {"localtime('21')", "21:00"},
      {"localtime('24:00')", kInvalid},
      {"localtime('21:4')", kInvalid},
      {"time('22+18:00')", "22:00+18:00"},
      {"time('22+18:01')", kInvalid},
      {"time('2140-00:00')", "21:40Z"},
      {"time('21:40:32-02:05:07')", "21:40:32-02:05:07"},
      {"localdatetime('2015-07-21 21:40')", "2015-07-21T21:40"},
      {"localdatetime('2015-07-21T21:40Z')", kInvalid},
      {"datetime('2015-07-21')", "2015-07-21T00:00Z"},
      {"datetime('2015-07-21T21:40:32.142[Europe/London]')",
       "2015-07-21T21:40:32.142+01:00[Europe/London]"},
      {"datetime('2015-07-21T21:40+02:00[Europe/London]')", kInvalid},
      {"datetime('2015-07-21T21:40[Europe/Lndon]')", kInvalid},
      {"datetime('2017-10-29T02:30+02:00[Europe/Stockholm]')",
       "2017-10-29T02:30+02:00[Europe/Stockholm]"},
      {"datetime('2017-10-29T02:30+01:00[Europe/Stockholm]')",
       "2017-10-29T02:30+01:00[Europe/Stockholm]"},
      {"datetime('2017-10-29T02:30[Europe/Stockholm]')",
       "2017-10-29T02:30+02:00[Europe/Stockholm]"},
      {"datetime('2017-03-26T02:30[Europe/Stockholm]')",
       "2017-03-26T03:30+02:00[Europe/Stockholm]"},
      {"datetime({year: 2020, timezone: 'America/Los Angeles'})",
       "2020-01-01T00:00-08:00[America/Los_Angeles]"},
  });
}

TEST_CASE("maps name a moment, or parts of one", "[temporal]") {
  check({
      {"date({year: 1984, month: 11, day: 31})", kInvalid},
      {"date({year: 1984, day: 11})", kInvalid},
      {"date({month: 11})", kInvalid},
      {"date({year: 1984, dayOfWeek: 2})", kInvalid},
      {"date({year: 1984, week: 2, month: 3})", kInvalid},
      {"date({year: 1984, hour: 2})", kInvalid},
      {"date({year: 1984, months: 2})", kInvalid},
      {"date({year: '1984'})", "TypeError: InvalidArgumentValue"},
      {"date({year: null})", "null"},
      {"date({date: date('2015-01-31'), month: 2})", "2015-02-28"},
      {"date({date: date('1984-11-11'), dayOfQuarter: 1})", "1984-10-01"},
      {"date(localtime('12:00'))", "TypeError: InvalidArgumentValue"},
      {"localtime({minute: 5})", kInvalid},
      {"localtime({hour: 12, second: 5})", kInvalid},
      {"localtime({hour: 12, minute: 31, second: 14, millisecond: 1000})", kInvalid},
      {"localtime({hour: 12, minute: 31, second: 14, millisecond: 1, nanosecond: 5})",
       "12:31:14.001000005"},
      {"time({hour: 12, timezone: 'Europe/Stockholm'})", "12:00+01:00"},
      {"time({hour: 10, timezone: '+01:00'}).timezone", "+01:00"},
      {"localdatetime({date: date('1984-10-11'), time: time('12:31+01:00'), second: 42})",
       "1984-10-11T12:31:42"},
      {"localdatetime(date('1984-10-11'))", "1984-10-11T00:00"},
      {"datetime({date: datetime('1984-10-11T12:00+01:00'), hour: 10})", "1984-10-11T10:00Z"},
      {"datetime({datetime: datetime('1984-07-11T12:00[Europe/Stockholm]'), month: 12})",
       "1984-12-11T12:00+01:00[Europe/Stockholm]"},
      {"datetime({datetime: datetime('1984-10-11T12:00[Europe/Stockholm]'), second: 42, timezone: "
       "'+05:00'})",
       "1984-10-11T16:00:42+05:00"},
      {"datetime({datetime: localdatetime('1984-10-11T12:00'), timezone: '+05:00'})",
       "1984-10-11T12:00+05:00"},
      {"datetime({epochSeconds: 416779, nanosecond: 5})", "1970-01-05T19:46:19.000000005Z"},
      {"datetime({epochMillis: -1, timezone: 'Europe/Paris'})",
       "1970-01-01T00:59:59.999+01:00[Europe/Paris]"},
      {"datetime({timezone: '+02:00'})", "2023-11-15T00:13:20.123456789+02:00"},
      {"datetime()", "2023-11-14T22:13:20.123456789Z"},
      {"date.statement('Asia/Tokyo')", "2023-11-15"},
  });
}

TEST_CASE("temporal values have components", "[temporal]") {
  check({
      {"date('1984-10-11').quarter", "4"},
      {"date('1984-01-01').weekYear", "1983"},
      {"date('1984-01-01').week", "52"},
      {"datetime('1984-11-11T12:31:14.645876123[Europe/Stockholm]').timezone", "Europe/Stockholm"},
      {"datetime('1984-11-11T12:31:14.645876123[Europe/Stockholm]').offset", "+01:00"},
      {"datetime('1984-11-11T12:31:14.645876123[Europe/Stockholm]').offsetMinutes", "60"},
      {"datetime('1984-11-11T12:31:14.645876123[Europe/Stockholm]').epochMillis", "469020674645"},
      {"localtime('12:31:14.645876123').microsecond", "645876"},
      {"duration('PT-0.5S').seconds", "-1"},
      {"duration('PT1.5S').milliseconds", "1500"},
      {"date('1984-10-11').hour", kInvalid},
      {"duration('P1D').foo", kInvalid},
  });
}

TEST_CASE("durations are read, built and printed", "[temporal]") {
  check({
      {"duration('P14DT16H12M')", "P14DT16H12M"},
      {"duration('P5M1.5D')", "P5M1DT12H"},
      {"duration('P-1Y-8M')", "P-1Y-8M"},
      {"duration('-P1Y')", "P-1Y"},
      {"duration('PT-0.4S')", "PT-0.4S"},
      {"duration('P2012-02-02T14:37:21.545')", "P2012Y2M2DT14H37M21.545S"},
      {"duration('P20120202T143721')", "P2012Y2M2DT14H37M21S"},
      {"duration('P')", kInvalid},
      {"duration('PT')", kInvalid},
      {"duration('P1D1Y')", kInvalid},
      {"duration('1D')", kInvalid},
      {"duration({hours: 0.1})", "PT6M"},
      {"duration({seconds: 0.3})", "PT0.3S"},
      {"duration({years: 12.1})", "P12Y1M6DT2H5M49.2S"},
      {"duration({quarters: 1.5})", "P4M15DT5H14M33S"},
      {"duration({milliseconds: 1.5})", "PT0.0015S"},
      {"duration({days: -0.5})", "PT-12H"},
      {"duration({})", kInvalid},
      {"duration({day: 1})", kInvalid},
      {"duration({days: null})", "null"},
      {"duration('P1M') * 0.5", "P15DT5H14M33S"},
      {"duration('PT1S') / 3", "PT0.333333333S"},
      {"duration('P3M') / 0.3", "P10M"},
      {"duration('P1D') / 0", "ArithmeticError: DivisionByZero"},
      {"-duration('P1DT-1S')", "P-1DT1S"},
      {"duration({months: 9223372036854775807}) + duration('P1M')",
       "ArithmeticError: NumberOutOfRange"},
      {"duration('P1Y') = duration('P12M')", "true"},
      {"duration('P1D') = duration('PT24H')", "false"},
  });
}

TEST_CASE("durations move moments", "[temporal]") {
  check({
      {"date('1984-10-11') + duration('P12Y5M14DT16H13M10.000000002S')", "1997-03-25"},
      {"date('1984-10-11') + duration({years: 12.5, months: 5.5, days: 14.5, hours: 16.5})",
       "1997-10-11"},
      {"date('1984-10-11') - duration('P1MT-47H')", "1984-09-12"},
      {"date('2024-01-31') + duration('P1M')", "2024-02-29"},
      {"localtime('12:31:14') + duration('P1DT16H')", "04:31:14"},
      {"datetime('2017-10-28T12:00[Europe/Stockholm]') + duration('P1D')",
       "2017-10-29T12:00+01:00[Europe/Stockholm]"},
      {"datetime('2017-10-28T12:00[Europe/Stockholm]') + duration('PT24H')",
       "2017-10-29T11:00+01:00[Europe/Stockholm]"},
      {"date('+999999999-12-31') + duration('P1D')", kInvalid},
      {"date('2000-01-01') + duration({months: 9223372036854775807})", kInvalid},
      {"date('2000-01-02') - date('2000-01-01')", "TypeError: InvalidArgumentType"},
  });
}

TEST_CASE("the time between two moments", "[temporal]") {
  check({
      {"duration.between(date('1984-10-11'), date('2015-06-24'))", "P30Y8M13D"},
      {"duration.between(date('1984-10-11'), localdatetime('2016-07-21T21:45:22.142'))",
       "P31Y9M10DT21H45M22.142S"},
      {"duration.between(date('1984-10-11'), localtime('16:30'))", "PT16H30M"},
      {"duration.between(localtime('14:30'), date('2015-06-24'))", "PT-14H-30M"},
      {"duration.between(localtime('14:30'), time('16:30+0100'))", "PT2H"},
      {"duration.between(time('14:30'), time('16:30+0100'))", "PT1H"},
      {"duration.between(time('14:30'), datetime('2015-07-21T21:40:32.142+0100'))",
       "PT6H10M32.142S"},
      {"duration.between(localdatetime('2015-07-21T21:40:32.142'), date('2015-06-24'))",
       "P-27DT-21H-40M-32.142S"},
      {"duration.between(localdatetime('2015-07-21T21:40:32.142'), "
       "datetime('2015-07-21T21:40:32.142+0100'))",
       "PT0S"},
      {"duration.between(datetime('2014-07-21T21:40:36.143+0200'), date('2015-06-24'))",
       "P11M2DT2H19M23.857S"},
      {"duration.between(datetime('2014-07-21T21:40:36.143+0200'), "
       "datetime('2015-07-21T21:40:32.142+0100'))",
       "P1YT59M55.999S"},
      {"duration.between(datetime('2014-07-21T21:40:36.143+0200'), time('16:30+0100'))",
       "PT-4H-10M-36.143S"},
      {"duration.between(date('-999999999-01-01'), date('+999999999-12-31'))",
       "P1999999998Y11M30D"},
      {"duration.inMonths(localtime('14:30'), localtime('16:30'))", "PT0S"},
      {"duration.inSeconds(date('1984-10-11'), date('2015-06-24'))", "PT269112H"},
      {"duration.between(null, date('2015-06-24'))", "null"},
      {"duration.between(1, date('2015-06-24'))", "TypeError: InvalidArgumentValue"},
  });
}

TEST_CASE("a day on which the clocks change has 23 or 25 hours", "[temporal]") {
  check({
      {"duration.inSeconds(datetime('2017-10-29T00:00[Europe/Stockholm]'), "
       "localdatetime('2017-10-29T04:00'))",
       "PT5H"},
      {"duration.inSeconds(datetime('2017-10-29T00:00[Europe/Stockholm]'), localtime('04:00'))",
       "PT5H"},
      {"duration.inSeconds(localdatetime('2017-10-29T00:00'), "
       "datetime('2017-10-29T04:00[Europe/Stockholm]'))",
       "PT5H"},
      {"duration.inSeconds(localtime('00:00'), datetime('2017-10-29T04:00[Europe/Stockholm]'))",
       "PT5H"},
      {"duration.inSeconds(date('2017-10-29'), datetime('2017-10-29T04:00[Europe/Stockholm]'))",
       "PT5H"},
      {"duration.inSeconds(datetime('2017-10-29T00:00[Europe/Stockholm]'), date('2017-10-30'))",
       "PT25H"},
      {"duration.between(datetime('2017-10-28T12:00[Europe/Stockholm]'), "
       "datetime('2017-10-29T12:00[Europe/Stockholm]'))",
       "P1D"},
  });
}

TEST_CASE("moments are truncated", "[temporal]") {
  check({
      {"date.truncate('decade', date('1984-10-11'), {day: 2})", "1980-01-02"},
      {"date.truncate('weekYear', date('1984-01-01'))", "1983-01-03"},
      {"date.truncate('quarter', datetime('1984-11-11T12:00Z'))", "1984-10-01"},
      {"date.truncate('hour', date('1984-10-11'))", kInvalid},
      {"date.truncate('fortnight', date('1984-10-11'))", kInvalid},
      {"date.truncate('day', localtime('12:00'))", kInvalid},
      {"date.truncate('year')", "2023-01-01"},
      {"time.truncate('day', datetime('1984-10-11T12:31+01:00'))", "00:00+01:00"},
      {"time.truncate('month', datetime('1984-10-11T12:31+01:00'))", kInvalid},
      {"time.truncate('hour', localtime('12:31'), {timezone: '+05:00'})", "12:00+05:00"},
      {"localtime.truncate('millisecond', localtime('12:31:14.645876123'), {nanosecond: 2})",
       "12:31:14.645000002"},
      {"localtime.truncate('millisecond', localtime('12:31:14.645876123'), {microsecond: 2})",
       "12:31:14.645002"},
      {"localtime.truncate('second', localtime('12:31:14.645876123'), {nanosecond: 2})",
       "12:31:14.000000002"},
      {"datetime.truncate('hour', date('1984-10-11'))", kInvalid},
      {"datetime.truncate('hour', datetime('1984-10-11T12:31-01:00'), {timezone: "
       "'Europe/Stockholm'})",
       "1984-10-11T12:00+01:00[Europe/Stockholm]"},
      {"datetime.truncate('day', datetime('2017-10-29T12:00[Europe/Stockholm]'))",
       "2017-10-29T00:00+02:00[Europe/Stockholm]"},
  });
}
