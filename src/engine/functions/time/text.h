// Dates and times to and from text, as Trino casts them.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "engine/functions/vectors.h"

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

// One text, written where it lies: rows by the million allocate nothing.
class TimeText {
 public:
  // Java's "uuuu": more than four digits of a year take a sign.
  TimeText& date(std::int32_t day);
  TimeText& time(std::int64_t micros_of_day, int precision);
  TimeText& timestamp(std::int64_t micros, int precision, char separator);
  // "+08:30"; UTC is "+00:00".
  TimeText& offset(std::int64_t minutes);
  TimeText& letter(char c);
  // The fraction's last zeros away, the point with the last of them.
  TimeText& trim_fraction();

  std::string_view view() const { return {text_.data(), size_}; }

 private:
  TimeText& end(const char* at);

  // A timestamp with 12 digits of the second has 35 characters at most, an offset 6.
  std::array<char, 48> text_;  // only what was written is ever set
  std::size_t size_ = 0;
};

inline duckdb::string_t stored(duckdb::Vector& result, const TimeText& text) {
  const std::string_view view = text.view();
  const auto size = static_cast<std::uint32_t>(view.size());
  if (size <= duckdb::string_t::INLINE_LENGTH) return {view.data(), size};
  duckdb::string_t out = duckdb::StringVector::EmptyString(result, size);
  std::memcpy(out.GetDataWriteable(), view.data(), size);
  out.Finalize();
  return out;
}

void append_two(std::string& out, int value);

}  // namespace sluice::engine
