#include <catch2/catch.hpp>

#include "value/calendar.h"
#include "value/text.h"

using namespace agora;
using namespace agora::value;

TEST_CASE("dates and numbers of days agree over the whole calendar", "[calendar]") {
  CHECK(days_from_civil(1970, 1, 1) == 0);
  CHECK(days_from_civil(2000, 2, 29) == 11016);
  for (std::int64_t days = -1'000'000; days < 1'000'000; days += 97) {
    const CivilDate date = civil_from_days(days);
    REQUIRE(days_from_civil(date) == days);
    REQUIRE(days_from_week(week_from_days(days)) == days);
    REQUIRE(days_from_civil(date.year, 1, ordinal_day(days)) == days);
  }
  CHECK(civil_from_days(days_from_civil(-kLastYear, 1, 1)).year == -kLastYear);
  CHECK(civil_from_days(days_from_civil(kLastYear, 12, 31)).day == 31);
}

TEST_CASE("weeks belong to the year of their Thursday", "[calendar]") {
  const WeekDate week = week_from_days(days_from_civil(2016, 1, 1));
  CHECK(week.year == 2015);
  CHECK(week.week == 53);
  CHECK(week.weekday == 5);
  CHECK(weeks_in_year(2015) == 53);
  CHECK(weeks_in_year(2016) == 52);
  CHECK(weekday(0) == 4);
}

TEST_CASE("months are added to the last day that exists", "[calendar]") {
  CHECK(add_months(days_from_civil(2023, 1, 31), 1) == days_from_civil(2023, 2, 28));
  CHECK(add_months(days_from_civil(2024, 3, 31), -13) == days_from_civil(2023, 2, 28));
  CHECK(day_of_quarter(days_from_civil(2024, 4, 2)) == 2);
}

TEST_CASE("temporal values print as ISO 8601", "[temporal_text]") {
  const auto date = [](std::int64_t y, int m, int d) { return Date{days_from_civil(y, m, d)}; };
  CHECK(date_text(date(1984, 10, 11)) == "1984-10-11");
  CHECK(date_text(date(7, 1, 2)) == "0007-01-02");
  CHECK(date_text(date(-5, 1, 2)) == "-0005-01-02");
  CHECK(date_text(date(12345, 1, 2)) == "+12345-01-02");
  CHECK(local_time_text({0}) == "00:00");
  CHECK(local_time_text({45'296'000'000'000}) == "12:34:56");
  CHECK(local_time_text({45'296'120'000'000}) == "12:34:56.120");
  CHECK(local_time_text({45'296'000'001'000}) == "12:34:56.000001");
  CHECK(local_time_text({1}) == "00:00:00.000000001");
  CHECK(time_text({0, -3600}) == "00:00-01:00");
  CHECK(time_text({0, 3661}) == "00:00+01:01:01");
  CHECK(datetime_text({0, 0, 0, ""}) == "1970-01-01T00:00Z");
  CHECK(datetime_text({-1, 5, 3600, "Europe/Paris"}) ==
        "1970-01-01T00:59:59.000000005+01:00[Europe/Paris]");
  CHECK(local_datetime_text({-1, 0}) == "1969-12-31T23:59:59");
}

TEST_CASE("durations print their parts with their signs", "[temporal_text]") {
  CHECK(duration_text({}) == "PT0S");
  CHECK(duration_text({14, 3, 3661, 0}) == "P1Y2M3DT1H1M1S");
  CHECK(duration_text({-14, 3, -3661, 0}) == "P-1Y-2M3DT-1H-1M-1S");
  CHECK(duration_text({0, 0, -1, 500'000'000}) == "PT-0.5S");
  CHECK(duration_text({0, 0, -86400, 100'000'000}) == "PT-23H-59M-59.9S");
  CHECK(duration_text({0, 0, 0, 1'000'000}) == "PT0.001S");
  CHECK(duration_text({1, -14, 0, 0}) == "P1M-14D");
}
