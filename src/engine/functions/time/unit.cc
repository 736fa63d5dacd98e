#include "engine/functions/time/unit.h"

#include <algorithm>

#include "base/text.h"
#include "engine/functions/calendar.h"
#include "engine/functions/define.h"

namespace sluice::engine {

namespace {

struct NamedUnit {
  std::string_view name;
  Unit unit;
};

constexpr NamedUnit kUnits[] = {{"millisecond", Unit::millisecond},
                                {"second", Unit::second},
                                {"minute", Unit::minute},
                                {"hour", Unit::hour},
                                {"day", Unit::day},
                                {"week", Unit::week},
                                {"month", Unit::month},
                                {"quarter", Unit::quarter},
                                {"year", Unit::year}};

[[noreturn]] void fail_unit(std::string_view name, std::string_view type) {
  raise(kInvalidArgument, fmt::format("'{}' is not a valid {} field", lower_ascii(name), type));
}

[[noreturn]] void fail_range(std::string_view type) {
  raise(kInvalidArgument, fmt::format("{} out of range", type));
}

int months_of(Unit unit) {
  return unit == Unit::month ? 1 : unit == Unit::quarter ? 3 : 12;
}

// More than any calendar has; products of it stay integers.
void require_near(std::int64_t count, std::string_view type) {
  constexpr std::int64_t kFar = 10'000'000'000;
  if (count < -kFar || count > kFar) fail_range(type);
}

// Whole months from one moment to a later one.
std::int64_t months_between(std::int64_t from, std::int64_t to) {
  const Moment start = moment_of(from);
  const Moment end = moment_of(to);
  const std::int64_t months =
      (end.date.year - start.date.year) * 12LL + end.date.month - start.date.month;
  const std::int64_t reached =
      add_months(start.day_number, months) * kMicrosPerDay + start.micros_of_day;
  return reached > to ? months - 1 : months;
}

}  // namespace

std::optional<Unit> UnitNames::find(std::string_view name) {
  if (name == last_) return unit_;
  last_ = name;
  const std::string lower = lower_ascii(name);
  unit_.reset();
  for (const auto& named : kUnits) {
    if (named.name == lower) unit_ = named.unit;
  }
  return unit_;
}

Unit UnitNames::of_date(std::string_view name) {
  const auto unit = find(name);
  if (!unit || *unit < Unit::day) fail_unit(name, "DATE");
  return *unit;
}

Unit UnitNames::of_time(std::string_view name) {
  const auto unit = find(name);
  if (!unit || *unit >= Unit::day) fail_unit(name, "TIME");
  return *unit;
}

Unit UnitNames::of_timestamp(std::string_view name) {
  const auto unit = find(name);
  if (!unit) fail_unit(name, "TIMESTAMP");
  return *unit;
}

std::int64_t micros_of(Unit unit) {
  switch (unit) {
    case Unit::millisecond:
      return 1'000;
    case Unit::second:
      return kMicrosPerSecond;
    case Unit::minute:
      return kMicrosPerMinute;
    case Unit::hour:
      return kMicrosPerHour;
    case Unit::week:
      return 7 * kMicrosPerDay;
    default:
      return kMicrosPerDay;
  }
}

std::int32_t truncate_day(Unit unit, std::int32_t number) {
  if (unit == Unit::day) return number;
  if (unit == Unit::week) return number - (weekday(number) - 1);
  const Day day = day_of(number);
  const int month = unit == Unit::year      ? 1
                    : unit == Unit::quarter ? (day.month - 1) / 3 * 3 + 1
                                            : day.month;
  return day_number(day.year, month, 1);
}

std::int64_t truncate_micros(Unit unit, std::int64_t micros) {
  if (unit < Unit::day) return floor_divide(micros, micros_of(unit)) * micros_of(unit);
  const auto day = static_cast<std::int32_t>(floor_divide(micros, kMicrosPerDay));
  return truncate_day(unit, day) * kMicrosPerDay;
}

std::int64_t checked_micros(Int128 micros) {
  // The engine's first and last timestamps; the largest numbers are its infinities.
  constexpr std::int64_t kFirst = -9'223'372'022'400'000'000;
  if (micros < kFirst || micros >= INT64_MAX) fail_range("timestamp");
  return static_cast<std::int64_t>(micros);
}

std::int32_t checked_day(std::int64_t day) {
  // The engine's first and last dates, -5877641-06-25 and 5881580-07-10.
  if (day < -2'147'483'646 || day > 2'147'483'646) fail_range("date");
  return static_cast<std::int32_t>(day);
}

std::int32_t add_months_checked(std::int32_t number, std::int64_t months) {
  constexpr std::int64_t kMonthsMax = 12 * 6'000'000;
  const Day day = day_of(number);
  const std::int64_t total = day.year * 12LL + (day.month - 1) + months;
  if (months > 2 * kMonthsMax || months < -2 * kMonthsMax || std::abs(total) > kMonthsMax) {
    fail_range("date");
  }
  const auto year = static_cast<std::int32_t>(floor_divide(total, 12));
  const int month = static_cast<int>(total - year * 12LL) + 1;
  return checked_day(day_count(year, month, std::min(day.day, days_in_month(year, month))));
}

std::int64_t add_months_to_micros(std::int64_t micros, std::int64_t months) {
  const Moment moment = moment_of(micros);
  const Int128 day = add_months_checked(moment.day_number, months);
  return checked_micros(day * kMicrosPerDay + moment.micros_of_day);
}

std::int32_t add_to_day(Unit unit, std::int64_t count, std::int32_t day) {
  require_near(count, "date");
  if (unit >= Unit::month) return add_months_checked(day, count * months_of(unit));
  return checked_day(day + count * (unit == Unit::week ? 7 : 1));
}

std::int64_t add_to_micros(Unit unit, std::int64_t count, std::int64_t micros) {
  if (unit >= Unit::month) {
    require_near(count, "timestamp");
    return add_months_to_micros(micros, count * months_of(unit));
  }
  return checked_micros(static_cast<Int128>(count) * micros_of(unit) + micros);
}

std::int64_t difference(Unit unit, std::int64_t from, std::int64_t to) {
  const std::int64_t start = floor_divide(from, 1'000) * 1'000;
  const std::int64_t end = floor_divide(to, 1'000) * 1'000;
  if (unit < Unit::month) {
    return static_cast<std::int64_t>((static_cast<Int128>(end) - start) / micros_of(unit));
  }
  const std::int64_t months =
      end >= start ? months_between(start, end) : -months_between(end, start);
  return months / months_of(unit);
}

std::int64_t time_difference(Unit unit, std::int64_t from, std::int64_t to) {
  return (to - from) / micros_of(unit);
}

}  // namespace sluice::engine
