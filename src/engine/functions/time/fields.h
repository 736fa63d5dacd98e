// What a parsed text says of a moment, field by field, and the moment that it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::engine {

struct DateFields {
  std::optional<int> era;  // 0 is BC
  std::optional<int> century;
  std::optional<int> year_of_era;
  std::optional<int> year;
  std::optional<int> weekyear;
  std::optional<int> month;
  std::optional<int> week;
  std::optional<int> day_of_year;
  std::optional<int> day;
  std::optional<int> day_of_week;
  std::optional<int> halfday;
  std::optional<int> hour_of_halfday;
  std::optional<int> hour;
  std::optional<int> minute;
  std::optional<int> second;
  std::optional<int> millis;
};

// Microseconds since the epoch, by the clock. What is not said is as on 1970-01-01, or in the year
// 2000 where a month or a day comes without its year. Raises INVALID_FUNCTION_ARGUMENT with `text`
// where a field is out of its range.
std::int64_t moment_of_fields(const DateFields& fields, std::string_view text);

}  // namespace sluice::engine
