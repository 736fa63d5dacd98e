// The six fields of AWS's cron expressions, as sets of minutes and days on the wall's calendar.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
#pragma once

#include <bitset>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace sluice::flow {

inline constexpr int kCronYearMin = 1970;
inline constexpr int kCronYearMax = 2199;

// Which days of a month, or of a week (1 is Sunday): exactly one of the two fields says it.
struct CronDays {
  enum class Kind {
    of_month,         // days: 1 to 31
    last_of_month,    // L
    last_weekday,     // LW: the month's last from Monday to Friday
    nearest_weekday,  // 15W: the one closest to day `number`, within its month
    of_week,          // days: 1 to 7
    last_of_week,     // 6L: the month's last Friday; `number` is the day
    nth_of_week,      // 3#2: the month's second Tuesday; `nth` is which
  };
  Kind kind = Kind::of_month;
  std::bitset<32> days;
  int number = 0;
  int nth = 0;
};

class Cron {
 public:
  // "0 8 ? * MON-FRI *": minutes, hours, day of month, month, day of week, year. Throws Error
  // invalid (InvalidSchedule) that names the field and what it can be, and for fields that no day
  // satisfies, such as February 30.
  static Cron parse(std::string_view fields);

  // The first day on which it fires, not before `from`. None: no such day until 2199.
  std::optional<std::chrono::local_days> first_day(std::chrono::local_days from) const;
  // Since midnight, ascending: the same every day.
  const std::vector<std::chrono::minutes>& times() const { return times_; }

 private:
  bool is_on(std::chrono::local_days day) const;

  std::vector<std::chrono::minutes> times_;
  CronDays days_;
  std::bitset<13> months_;
  std::bitset<kCronYearMax - kCronYearMin + 1> years_;
};

}  // namespace sluice::flow
