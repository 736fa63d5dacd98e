#include "engine/functions/calendar.h"

#include <algorithm>

namespace sluice::engine {

namespace {

bool is_leap(std::int32_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

}  // namespace

// http://howardhinnant.github.io/date_algorithms.html
Day day_of(std::int32_t number) {
  const std::int64_t z = static_cast<std::int64_t>(number) + 719'468;
  const std::int64_t era = floor_divide(z, 146'097);
  const auto doe = static_cast<std::int64_t>(z - era * 146'097);
  const std::int64_t yoe = (doe - doe / 1'460 + doe / 36'524 - doe / 146'096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153;
  Day day;
  day.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  day.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  day.year = static_cast<std::int32_t>(yoe + era * 400 + (day.month <= 2 ? 1 : 0));
  return day;
}

std::int64_t day_count(std::int64_t year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = floor_divide(y, 400);
  const std::int64_t yoe = y - era * 400;
  const std::int64_t doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const std::int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146'097 + doe - 719'468;
}

std::int32_t day_number(std::int32_t year, int month, int day) {
  return static_cast<std::int32_t>(day_count(year, month, day));
}

int days_in_month(std::int32_t year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

Moment moment_of(std::int64_t micros) {
  Moment moment;
  moment.day_number = static_cast<std::int32_t>(floor_divide(micros, kMicrosPerDay));
  moment.micros_of_day = micros - moment.day_number * kMicrosPerDay;
  moment.date = day_of(moment.day_number);
  moment.hour = static_cast<int>(moment.micros_of_day / kMicrosPerHour);
  moment.minute = static_cast<int>(moment.micros_of_day / kMicrosPerMinute % 60);
  moment.second = static_cast<int>(moment.micros_of_day / kMicrosPerSecond % 60);
  moment.micros = static_cast<int>(moment.micros_of_day % kMicrosPerSecond);
  return moment;
}

int weekday(std::int32_t number) {
  const int since_monday = (number % 7 + 7 + 3) % 7;  // 1970-01-01 was a Thursday
  return since_monday + 1;
}

int day_of_year(const Day& day) {
  return day_number(day.year, day.month, day.day) - day_number(day.year, 1, 1) + 1;
}

std::int32_t add_months(std::int32_t number, std::int64_t months) {
  const Day day = day_of(number);
  const std::int64_t total = day.year * 12LL + (day.month - 1) + months;
  const auto year = static_cast<std::int32_t>(floor_divide(total, 12));
  const int month = static_cast<int>(total - year * 12LL) + 1;
  return day_number(year, month, std::min(day.day, days_in_month(year, month)));
}

}  // namespace sluice::engine
