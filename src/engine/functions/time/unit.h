// The units of date_trunc, date_add and date_diff, on days and microseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/functions/int128.h"

namespace sluice::engine {

enum class Unit { millisecond, second, minute, hour, day, week, month, quarter, year };

std::optional<Unit> find_unit(std::string_view name);

// Raise INVALID_FUNCTION_ARGUMENT where the type has no such field. The last name is remembered,
// for rows that repeat it.
class UnitNames {
 public:
  Unit of_date(std::string_view name);
  Unit of_time(std::string_view name);
  Unit of_timestamp(std::string_view name);

 private:
  std::optional<Unit> find(std::string_view name);

  std::string last_;
  std::optional<Unit> unit_;
};

std::int32_t truncate_day(Unit unit, std::int32_t day);
std::int64_t truncate_micros(Unit unit, std::int64_t micros);
std::int32_t add_to_day(Unit unit, std::int64_t count, std::int32_t day);
std::int64_t add_to_micros(Unit unit, std::int64_t count, std::int64_t micros);
// Whole units only: 23 hours are no day.
std::int64_t difference(Unit unit, std::int64_t from, std::int64_t to);
std::int64_t day_difference(Unit unit, std::int32_t from, std::int32_t to);
// Of two readings of a clock; above milliseconds nothing counts.
std::int64_t time_difference(Unit unit, std::int64_t from, std::int64_t to);

std::int64_t micros_of(Unit unit);

// The engine's first and last timestamps; the largest numbers are its infinities.
inline constexpr std::int64_t kFirstMicros = -9'223'372'022'400'000'000;
inline constexpr std::int64_t kLastMicros = 9'223'372'036'854'775'806;
bool is_timestamp(Int128 micros);
// With INVALID_FUNCTION_ARGUMENT past what the engine holds.
std::int64_t checked_micros(Int128 micros);
std::int32_t checked_day(std::int64_t day);
// Months, on the same day or the month's last.
std::int32_t add_months_checked(std::int32_t day, std::int64_t months);
std::int64_t add_months_to_micros(std::int64_t micros, std::int64_t months);
// Half up, to a multiple of 10^(6 - precision) microseconds.
std::int64_t round_micros(std::int64_t micros, int precision);

}  // namespace sluice::engine
