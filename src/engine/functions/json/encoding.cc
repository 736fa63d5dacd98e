#include "engine/functions/json/encoding.h"

#include <cstdint>
#include <vector>

#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

std::uint8_t byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<std::uint8_t>(text[at]) : 0;
}

std::size_t length_of(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

struct Decoded {
  std::size_t size = 1;  // of the bytes that Java's decoder takes as one
  char32_t point = kReplacement;
};

// Of overlong forms and of what is above U+10FFFF no second byte fits the first.
bool fits(std::uint8_t lead, std::uint8_t second) {
  if (lead == 0xE0) return second >= 0xA0;
  if (lead == 0xF0) return second >= 0x90;
  return lead != 0xF4 || second < 0x90;
}

Decoded decoded_at(std::string_view text, std::size_t at) {
  const std::uint8_t lead = byte_at(text, at);
  const std::size_t length = length_of(lead);
  if (length == 0) return {};
  char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const std::uint8_t tail = byte_at(text, at + i);
    const bool is_good = (tail & 0xC0U) == 0x80 && (i > 1 || fits(lead, tail));
    if (!is_good) return {.size = i};
    point = (point << 6) | (tail & 0x3FU);
  }
  return {.size = length, .point = is_surrogate(point) ? kReplacement : point};
}

std::u32string from_utf8(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decoded_at(text, at);
    out += decoded.point;
    at += decoded.size;
  }
  return out;
}

std::u32string from_utf16(std::string_view bytes) {
  std::u32string out;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    const auto unit = [&](std::size_t from) {
      return static_cast<char32_t>(byte_at(bytes, from) | byte_at(bytes, from + 1) << 8);
    };
    const char32_t first = unit(at);
    const char32_t second = unit(at + 2);
    const bool is_half = is_surrogate(first);
    const bool is_pair = is_half && first < 0xDC00 && second >= 0xDC00 && second < 0xE000;
    if (is_pair) {
      out += 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
      at += 2;
    } else {
      out += is_half || at + 1 == bytes.size() ? kReplacement : first;
    }
  }
  return out;
}

std::u32string from_utf32(std::string_view bytes) {
  std::u32string out;
  for (std::size_t at = 0; at < bytes.size(); at += 4) {
    char32_t point = 0;
    for (std::size_t i = 0; i < 4; ++i)
      point |= static_cast<char32_t>(byte_at(bytes, at + i)) << (8 * i);
    const bool is_good = point < 0x110000 && !is_surrogate(point);
    out += is_good ? point : kReplacement;
  }
  return out;
}

void append_bytes(std::string& out, char32_t value, int count) {
  for (int i = 0; i < count; ++i)
    out += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

std::u16string utf16_of(std::string_view utf8) {
  std::u16string out;
  for (const char32_t point : from_utf8(utf8)) {
    if (point >= 0x10000) {
      out += static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10));
      out += static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FFU));
    } else {
      out += static_cast<char16_t>(point);
    }
  }
  return out;
}

}  // namespace

std::string decode_text(std::string_view bytes, std::string_view encoding) {
  const std::u32string points = encoding == "utf16"   ? from_utf16(bytes)
                                : encoding == "utf32" ? from_utf32(bytes)
                                                      : from_utf8(bytes);
  std::string out;
  for (const char32_t point : points)
    append_code_point(out, point);
  return out;
}

std::string encode_text(std::string_view utf8, std::string_view encoding) {
  std::string out;
  if (encoding == "utf16") {
    for (const char16_t unit : utf16_of(utf8))
      append_bytes(out, unit, 2);
    return out;
  }
  if (encoding == "utf8") return std::string(utf8);
  for (const char32_t point : from_utf8(utf8))
    append_bytes(out, point, 4);
  return out;
}

}  // namespace sluice::engine
