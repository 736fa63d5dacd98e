#include "engine/functions/time/text.h"

#include <algorithm>

#include "base/text.h"
#include "engine/functions/calendar.h"
#include "engine/functions/define.h"
#include "engine/functions/int128.h"

namespace sluice::engine {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ')
    text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
    text.remove_suffix(1);
  return text;
}

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

void append_two(std::string& out, int value) {
  const char digits[] = {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
  out.append(digits, sizeof digits);
}

}  // namespace

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
  const Int128 midnight = static_cast<Int128>(*date) * kMicrosPerDay;
  constexpr std::int64_t kMicrosMax = 9'223'372'022'400'000'000;
  if (midnight > kMicrosMax || midnight < -kMicrosMax) return std::nullopt;
  TimestampText out{.micros = static_cast<std::int64_t>(midnight)};
  if (cursor.done()) return out;
  if (!cursor.take(' ')) return std::nullopt;
  const std::size_t from = cursor.at;
  if (const auto time = read_time(cursor, precision)) {
    out.micros += time->micros;
    out.is_too_fine = time->is_too_fine;
  } else {
    if (cursor.at > from && is_digit(cursor.text[from])) return std::nullopt;
    cursor.at = from;
  }
  while (!cursor.done() && cursor.text[cursor.at] == ' ')
    ++cursor.at;
  out.zone = cursor.text.substr(cursor.at);
  return out;
}

// Java's "uuuu": more than four digits of a year take a sign.
void append_date(std::string& out, std::int32_t number) {
  const Day day = day_of(number);
  if (day.year < 0 || day.year > 9999) {
    out += fmt::format("{}{:04}", day.year < 0 ? '-' : '+', std::abs(day.year));
  } else {
    append_two(out, day.year / 100);
    append_two(out, day.year % 100);
  }
  out += '-';
  append_two(out, day.month);
  out += '-';
  append_two(out, day.day);
}

void append_time(std::string& out, std::int64_t micros, int precision) {
  const auto seconds = static_cast<int>(micros / kMicrosPerSecond);
  append_two(out, seconds / 3600);
  out += ':';
  append_two(out, seconds / 60 % 60);
  out += ':';
  append_two(out, seconds % 60);
  if (precision == 0) return;
  char digits[kMicroDigits];
  auto fraction = static_cast<int>(micros % kMicrosPerSecond);
  for (int place = kMicroDigits; place-- > 0; fraction /= 10)
    digits[place] = static_cast<char>('0' + fraction % 10);
  out += '.';
  out.append(digits, static_cast<std::size_t>(std::min(precision, kMicroDigits)));
  out.append(static_cast<std::size_t>(std::max(precision - kMicroDigits, 0)), '0');
}

void append_timestamp(std::string& out, std::int64_t micros, int precision, char separator) {
  const std::int64_t day = floor_divide(micros, kMicrosPerDay);
  append_date(out, static_cast<std::int32_t>(day));
  out += separator;
  append_time(out, micros - day * kMicrosPerDay, precision);
}

}  // namespace sluice::engine
