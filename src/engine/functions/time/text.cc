#include "engine/functions/time/text.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "engine/functions/calendar.h"
#include "engine/functions/define.h"
#include "engine/functions/int128.h"
#include "engine/functions/parse.h"
#include "engine/functions/time/unit.h"

namespace sluice::engine {

namespace {

constexpr int kDigitsMax = 12;  // that Trino has after the second's point
constexpr int kMicroDigits = 6;

struct Cursor {
  std::string_view text;
  std::size_t at = 0;

  bool done() const { return at == text.size(); }
  bool at_digit() const { return !done() && is_digit(text[at]); }
  bool take(char c) {
    if (done() || text[at] != c) return false;
    ++at;
    return true;
  }
  // A number of least..most digits; -1 when there is none.
  int number(std::size_t least, std::size_t most) {
    const std::size_t from = at;
    int value = 0;
    while (at_digit() && at - from < most)
      value = value * 10 + (text[at++] - '0');
    return at - from < least ? -1 : value;
  }
};

std::optional<std::int32_t> read_date(Cursor& cursor, std::size_t year_digits) {
  const bool negative = cursor.take('-');
  if (!negative) cursor.take('+');
  const int year = cursor.number(year_digits, 9);
  if (year < 0 || !cursor.take('-')) return std::nullopt;
  const int month = cursor.number(1, 2);
  if (month < 1 || month > 12 || !cursor.take('-')) return std::nullopt;
  const int day = cursor.number(1, 2);
  const int signed_year = negative ? -year : year;
  if (day < 1 || day > days_in_month(signed_year, month)) return std::nullopt;
  const std::int64_t days = day_count(signed_year, month, day);
  if (days < -INT32_MAX || days >= INT32_MAX) return std::nullopt;
  return static_cast<std::int32_t>(days);
}

struct Fraction {
  std::int64_t micros = 0;
  bool is_too_fine = false;
};

// The digits after the point, rounded half up at `precision` of them; nothing without a digit.
std::optional<Fraction> read_fraction(Cursor& cursor, int precision) {
  if (!cursor.at_digit()) return std::nullopt;
  std::int64_t unit = kMicrosPerSecond;
  Fraction out;
  for (int place = 0; cursor.at_digit(); ++place) {
    if (place == kDigitsMax) return std::nullopt;
    const int digit = cursor.text[cursor.at++] - '0';
    const bool rounds_up = place == precision && digit >= 5;
    if (place >= kMicroDigits && (rounds_up || (place < precision && digit > 0))) {
      out.is_too_fine = precision > kMicroDigits;
    }
    if (rounds_up && precision <= kMicroDigits) out.micros += unit;
    if (place >= std::min(precision, kMicroDigits)) continue;
    unit /= 10;
    out.micros += digit * unit;
  }
  return out;
}

// H:m, H:m:s or H:m:s.f
std::optional<Fraction> read_time(Cursor& cursor, int precision) {
  const int hour = cursor.number(1, 2);
  if (hour < 0 || hour > 23 || !cursor.take(':')) return std::nullopt;
  const int minute = cursor.number(1, 2);
  if (minute < 0 || minute > 59) return std::nullopt;
  const std::int64_t micros = hour * kMicrosPerHour + minute * kMicrosPerMinute;
  if (!cursor.take(':')) return Fraction{micros};
  const int second = cursor.number(1, 2);
  if (second < 0 || second > 59) return std::nullopt;
  const std::int64_t whole = micros + second * kMicrosPerSecond;
  if (!cursor.take('.')) return Fraction{whole};
  auto fraction = read_fraction(cursor, precision);
  if (fraction) fraction->micros += whole;
  return fraction;
}

constexpr auto kPairs = [] {
  std::array<std::array<char, 2>, 100> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i)
    pairs[i] = {static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10)};
  return pairs;
}();

char* put_two(char* at, unsigned value) {
  std::memcpy(at, kPairs[value].data(), 2);
  return at + 2;
}

char* put_far_year(char* at, std::int32_t year) {
  return fmt::format_to(at, "{}{:04}", year < 0 ? '-' : '+', std::abs(year));
}

