// Text to values by Trino's rules: what CAST(varchar AS …) takes, and nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/functions/int128.h"

namespace sluice::engine {

// Without what Java's String.trim takes: white space and control characters at both ends.
std::string_view trimmed(std::string_view text);

std::optional<std::int64_t> parse_integer(std::string_view text, std::int64_t least,
                                          std::int64_t most);
std::optional<double> parse_double(std::string_view text);
std::optional<float> parse_real(std::string_view text);
std::optional<bool> parse_boolean(std::string_view text);
// The unscaled value with `scale` digits, rounded half up; nothing past `precision` digits.
std::optional<Int128> parse_decimal(std::string_view text, int precision, int scale);

// 10^exponent, 0 to 38.
Int128 power_of_ten(int exponent);

}  // namespace sluice::engine
