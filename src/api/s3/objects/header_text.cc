#include "api/s3/objects/header_text.h"

#include <algorithm>

namespace sluice::api::s3 {
namespace {

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

}  // namespace

std::string stored_text(std::string_view header) {
  if (is_ascii(header)) return std::string(header);
  std::string stored;
  for (const char c : header) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      stored += c;
    } else {
      stored += static_cast<char>(0xC0 | byte >> 6);
      stored += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return stored;
}

std::string header_text(std::string_view stored) {
  if (is_ascii(stored)) return std::string(stored);
  std::string header;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const auto byte = static_cast<unsigned char>(stored[i]);
    if (byte < 0x80) {
      header += stored[i];
    } else if ((byte == 0xC2 || byte == 0xC3) && i + 1 < stored.size()) {
      const auto next = static_cast<unsigned char>(stored[++i]);
      header += static_cast<char>((byte & 0x03) << 6 | (next & 0x3F));
    } else {
      return std::string(stored);
    }
  }
  return header;
}

}  // namespace sluice::api::s3
