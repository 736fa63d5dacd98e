// Date formats: MySQL's codes and Joda's letters are two spellings of one list of elements, which
// prints and parses as Joda-Time does.
// https://trino.io/docs/current/functions/datetime.html#mysql-date-functions
// https://www.joda.org/joda-time/apidocs/org/joda/time/format/DateTimeFormat.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/functions/calendar.h"

namespace sluice::engine {

enum class Field : std::uint8_t {
  literal,
  era,
  century,
  year_of_era,
  year,
  two_digit_year,
  weekyear,
  two_digit_weekyear,
  month,
  month_short,
  month_text,
  week,
  day_of_year,
  day,
  day_of_week,
  weekday_short,
  weekday_text,
  halfday,
  hour_of_halfday,       // 0-11
  clockhour_of_halfday,  // 1-12
  hour,
  clockhour,  // 1-24
  minute,
  second,
  fraction,
  zone_short,
  zone_long,
  offset,        // +0800
  offset_colon,  // +08:00
  zone_id,
};

struct Element {
  Field field = Field::literal;
  int least = 1;  // digits printed
  int most = 2;   // digits read
  // Of years with two digits: the first that they may mean, and whether other lengths are read.
  int first_year = 1970;
  bool is_lenient = false;
  std::string text;  // of a literal
};

using Pattern = std::vector<Element>;

// Raise INVALID_FUNCTION_ARGUMENT.
Pattern mysql_pattern(std::string_view format);
Pattern joda_pattern(std::string_view format);

bool has_zone(const Pattern& pattern);

// What a clock shows, and where it hangs.
struct Reading {
  Moment moment;            // with milliseconds; finer digits are printed as zeros
  std::int64_t offset = 0;  // microseconds
  std::string_view zone;
  std::string abbreviation;  // filled for Field::zone_short
};

void print_reading(const Pattern& pattern, const Reading& reading, std::string& out);

struct ParsedTime {
  std::int64_t local = 0;  // microseconds, by the clock
  std::optional<std::int64_t> offset;
  std::optional<std::string> zone;
};

// Raises INVALID_FUNCTION_ARGUMENT in Joda's words.
ParsedTime parse_reading(const Pattern& pattern, std::string_view text);

inline constexpr std::string_view kMonthNames[] = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
inline constexpr std::string_view kWeekdayNames[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                     "Friday", "Saturday", "Sunday"};

}  // namespace sluice::engine
