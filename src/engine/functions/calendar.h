// Days and moments of the proleptic Gregorian calendar, by number and by parts.
#pragma once

#include <cstdint>

namespace sluice::engine {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
inline constexpr std::int64_t kMicrosPerHour = 60 * kMicrosPerMinute;
inline constexpr std::int64_t kMicrosPerDay = 24 * kMicrosPerHour;

struct Day {
  std::int32_t year = 1970;
  int month = 1;
  int day = 1;
};

struct Moment {
  std::int32_t day_number = 0;  // since the epoch
  Day date;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int micros = 0;
  std::int64_t micros_of_day = 0;
};

Day day_of(std::int32_t day_number);
std::int32_t day_number(std::int32_t year, int month, int day);
// The same of any year.
std::int64_t day_count(std::int64_t year, int month, int day);
int days_in_month(std::int32_t year, int month);
Moment moment_of(std::int64_t micros);
// Monday is 1, Sunday 7.
int weekday(std::int32_t day_number);
int day_of_year(const Day& day);

// The same day of another month, or its last where it is shorter; perhaps past every day number.
std::int64_t add_months(std::int32_t day_number, std::int64_t months);

inline std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by != 0 && (value % by < 0) != (by < 0) ? 1 : 0);
}

}  // namespace sluice::engine
