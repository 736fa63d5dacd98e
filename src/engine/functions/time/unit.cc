#include "engine/functions/time/unit.h"

#include "base/text.h"
#include "engine/functions/calendar.h"
#include "engine/functions/define.h"
#include "engine/functions/parse.h"

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

// A day and the time on it: dates reach further than microseconds can tell.
struct Point {
  std::int64_t day = 0;
  std::int64_t micros_of_day = 0;

  auto operator<=>(const Point&) const = default;
};

Point point_of(std::int64_t micros) {
  const std::int64_t day = floor_divide(micros, kMicrosPerDay);
  return {day, micros - day * kMicrosPerDay};
}

// Whole months from one point to a later one.
std::int64_t months_to_later(const Point& from, const Point& to) {
  const Day start = day_of(static_cast<std::int32_t>(from.day));
  const Day end = day_of(static_cast<std::int32_t>(to.day));
  const std::int64_t months = (end.year - start.year) * 12LL + end.month - start.month;
  // So many months later is in the later one's month, where the day of a longer one is its last.
  const Point reached{std::min(start.day, days_in_month(end.year, end.month)), from.micros_of_day};
  const Point wanted{end.day, to.micros_of_day};
  return reached > wanted ? months - 1 : months;
}

std::int64_t months_between(const Point& from, const Point& to) {
  return to >= from ? months_to_later(from, to) : -months_to_later(to, from);
}

}  // namespace

std::optional<Unit> find_unit(std::string_view name) {
  const std::string lower = lower_ascii(name);
  for (const auto& named : kUnits) {
    if (named.name == lower) return named.unit;
  }
  return std::nullopt;
}

std::optional<Unit> UnitNames::find(std::string_view name) {
  if (name == last_) return unit_;
  last_ = name;
  unit_ = find_unit(name);
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
  if (unit == Unit::week) return checked_day(number - (weekday(number) - 1LL));
  const Day day = day_of(number);
  const int month = unit == Unit::year      ? 1
                    : unit == Unit::quarter ? (day.month - 1) / 3 * 3 + 1
                                            : day.month;
  return checked_day(day_count(day.year, month, 1));
}

std::int64_t truncate_micros(Unit unit, std::int64_t micros) {
  if (unit < Unit::day) {
    const Int128 count = floor_divide(micros, micros_of(unit));
    return checked_micros(count * micros_of(unit));
  }
  const auto day = static_cast<std::int32_t>(floor_divide(micros, kMicrosPerDay));
  return checked_micros(static_cast<Int128>(truncate_day(unit, day)) * kMicrosPerDay);
}

bool is_timestamp(Int128 micros) {
  return micros >= kFirstMicros && micros <= kLastMicros;
}

std::int64_t checked_micros(Int128 micros) {
  if (!is_timestamp(micros)) fail_range("timestamp");
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
  return checked_day(add_months(number, months));
}

std::int64_t add_months_to_micros(std::int64_t micros, std::int64_t months) {
  const Moment moment = moment_of(micros);
  const Int128 day = add_months_checked(moment.day_number, months);
  return checked_micros(day * kMicrosPerDay + moment.micros_of_day);
}

std::int64_t round_micros(std::int64_t micros, int precision) {
  if (precision >= 6) return micros;
  const auto unit = static_cast<std::int64_t>(power_of_ten(6 - precision));
  const std::int64_t count = floor_divide(micros, unit);
  const bool rounds_up = micros - count * unit >= unit / 2;
  return checked_micros((static_cast<Int128>(count) + (rounds_up ? 1 : 0)) * unit);
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
  return months_between(point_of(start), point_of(end)) / months_of(unit);
}

std::int64_t day_difference(Unit unit, std::int32_t from, std::int32_t to) {
  const std::int64_t days = static_cast<std::int64_t>(to) - from;
  if (unit < Unit::month) return days / (unit == Unit::week ? 7 : 1);
  return months_between({from, 0}, {to, 0}) / months_of(unit);
}

std::int64_t time_difference(Unit unit, std::int64_t from, std::int64_t to) {
  return (to - from) / micros_of(unit);
}

}  // namespace sluice::engine
