#include "engine/functions/utf8.h"

namespace sluice::engine {

namespace {

// How many bytes the character at `at` asks for by its first byte; 0 where none may start.
std::size_t announced_size(unsigned char first) {
  if (first < 0x80U) return 1;
  if (first < 0xC0U || first >= 0xFEU) return 0;
  if (first < 0xE0U) return 2;
  if (first < 0xF0U) return 3;
  if (first < 0xF8U) return 4;
  return first < 0xFCU ? 5 : 6;
}

struct Sequence {
  std::size_t size = 1;
  bool is_valid = false;
};

// Trino replaces a broken sequence as one: its first byte and the continuations that fit it.
Sequence sequence_at(std::string_view bytes, std::size_t at) {
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const std::size_t wanted = announced_size(static_cast<unsigned char>(bytes[at]));
  if (wanted == 0) return {};
  std::size_t size = 1;
  while (size < wanted && at + size < bytes.size() && is_continuation(bytes[at + size]))
    ++size;
  if (size < wanted || wanted > 4) return {.size = size};
  std::size_t from = 0;
  const char32_t code = next_code_point(bytes.substr(at, size), from);
  return {.size = size,
          .is_valid = code >= kLeast[size] && code <= 0x10FFFF && !is_surrogate(code)};
}

}  // namespace

std::string repaired(std::string_view bytes, std::string_view replacement) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const Sequence sequence = sequence_at(bytes, at);
    out.append(sequence.is_valid ? bytes.substr(at, sequence.size) : replacement);
    at += sequence.size;
  }
  return out;
}

std::uint32_t java_hash(std::string_view text) {
  std::uint32_t hash = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c > 0xFFFF) hash = hash * 31 + (0xD800U + ((c - 0x10000U) >> 10U));
    hash = hash * 31 + (c > 0xFFFF ? 0xDC00U + ((c - 0x10000U) & 0x3FFU) : c);
  }
  return hash;
}

}  // namespace sluice::engine
