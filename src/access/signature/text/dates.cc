#include "access/signature/text/dates.h"

#include <array>
#include <charconv>

#include "base/text.h"

namespace sluice::access {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Parts {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

std::optional<Timestamp> to_time(const Parts& parts) {
  const std::chrono::year_month_day day{
      std::chrono::year(parts.year), std::chrono::month(parts.month), std::chrono::day(parts.day)};
  // A leap second is the next minute's first.
  if (!day.ok() || parts.hour > 23 || parts.minute > 59 || parts.second > 60) return std::nullopt;
  return Timestamp(std::chrono::sys_days(day)) + std::chrono::hours(parts.hour) +
         std::chrono::minutes(parts.minute) + std::chrono::seconds(parts.second);
}

// Digits at a place; -1 when there are others.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (!is_digit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool is_shaped(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == '9' ? !is_digit(text[i]) : text[i] != shape[i]) return false;
  }
  return true;
}

// "Z", "+01:00" or "-0100" to how far the text is ahead of UTC.
std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
  if (text == "Z") return std::chrono::minutes(0);
  if (!is_shaped(text, "+99:99") && !is_shaped(text, "-99:99") && !is_shaped(text, "+9999") &&
      !is_shaped(text, "-9999")) {
    return std::nullopt;
  }
  const int minutes = digits(text, 1, 2) * 60 + digits(text, text.size() - 2, 2);
  return std::chrono::minutes(text[0] == '-' ? -minutes : minutes);
}

}  // namespace

std::optional<Timestamp> parse_basic_time(std::string_view text) {
  if (!is_shaped(text, "99999999T999999Z")) return std::nullopt;
  return to_time({.year = digits(text, 0, 4),
                  .month = static_cast<unsigned>(digits(text, 4, 2)),
                  .day = static_cast<unsigned>(digits(text, 6, 2)),
                  .hour = digits(text, 9, 2),
                  .minute = digits(text, 11, 2),
                  .second = digits(text, 13, 2)});
}

std::string to_basic_time(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::optional<Timestamp> parse_http_time(std::string_view text) {
  text = trim(text);
  if (const std::size_t comma = text.find(", "); comma != std::string_view::npos)
    text.remove_prefix(comma + 2);
  std::string padded(text);
  if (padded.size() > 1 && padded[1] == ' ') padded.insert(0, "0");  // " 1 Mar" and "1 Mar"
  const std::string_view zone =
      std::string_view(padded).substr(std::min<std::size_t>(20, padded.size()));
  const bool is_utc = zone == " GMT" || zone == " UTC" || zone == " Z";
  const auto offset =
      is_utc || zone.empty() ? std::chrono::minutes(0) : parse_offset(zone.substr(1));
  unsigned month = 0;
  while (month < kMonths.size() &&
         std::string_view(padded).substr(std::min<std::size_t>(3, padded.size()), 3) !=
             kMonths[month])
    ++month;
  if (!offset || zone.empty() || month == kMonths.size()) return std::nullopt;
  padded.replace(3, 3, "...");
  if (!is_shaped(std::string_view(padded).substr(0, 20), "99 ... 9999 99:99:99"))
    return std::nullopt;
  const auto time = to_time({.year = digits(padded, 7, 4),
                             .month = month + 1,
                             .day = static_cast<unsigned>(digits(padded, 0, 2)),
                             .hour = digits(padded, 12, 2),
                             .minute = digits(padded, 15, 2),
                             .second = digits(padded, 18, 2)});
  if (!time) return std::nullopt;
  return *time - *offset;
}

std::optional<Timestamp> parse_extended_time(std::string_view text) {
  if (text.size() < 20 || !is_shaped(text.substr(0, 19), "9999-99-99T99:99:99"))
    return std::nullopt;
  const auto time = to_time({.year = digits(text, 0, 4),
                             .month = static_cast<unsigned>(digits(text, 5, 2)),
                             .day = static_cast<unsigned>(digits(text, 8, 2)),
                             .hour = digits(text, 11, 2),
                             .minute = digits(text, 14, 2),
                             .second = digits(text, 17, 2)});
  std::string_view rest = text.substr(19);
  std::int64_t fraction_us = 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    std::int64_t unit = 100'000;
    const std::size_t before = rest.size();
    for (; !rest.empty() && is_digit(rest[0]); rest.remove_prefix(1), unit /= 10)
      fraction_us += (rest[0] - '0') * unit;
    if (rest.size() == before) return std::nullopt;
  }
  const auto offset = parse_offset(rest);
  if (!time || !offset) return std::nullopt;
  return *time + std::chrono::microseconds(fraction_us) - *offset;
}

}  // namespace sluice::access
