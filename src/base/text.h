// Small things about text: ASCII, and numbers as people read them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

// Without ASCII white space at both ends.
std::string_view trim(std::string_view text);
// The pieces between separators, empty ones kept: "a,,b" is three. Views into `text`.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> pieces, std::string_view separator);
// A to Z only; other bytes stay.
std::string lower_ascii(std::string_view text);
std::string upper_ascii(std::string_view text);
bool equal_ignoring_case(std::string_view left, std::string_view right);

// Between quotes, those inside doubled: SQL's way.
std::string quote_text(std::string_view text, char quote);

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
// 0 to 15; -1 of what is no hexadecimal digit.
int hex_value(char c);

// Lower case, two digits a byte.
std::string to_hex(std::span<const std::byte> bytes);
// Nothing when it is not an even number of hex digits.
std::optional<std::string> from_hex(std::string_view text);

// As AWS encodes URIs: A-Z a-z 0-9 - . _ ~ stay, and '/' when `slash` says so.
enum class Slash { kept, encoded };
std::string percent_encode(std::string_view text, Slash slash);
// Nothing when a '%' is not followed by two hex digits. '+' stays a plus.
std::optional<std::string> percent_decode(std::string_view text);

// "17 B", "1.5 KiB", "2.0 GiB".
std::string human_bytes(std::uint64_t size_bytes);
// "3,000,000".
std::string human_count(std::uint64_t count);
// "0.4 ms", "850 ms", "12.3 s", "2 min 05 s", "1 h 02 min".
std::string human_duration(std::chrono::nanoseconds duration);

}  // namespace sluice
