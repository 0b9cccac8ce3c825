// value/calendar.h
//
// Arithmetic of the proleptic Gregorian calendar and of ISO 8601 weeks. Days count from 1970-01-01.
// Pure numbers: no clock, no zones. The day algorithms are Howard Hinnant's ("chrono-Compatible
// Low-Level Date Algorithms").
#pragma once

#include <cstdint>

namespace agora::value {

constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kNanosecondsPerDay = kSecondsPerDay * kNanosecondsPerSecond;
/// Years go from -kLastYear to kLastYear.
constexpr std::int64_t kLastYear = 999'999'999;

/// Division that rounds down and its remainder, which is never negative. Require: divisor > 0.
constexpr std::int64_t floor_div(std::int64_t number, std::int64_t divisor) {
  return number / divisor - (number % divisor < 0 ? 1 : 0);
}
constexpr std::int64_t floor_mod(std::int64_t number, std::int64_t divisor) {
  const std::int64_t rest = number % divisor;
  return rest < 0 ? rest + divisor : rest;
}

struct CivilDate {
  std::int64_t year = 1970;
  int month = 1;  ///< 1 to 12.
  int day = 1;    ///< 1 to the month's length.
};

constexpr bool is_leap_year(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

constexpr int days_in_month(std::int64_t year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[month - 1];
}

constexpr int days_in_year(std::int64_t year) { return is_leap_year(year) ? 366 : 365; }

/// Requires: a month from 1 to 12. The day may lie outside the month; it is counted on.
constexpr std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  const std::int64_t shifted =
      year - (month <= 2 ? 1 : 0);  // Years from March: the leap day comes last.
  const std::int64_t era = floor_div(shifted, 400);
  const std::int64_t year_of_era = shifted - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468 + (day - 1);
}
constexpr std::int64_t days_from_civil(const CivilDate& date) {
  return days_from_civil(date.year, date.month, date.day);
}

constexpr CivilDate civil_from_days(std::int64_t days) {
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = floor_div(shifted, 146097);
  const std::int64_t day_of_era = shifted - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const int day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  const int month =
      static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

/// 1 for Monday to 7 for Sunday.
constexpr int weekday(std::int64_t days) { return static_cast<int>(floor_mod(days + 3, 7)) + 1; }

/// 1 to 366.
constexpr int ordinal_day(std::int64_t days) {
  return static_cast<int>(days - days_from_civil(civil_from_days(days).year, 1, 1)) + 1;
}

constexpr int quarter_of_month(int month) { return (month - 1) / 3 + 1; }

/// 1 to 92: the day within its quarter.
constexpr int day_of_quarter(std::int64_t days) {
  const CivilDate date = civil_from_days(days);
  return static_cast<int>(
             days - days_from_civil(date.year, (quarter_of_month(date.month) - 1) * 3 + 1, 1)) +
         1;
}

/// A day named by its ISO 8601 week. The year is the week's, not always the day's.
struct WeekDate {
  std::int64_t year = 1970;
  int week = 1;
  int weekday = 1;
};

/// The Monday of week 1: the week with the year's first Thursday.
constexpr std::int64_t first_monday(std::int64_t week_year) {
  const std::int64_t january_4 = days_from_civil(week_year, 1, 4);
  return january_4 - (weekday(january_4) - 1);
}

constexpr int weeks_in_year(std::int64_t week_year) {
  return static_cast<int>((first_monday(week_year + 1) - first_monday(week_year)) / 7);
}

constexpr std::int64_t days_from_week(const WeekDate& date) {
  return first_monday(date.year) + (date.week - 1) * 7 + (date.weekday - 1);
}

constexpr WeekDate week_from_days(std::int64_t days) {
  const std::int64_t thursday = days - (weekday(days) - 4);
  const std::int64_t year = civil_from_days(thursday).year;
  return {year, static_cast<int>((days - first_monday(year)) / 7) + 1, weekday(days)};
}

/// The same day of the month `months` later, the month's last if that has fewer days.
constexpr std::int64_t add_months(std::int64_t days, std::int64_t months) {
  const CivilDate date = civil_from_days(days);
  const std::int64_t count = date.year * 12 + (date.month - 1) + months;
  const std::int64_t year = floor_div(count, 12);
  const int month = static_cast<int>(floor_mod(count, 12)) + 1;
  const int last = days_in_month(year, month);
  return days_from_civil(year, month, date.day < last ? date.day : last);
}

}  // namespace agora::value
