#include "engine/functions/calendar.h"

#include <algorithm>

namespace sluice::engine {

namespace {

bool is_leap(std::int32_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

}  // namespace

// Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms":
// years begin in March, and quotients by constants are products.
// https://onlinelibrary.wiley.com/doi/10.1002/spe.3172
Day day_of(std::int32_t number) {
  constexpr std::int64_t kEras = 14'700;  // of 400 years: no day number lies before them
  constexpr std::int64_t kDaysBefore = kEras * 146'097 + 719'468;
  const auto quarter_days = static_cast<std::uint64_t>(number + kDaysBefore) * 4 + 3;
  const auto century = static_cast<std::int32_t>(quarter_days / 146'097);
  const auto in_century = static_cast<std::uint32_t>(quarter_days % 146'097) | 3;
  const std::uint64_t product = std::uint64_t{2'939'745} * in_century;
  const auto year = static_cast<std::int32_t>(product >> 32U);
  const auto day_of_year = static_cast<std::uint32_t>(product) / 2'939'745 / 4;
  const std::uint32_t months = 2'141 * day_of_year + 197'913;
  const bool is_next_year = day_of_year >= 306;  // January or February
  return {.year = century * 100 + year - static_cast<std::int32_t>(kEras) * 400 +
                  (is_next_year ? 1 : 0),
          .month = static_cast<int>(months >> 16U) - (is_next_year ? 12 : 0),
          .day = static_cast<int>((months & 0xffffU) / 2'141) + 1};
}

// http://howardhinnant.github.io/date_algorithms.html
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

std::int64_t add_months(std::int32_t number, std::int64_t months) {
  const Day day = day_of(number);
  const std::int64_t total = day.year * 12LL + (day.month - 1) + months;
  const auto year = static_cast<std::int32_t>(floor_divide(total, 12));
  const int month = static_cast<int>(total - year * 12LL) + 1;
  return day_count(year, month, std::min(day.day, days_in_month(year, month)));
}

}  // namespace sluice::engine