char* put_date(char* at, std::int32_t number) {
  const Day day = day_of(number);
  const auto year = static_cast<unsigned>(day.year);
  at = year <= 9999 ? put_two(put_two(at, year / 100), year % 100) : put_far_year(at, day.year);
  *at++ = '-';
  at = put_two(at, static_cast<unsigned>(day.month));
  *at++ = '-';
  return put_two(at, static_cast<unsigned>(day.day));
}

char* put_time(char* at, std::int64_t micros, int precision) {
  const auto seconds = static_cast<unsigned>(micros / kMicrosPerSecond);
  at = put_two(at, seconds / 3600);
  *at++ = ':';
  at = put_two(at, seconds / 60 % 60);
  *at++ = ':';
  at = put_two(at, seconds % 60);
  if (precision == 0) return at;
  const auto fraction = static_cast<unsigned>(micros - seconds * kMicrosPerSecond);
  *at++ = '.';
  put_two(put_two(put_two(at, fraction / 10'000), fraction / 100 % 100), fraction % 100);
  for (int place = kMicroDigits; place < precision; ++place)
    at[place] = '0';
  return at + precision;
}

}  // namespace

TimeText& TimeText::end(const char* at) {
  size_ = static_cast<std::size_t>(at - text_.data());
  return *this;
}

TimeText& TimeText::date(std::int32_t day) {
  return end(put_date(text_.data() + size_, day));
}

TimeText& TimeText::time(std::int64_t micros_of_day, int precision) {
  return end(put_time(text_.data() + size_, micros_of_day, precision));
}

TimeText& TimeText::timestamp(std::int64_t micros, int precision, char separator) {
  const std::int64_t day = floor_divide(micros, kMicrosPerDay);
  char* at = put_date(text_.data() + size_, static_cast<std::int32_t>(day));
  *at++ = separator;
  return end(put_time(at, micros - day * kMicrosPerDay, precision));
}

TimeText& TimeText::offset(std::int64_t minutes) {
  const auto size = static_cast<unsigned>(std::abs(minutes));
  char* at = text_.data() + size_;
  *at++ = minutes < 0 ? '-' : '+';
  at = put_two(at, size / 60);
  *at++ = ':';
  return end(put_two(at, size % 60));
}

TimeText& TimeText::letter(char c) {
  text_[size_++] = c;
  return *this;
}

TimeText& TimeText::trim_fraction() {
  if (view().find('.') == std::string_view::npos) return *this;
  while (view().ends_with('0'))
    --size_;
  if (view().ends_with('.')) --size_;
  return *this;
}

void append_two(std::string& out, int value) {
  char digits[2];
  put_two(digits, static_cast<unsigned>(value));
  out.append(digits, sizeof digits);
}

void fail_too_fine(int precision) {
  raise(
      "NOT_SUPPORTED",
      fmt::format("{} digits of the second, beyond the microsecond, are not supported", precision));
}

std::optional<std::int32_t> parse_date(std::string_view text) {
  Cursor cursor{trimmed(text)};
  const auto date = read_date(cursor, 1);
  return cursor.done() ? date : std::nullopt;
}

std::optional<std::int64_t> parse_time(std::string_view text, int precision) {
  Cursor cursor{trimmed(text)};
  const auto time = read_time(cursor, precision);
  if (!time || !cursor.done()) return std::nullopt;
  if (time->is_too_fine) fail_too_fine(precision);
  return time->micros % kMicrosPerDay;
}

std::optional<TimestampText> parse_timestamp(std::string_view text, int precision) {
  Cursor cursor{trimmed(text)};
  const auto date = read_date(cursor, 4);
  if (!date) return std::nullopt;
  Fraction time;
  if (!cursor.done()) {
    if (!cursor.take(' ')) return std::nullopt;
    const std::size_t from = cursor.at;
    if (const auto read = read_time(cursor, precision)) {
      time = *read;
    } else {
      if (cursor.at > from && is_digit(cursor.text[from])) return std::nullopt;
      cursor.at = from;
    }
    while (!cursor.done() && cursor.text[cursor.at] == ' ')
      ++cursor.at;
  }
  const Int128 micros = static_cast<Int128>(*date) * kMicrosPerDay + time.micros;
  if (!is_timestamp(micros)) return std::nullopt;
  return TimestampText{.micros = static_cast<std::int64_t>(micros),
                       .zone = cursor.text.substr(cursor.at),
                       .is_too_fine = time.is_too_fine};
}

}  // namespace sluice::engine
