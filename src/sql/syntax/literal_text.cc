#include "sql/syntax/literal_text.h"

#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"
#include "sql/syntax/cursor.h"

namespace sluice::sql {

namespace {

int base_of(std::string_view digits) {
  if (digits.size() < 3 || digits[0] != '0') return 10;
  switch (digits[1]) {
    case 'x':
    case 'X':
      return 16;
    case 'o':
    case 'O':
      return 8;
    case 'b':
    case 'B':
      return 2;
    default:
      return 10;
  }
}

// The number that `digits` hexadecimal digits spell.
std::uint32_t code_point(std::string_view text, std::size_t digits, const Location& location) {
  if (text.size() < digits) {
    Cursor::fail(location, fmt::format("Incomplete escape sequence: {}", text));
  }
  std::uint32_t code = 0;
  for (char c : text.substr(0, digits)) {
    const int value = hex_value(c);
    if (value < 0) Cursor::fail(location, fmt::format("Invalid hexadecimal digit: {}", c));
    code = code * 16 + static_cast<std::uint32_t>(value);
  }
  if (code > 0x10FFFF) {
    Cursor::fail(location, fmt::format("Invalid escaped character: {}", text.substr(0, digits)));
  }
  if (code >= 0xD800 && code <= 0xDFFF) {
    Cursor::fail(location,
                 fmt::format("Invalid escaped character: {}. Escaped character is a surrogate. "
                             "Use '\\+123456' instead.",
                             text.substr(0, digits)));
  }
  return code;
}

void check_escape(std::string_view escape, const Location& location) {
  if (escape.empty()) Cursor::fail(location, "Empty Unicode escape character");
  const char c = escape.front();
  const bool printable = c > 0x20 && c < 0x7F;
  if (escape.size() != 1 || !printable || hex_value(c) >= 0 || c == '+' || c == '\'' || c == '"') {
    Cursor::fail(location, "Invalid Unicode escape character");
  }
}

}  // namespace

std::int64_t decode_integer(std::string_view text, const Location& location) {
  const bool negative = text.starts_with('-');
  std::string_view digits = negative ? text.substr(1) : text;
  const int base = base_of(digits);
  if (base != 10) digits = digits.substr(2);
  std::string plain = negative ? "-" : "";
  for (char c : digits) {
    if (c != '_') plain += c;
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value, base);
  if (error != std::errc() || end != plain.data() + plain.size()) {
    Cursor::fail(location, fmt::format("Invalid numeric literal: {}", text));
  }
  return value;
}

std::string decode_binary(std::string_view digits, const Location& location) {
  std::string plain;
  for (char c : digits) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (hex_value(c) < 0) {
      Cursor::fail(location, "Binary literal can only contain hexadecimal digits");
    }
    plain += c;
  }
  if (plain.size() % 2 != 0) {
    Cursor::fail(location, "Binary literal must contain an even number of digits");
  }
  std::string bytes;
  for (std::size_t at = 0; at < plain.size(); at += 2) {
    bytes += static_cast<char>(hex_value(plain[at]) * 16 + hex_value(plain[at + 1]));
  }
  return bytes;
}

std::string decode_unicode_string(std::string_view text, std::string_view escape,
                                  const Location& location) {
  check_escape(escape, location);
  const char mark = escape.front();
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != mark) {
      result += text[at++];
    } else if (text.substr(at + 1, 1) == escape) {
      result += mark;
      at += 2;
    } else {
      const bool wide = text.substr(at + 1, 1) == "+";
      const std::size_t digits = wide ? 6 : 4;
      const std::size_t start = at + (wide ? 2 : 1);
      append_code_point(result, code_point(text.substr(start), digits, location));
      at = start + digits;
    }
  }
  return result;
}

}  // namespace sluice::sql
