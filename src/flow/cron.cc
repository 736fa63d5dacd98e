#include "flow/cron.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "flow/cron_fields.h"

namespace sluice::flow {
namespace {

using std::chrono::local_days;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::size_t kFields = 6;
constexpr int kDaysOfWeek = 7;

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto start = text.find_first_not_of(" \t", at);
    if (start == std::string_view::npos) break;
    at = std::min(text.find_first_of(" \t", start), text.size());
    words.push_back(text.substr(start, at - start));
  }
  return words;
}

// 1 is Sunday, 7 Saturday.
int day_of_week(local_days day) {
  return static_cast<int>(std::chrono::weekday(day).c_encoding()) + 1;
}

// By how many days a Saturday or a Sunday is moved to its nearest weekday.
int to_weekday(int of_week) {
  if (of_week == 1) return 1;
  return of_week == kDaysOfWeek ? -1 : 0;
}

// Never leaves the month: 1W of a month that starts on a Saturday is Monday the 3rd.
int nearest_weekday(const year_month& month, int number, int last) {
  const auto day = local_days(month / number);
  const int moved = number + to_weekday(day_of_week(day));
  if (moved < 1) return number + 2;
  return moved > last ? number - 2 : moved;
}

bool is_among(const CronDays& days, local_days day) {
  using Kind = CronDays::Kind;
  const year_month_day date(day);
  const year_month month(date.year(), date.month());
  const int number = static_cast<int>(static_cast<unsigned>(date.day()));
  const int last = static_cast<int>(static_cast<unsigned>((month / std::chrono::last).day()));
  const int of_week = day_of_week(day);
  switch (days.kind) {
    case Kind::of_month:
      return days.days.test(static_cast<std::size_t>(number));
    case Kind::last_of_month:
      return number == last;
    case Kind::last_weekday:
      return number == nearest_weekday(month, last, last);
    case Kind::nearest_weekday:
      return days.number <= last && number == nearest_weekday(month, days.number, last);
    case Kind::of_week:
      return days.days.test(static_cast<std::size_t>(of_week));
    case Kind::last_of_week:
      return of_week == days.number && number + kDaysOfWeek > last;
    case Kind::nth_of_week:
      return of_week == days.number && (number - 1) / kDaysOfWeek + 1 == days.nth;
  }
  return false;
}

local_days first_of(int year) {
  return local_days(std::chrono::year(year) / std::chrono::January / 1);
}

}  // namespace

Cron Cron::parse(std::string_view fields) {
  const auto words = words_of(fields);
  if (words.size() != kFields) {
    throw Error(ErrorKind::invalid, "InvalidSchedule",
                fmt::format("{} fields instead of six: expected minutes, hours, day of month, "
                            "month, day of week and year, such as cron(0 8 * * ? *)",
                            words.size()));
  }
  Cron cron;
  const auto minutes_of_hour = read_values(kMinutes, words[0]);
  for (const int hour : read_values(kHours, words[1])) {
    for (const int minute : minutes_of_hour)
      cron.times_.push_back(std::chrono::hours(hour) + std::chrono::minutes(minute));
  }
  cron.days_ = read_days(words[2], words[4]);
  for (const int month : read_values(kMonths, words[3]))
    cron.months_.set(static_cast<std::size_t>(month));
  for (const int year : read_values(kYears, words[5]))
    cron.years_.set(static_cast<std::size_t>(year - kCronYearMin));
  if (!cron.first_day(first_of(kCronYearMin))) {
    throw Error(ErrorKind::invalid, "InvalidSchedule",
                "it never fires: there is no such day in its months and years");
  }
  return cron;
}

bool Cron::is_on(local_days day) const {
  const year_month_day date(day);
  return months_.test(static_cast<unsigned>(date.month())) && is_among(days_, day);
}

std::optional<local_days> Cron::first_day(local_days from) const {
  auto day = std::max(from, first_of(kCronYearMin));
  while (day < first_of(kCronYearMax + 1)) {
    const int year = static_cast<int>(year_month_day(day).year());
    if (!years_.test(static_cast<std::size_t>(year - kCronYearMin))) {
      day = first_of(year + 1);
      continue;
    }
    if (is_on(day)) return day;
    day += std::chrono::days(1);
  }
  return std::nullopt;
}

}  // namespace sluice::flow
