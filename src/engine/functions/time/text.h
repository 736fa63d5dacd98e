// Dates and times to and from text, as Trino casts them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::engine {

// Days since the epoch.
std::optional<std::int32_t> parse_date(std::string_view text);

// Digits beyond the microsecond that a precision keeps are NOT_SUPPORTED, raised.
//
// Microseconds of the day, rounded half up to `precision` digits of the second.
std::optional<std::int64_t> parse_time(std::string_view text, int precision);

struct TimestampText {
  std::int64_t micros = 0;   // the clock's reading since the epoch, rounded half up
  std::string_view zone;     // empty where the text names none
  bool is_too_fine = false;  // for the caller to raise, when all else is right
};
[[noreturn]] void fail_too_fine(int precision);
std::optional<TimestampText> parse_timestamp(std::string_view text, int precision);

void append_date(std::string& out, std::int32_t day);
void append_time(std::string& out, std::int64_t micros_of_day, int precision);
void append_timestamp(std::string& out, std::int64_t micros, int precision, char separator);

}  // namespace sluice::engine
