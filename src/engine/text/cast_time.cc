#include "engine/text/cast.h"

namespace sluice::engine {

namespace {

constexpr int kBad = -1;

// Two digits, or a negative number. Never looks past them.
int two_digits(const char* text) {
  const auto tens = static_cast<unsigned char>(text[0] - '0');
  const auto ones = static_cast<unsigned char>(text[1] - '0');
  return tens > 9 || ones > 9 ? kBad : tens * 10 + ones;
}

bool is_leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

// Hinnant's days_from_civil, for years from 1.
std::int32_t days_since_1970(int year, int month, int day) {
  const int shifted = month <= 2 ? year - 1 : year;
  const int era = shifted / 400;
  const int year_of_era = shifted - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

// Seconds of "HH:MM[:SS" at the beginning; takes them off.
std::optional<int> take_time(std::string_view& text) {
  if (text.size() < 5 || text[2] != ':') return std::nullopt;
  const int hour = two_digits(text.data());
  const int minute = two_digits(text.data() + 3);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  text.remove_prefix(5);
  if (!text.starts_with(':')) return hour * 3600 + minute * 60;
  const int second = text.size() < 3 ? kBad : two_digits(text.data() + 1);
  if (second < 0 || second > 59) return std::nullopt;
  text.remove_prefix(3);
  return hour * 3600 + minute * 60 + second;
}

// Nanoseconds of ".f" at the beginning; takes it off.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (!text.starts_with('.')) return 0;
  text.remove_prefix(1);
  std::int64_t nanoseconds = 0;
  int digits = 0;
  for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; text.remove_prefix(1)) {
    if (++digits > 9) return std::nullopt;
    nanoseconds = nanoseconds * 10 + (text[0] - '0');
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 9; ++digits)
    nanoseconds *= 10;
  return nanoseconds;
}

// Seconds east of UTC of "", "Z" or "+HH:MM", which must be all of the text.
std::optional<int> zone_seconds(std::string_view text) {
  if (text.empty() || text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const int hour = two_digits(text.data() + 1);
  const int minute = two_digits(text.data() + 4);
  if (hour < 0 || hour > 14 || minute < 0 || minute > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (hour * 3600 + minute * 60);
}

std::optional<std::int64_t> in_unit(std::int64_t seconds, std::int64_t nanoseconds, TimeUnit unit) {
  std::int64_t per_second = 1;
  for (int i = 0; i < static_cast<int>(unit); ++i)
    per_second *= 1000;
  const std::int64_t nanoseconds_each = 1'000'000'000 / per_second;
  const std::int64_t part = (nanoseconds + nanoseconds_each / 2) / nanoseconds_each;
  std::int64_t value = 0;
  if (__builtin_mul_overflow(seconds, per_second, &value) ||
      __builtin_add_overflow(value, part, &value)) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

std::optional<std::int32_t> cast_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int century = two_digits(text.data());
  const int in_century = two_digits(text.data() + 2);
  const int month = two_digits(text.data() + 5);
  const int day = two_digits(text.data() + 8);
  if ((century | in_century | month | day) < 0) return std::nullopt;
  const int year = century * 100 + in_century;
  if (year == 0 || month < 1 || month > 12 || day < 1) return std::nullopt;
  if (day > 28 && day > days_in_month(year, month)) return std::nullopt;
  return days_since_1970(year, month, day);
}

std::optional<std::int64_t> cast_timestamp(std::string_view text, TimeUnit unit) {
  const auto days = cast_date(text.substr(0, 10));
  if (!days) return std::nullopt;
  const std::int64_t midnight = std::int64_t{*days} * 86'400;
  if (text.size() == 10) return in_unit(midnight, 0, unit);
  if (text[10] != ' ' && text[10] != 'T') return std::nullopt;
  text.remove_prefix(11);
  const bool has_seconds = text.size() > 5 && text[5] == ':';
  const auto time = take_time(text);
  if (!time) return std::nullopt;
  const auto nanoseconds = has_seconds ? take_fraction(text) : 0;
  if (!nanoseconds) return std::nullopt;
  const auto zone = zone_seconds(text);
  if (!zone) return std::nullopt;
  return in_unit(midnight + *time - *zone, *nanoseconds, unit);
}

}  // namespace sluice::engine
