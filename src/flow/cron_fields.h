// A cron expression's fields, read one by one. Internal to flow.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "flow/cron.h"

namespace sluice::flow {

// What a field can hold.
struct CronField {
  std::string_view name;      // "hours"
  std::string_view expected;  // "0 to 23"
  int least = 0;
  int most = 0;
  std::span<const std::string_view> names = {};  // of `least` and those that follow it
  bool has_steps = true;
};

inline constexpr CronField kMinutes{"minutes", "0 to 59", 0, 59};
inline constexpr CronField kHours{"hours", "0 to 23", 0, 23};
inline constexpr CronField kYears{"year", "1970 to 2199", kCronYearMin, kCronYearMax};
extern const CronField kMonths;

// Throws Error invalid (InvalidSchedule): field, text, what was expected.
[[noreturn]] void refuse_field(const CronField& field, std::string_view text,
                               std::string_view expected);

// "0/15", "8-17", "MON,WED", "*": the values, ascending.
std::vector<int> read_values(const CronField& field, std::string_view text);

// The two fields of which one says the days and the other is "?".
CronDays read_days(std::string_view of_month, std::string_view of_week);

}  // namespace sluice::flow
