#include "base/utf8.h"

#include <cstring>

namespace sluice {
namespace {

// Most text is ASCII, and whole blocks of it are checked at once.
constexpr std::size_t kAsciiBlockBytes = 32;

bool begins_with_ascii_block(std::string_view text) {
  if (text.size() < kAsciiBlockBytes) return false;
  std::uint64_t words[kAsciiBlockBytes / 8];
  std::memcpy(words, text.data(), sizeof words);
  return ((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) == 0;
}

// Length of the UTF-8 sequence at the start of `text`, 0 when it is not one.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool too_long = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool too_high = first == 0xF4 && byte(1) >= 0x90;
  return too_long || surrogate || too_high ? 0 : length;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (begins_with_ascii_block(text)) {
      text.remove_prefix(kAsciiBlockBytes);
      continue;
    }
    const auto length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace sluice
