// Text to values, strictly: the whole text is the value or there is none. Nothing is guessed.
//
// White space is nowhere allowed here; cell_text.h says what is done about it around a field.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::engine {

__extension__ typedef __int128 Int128;

// "true" and "false" in any case; not 0, 1, t, yes (as Hive and Trino).
std::optional<bool> cast_boolean(std::string_view text);

// [+-]digits between `least` and `most`. "12.0" is not an integer (Hive would cut it to 12).
std::optional<std::int64_t> cast_integer(std::string_view text, std::int64_t least,
                                         std::int64_t most);

// "1", "-1.5", ".5", "1e-3"; "NaN", "Infinity", "Inf", signed, in any case. Too large is no value;
// too small is 0.
std::optional<float> cast_float(std::string_view text);
std::optional<double> cast_double(std::string_view text);

// Exact; the unscaled value. Digits past the scale are rounded half up (Hive's and Trino's way), an
// exponent is allowed, too many digits before the point are no value.
std::optional<std::int64_t> cast_short_decimal(std::string_view text, int precision, int scale);
std::optional<Int128> cast_long_decimal(std::string_view text, int precision, int scale);

// YYYY-MM-DD, years 0001 to 9999, a day that exists. Days since 1970-01-01.
std::optional<std::int32_t> cast_date(std::string_view text);

enum class TimeUnit : std::uint8_t { second, millisecond, microsecond, nanosecond };

// YYYY-MM-DD[( |T)HH:MM[:SS[.f]][Z|(+|-)HH:MM]], one to nine digits of f, rounded half up to the
// unit. Without a zone the time is taken as it stands; with one it is turned into UTC. Units since
// 1970.
std::optional<std::int64_t> cast_timestamp(std::string_view text, TimeUnit unit);

// The bytes that base64 text stands for; other text stands for its own bytes (Hive's way).
std::string cast_binary(std::string_view text);

}  // namespace sluice::engine
