#include "flow/cron_fields.h"

#include <array>
#include <charconv>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"

namespace sluice::flow {
namespace {

constexpr std::array<std::string_view, 12> kMonthNames{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                       "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kDayNames{"SUN", "MON", "TUE", "WED",
                                                    "THU", "FRI", "SAT"};
constexpr int kSaturday = 7;
constexpr int kNthMax = 5;

constexpr CronField kDaysOfMonth{"day of month", "1 to 31, L, LW, a day with W, or ?", 1, 31};
constexpr CronField kDaysOfWeek{.name = "day of week",
                                .expected = "1 to 7 or SUN to SAT, L, a day with L or #, or ?",
                                .least = 1,
                                .most = 7,
                                .names = kDayNames,
                                .has_steps = false};

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, failure] = std::from_chars(text.data(), end, number);
  const bool is_number = failure == std::errc() && stopped == end && is_digit(text.front());
  return is_number ? std::optional(number) : std::nullopt;
}

std::optional<int> value_of(const CronField& field, std::string_view text) {
  for (std::size_t i = 0; i < field.names.size(); ++i) {
    if (equal_ignoring_case(text, field.names[i])) return field.least + static_cast<int>(i);
  }
  if (text.empty()) return std::nullopt;
  const auto number = whole_number(text);
  const bool is_within = number && *number >= field.least && *number <= field.most;
  return is_within ? number : std::nullopt;
}

// "8", "8-17", "*", and each of them with "/n".
void read_piece(const CronField& field, std::string_view text, std::set<int>& values) {
  const auto refuse = [&] { refuse_field(field, text, field.expected); };
  const auto slash = text.find('/');
  const auto range = text.substr(0, slash);
  int step = 1;
  if (slash != std::string_view::npos) {
    if (!field.has_steps) refuse_field(field, text, "no steps (/) in this field");
    const auto rest = text.substr(slash + 1);
    const auto number = rest.empty() ? std::nullopt : whole_number(rest);
    if (!number || *number < 1 || *number > field.most) {
      refuse_field(field, text, fmt::format("a step of 1 to {} after the /", field.most));
    }
    step = *number;
  }
  const auto dash = range.find('-');
  auto first = value_of(field, range.substr(0, dash));
  auto last = first;
  if (range == "*") {
    first = field.least;
    last = field.most;
  } else if (dash != std::string_view::npos) {
    last = value_of(field, range.substr(dash + 1));
  } else if (slash != std::string_view::npos) {
    last = field.most;
  }
  if (!first || !last) refuse();
  if (*first > *last) refuse_field(field, text, "the smaller value first");
  for (int value = *first; value <= *last; value += step)
    values.insert(value);
}

std::bitset<32> read_set(const CronField& field, std::string_view text) {
  std::bitset<32> set;
  for (const int value : read_values(field, text))
    set.set(static_cast<std::size_t>(value));
  return set;
}

CronDays read_days_of_month(std::string_view text) {
  using Kind = CronDays::Kind;
  const auto upper = upper_ascii(text);
  if (upper == "L") return {.kind = Kind::last_of_month};
  if (upper == "LW" || upper == "WL") return {.kind = Kind::last_weekday};
  if (upper.ends_with('W')) {
    const auto number = value_of(kDaysOfMonth, text.substr(0, text.size() - 1));
    if (!number) refuse_field(kDaysOfMonth, text, "one day before the W, such as 15W");
    return {.kind = Kind::nearest_weekday, .number = *number};
  }
  if (upper.find('L') != std::string::npos) {
    refuse_field(kDaysOfMonth, text, "L alone, or LW");
  }
  return {.kind = Kind::of_month, .days = read_set(kDaysOfMonth, text)};
}

CronDays read_days_of_week(std::string_view text) {
  using Kind = CronDays::Kind;
  // As AWS has it: the last day of the week, every week.
  if (text == "L" || text == "l") {
    CronDays saturdays{.kind = Kind::of_week};
    saturdays.days.set(kSaturday);
    return saturdays;
  }
  if (text.ends_with('L') || text.ends_with('l')) {
    const auto day = value_of(kDaysOfWeek, text.substr(0, text.size() - 1));
    if (!day) refuse_field(kDaysOfWeek, text, "one day before the L, such as 6L");
    return {.kind = Kind::last_of_week, .number = *day};
  }
  const auto hash = text.find('#');
  if (hash == std::string_view::npos) {
    return {.kind = Kind::of_week, .days = read_set(kDaysOfWeek, text)};
  }
  const auto day = value_of(kDaysOfWeek, text.substr(0, hash));
  const auto rest = text.substr(hash + 1);
  const auto nth = rest.empty() ? std::nullopt : whole_number(rest);
  if (!day || !nth || *nth < 1 || *nth > kNthMax) {
    refuse_field(kDaysOfWeek, text, "one day, # and 1 to 5, such as 3#2 for the second Tuesday");
  }
  return {.kind = Kind::nth_of_week, .number = *day, .nth = *nth};
}

}  // namespace

const CronField kMonths{"month", "1 to 12 or JAN to DEC", 1, 12, kMonthNames};

void refuse_field(const CronField& field, std::string_view text, std::string_view expected) {
  throw Error(ErrorKind::invalid, "InvalidSchedule",
              fmt::format("{} \"{}\": expected {}", field.name, text, expected));
}

std::vector<int> read_values(const CronField& field, std::string_view text) {
  std::set<int> values;
  for (const auto piece : split(text, ','))
    read_piece(field, piece, values);
  return {values.begin(), values.end()};
}

CronDays read_days(std::string_view of_month, std::string_view of_week) {
  if (of_month == "?" && of_week == "?") {
    refuse_field(kDaysOfWeek, of_week, "a day in one of the two day fields, and ? in the other");
  }
  if (of_month != "?" && of_week != "?") {
    refuse_field(kDaysOfWeek, of_week,
                 fmt::format("? here, because the day of month is \"{}\"", of_month));
  }
  return of_week == "?" ? read_days_of_month(of_month) : read_days_of_week(of_week);
}

}  // namespace sluice::flow
