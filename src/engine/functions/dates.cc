#include <duckdb/common/types/date.hpp>
#include <duckdb/common/types/timestamp.hpp>

#include "engine/functions/calendar.h"
#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/parse.h"

namespace sluice::engine {

namespace {

using duckdb::date_t;
using duckdb::string_t;
using duckdb::timestamp_t;

constexpr const char* kInvalid = "INVALID_FUNCTION_ARGUMENT";

enum class Unit { millisecond, second, minute, hour, day, week, month, quarter, year };

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

std::optional<Unit> find_unit(std::string_view name) {
  std::string lower(name);
  for (char& c : lower)
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (const auto& named : kUnits) {
    if (named.name == lower) return named.unit;
  }
  return std::nullopt;
}

Unit date_unit(string_t name) {
  const auto unit = find_unit(view(name));
  if (!unit || *unit < Unit::day) {
    raise(kInvalid, fmt::format("'{}' is not a valid DATE field", view(name)));
  }
  return *unit;
}

Unit timestamp_unit(string_t name) {
  const auto unit = find_unit(view(name));
  if (!unit) raise(kInvalid, fmt::format("'{}' is not a valid Timestamp field", view(name)));
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

int months_of(Unit unit) {
  return unit == Unit::month ? 1 : unit == Unit::quarter ? 3 : 12;
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

date_t truncate_date(string_t unit, date_t date) {
  return date_t(truncate_day(date_unit(unit), date.days));
}

timestamp_t truncate_timestamp(string_t name, timestamp_t value) {
  const Unit unit = timestamp_unit(name);
  if (unit < Unit::day) {
    const std::int64_t size = micros_of(unit);
    return timestamp_t(floor_divide(value.value, size) * size);
  }
  const auto day = static_cast<std::int32_t>(floor_divide(value.value, kMicrosPerDay));
  return timestamp_t(truncate_day(unit, day) * kMicrosPerDay);
}

// Far beyond every date, and what multiplies or adds up stays an integer.
void require_near(std::int64_t count) {
  constexpr std::int64_t kFar = 100'000'000;
  if (count > kFar || count < -kFar) raise(kInvalid, "date_add leaves the range of dates");
}

date_t add_to_date(string_t name, std::int64_t count, date_t date) {
  const Unit unit = date_unit(name);
  require_near(count);
  if (unit >= Unit::month) return date_t(add_months(date.days, count * months_of(unit)));
  return date_t(static_cast<std::int32_t>(date.days + count * (unit == Unit::week ? 7 : 1)));
}

timestamp_t add_to_timestamp(string_t name, std::int64_t count, timestamp_t value) {
  const Unit unit = timestamp_unit(name);
  if (unit < Unit::month) {
    std::int64_t micros = 0;
    if (__builtin_mul_overflow(count, micros_of(unit), &micros) ||
        __builtin_add_overflow(value.value, micros, &micros)) {
      raise(kInvalid, "date_add leaves the range of timestamps");
    }
    return timestamp_t(micros);
  }
  constexpr std::int64_t kYearsMax = 290'000;
  const std::int64_t size = months_of(unit);
  if (count > kYearsMax * 12 / size || count < -kYearsMax * 12 / size) {
    raise(kInvalid, "date_add leaves the range of timestamps");
  }
  const Moment moment = moment_of(value.value);
  return timestamp_t(add_months(moment.day_number, count * months_of(unit)) * kMicrosPerDay +
                     moment.micros_of_day);
}

// Whole months from one moment to a later one.
std::int64_t months_between(std::int64_t from, std::int64_t to) {
  const Moment start = moment_of(from);
  const Moment end = moment_of(to);
  std::int64_t months =
      (end.date.year - start.date.year) * 12LL + end.date.month - start.date.month;
  const std::int64_t reached =
      add_months(start.day_number, months) * kMicrosPerDay + start.micros_of_day;
  return reached > to ? months - 1 : months;
}

// Whole units only: 23 hours are no day.
std::int64_t difference(Unit unit, std::int64_t from, std::int64_t to) {
  if (unit < Unit::month) return (to - from) / micros_of(unit);
  const std::int64_t months = to >= from ? months_between(from, to) : -months_between(to, from);
  return months / months_of(unit);
}

std::int64_t date_difference(string_t unit, date_t from, date_t to) {
  return difference(date_unit(unit), from.days * kMicrosPerDay, to.days * kMicrosPerDay);
}

std::int64_t timestamp_difference(string_t unit, timestamp_t from, timestamp_t to) {
  return difference(timestamp_unit(unit), from.value, to.value);
}

date_t add_days(date_t date, std::int64_t millis) {
  constexpr std::int64_t kMillisPerDay = kMicrosPerDay / 1'000;
  if (millis % kMillisPerDay != 0) {
    raise(kInvalid, "Cannot add hour, minutes or seconds to a date");
  }
  return date_t(static_cast<std::int32_t>(date.days + millis / kMillisPerDay));
}

timestamp_t round_timestamp(timestamp_t value, std::int32_t precision) {
  return timestamp_t(round_micros(value.value, precision));
}

// ISO 8601 calendar dates: 2020-01-31.
date_t iso_date(string_t text) {
  const auto days = parse_date(view(text));
  const bool is_padded = view(text).size() >= 10 && view(text).front() != ' ';
  if (!days || !is_padded) raise(kInvalid, fmt::format("Invalid format: \"{}\"", view(text)));
  return date_t(*days);
}

}  // namespace

void register_dates(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto date = LogicalType::DATE;
  const auto timestamp = LogicalType::TIMESTAMP;
  const auto number = LogicalType::BIGINT;
  const auto fails = Fails::on_values;
  add_function(loader, "sluice_date_trunc", {text, date}, date, fails, binary(truncate_date));
  add_function(loader, "sluice_date_trunc", {text, timestamp}, timestamp, fails,
               binary(truncate_timestamp));
  add_function(loader, "sluice_date_add", {text, number, date}, date, fails, ternary(add_to_date));
  add_function(loader, "sluice_date_add", {text, number, timestamp}, timestamp, fails,
               ternary(add_to_timestamp));
  add_function(loader, "sluice_date_diff", {text, date, date}, number, fails,
               ternary(date_difference));
  add_function(loader, "sluice_date_diff", {text, timestamp, timestamp}, number, fails,
               ternary(timestamp_difference));
  add_function(loader, "sluice_add_days", {date, number}, date, fails, binary(add_days));
  add_function(loader, "sluice_round_timestamp", {timestamp, LogicalType::INTEGER}, timestamp,
               Fails::never, binary(round_timestamp));
  add_function(loader, "sluice_iso_date", {text}, date, fails, unary(iso_date));
}

}  // namespace sluice::engine
