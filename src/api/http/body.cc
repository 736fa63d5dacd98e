#include "api/http/body.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace sluice::api {

std::size_t TextReader::read(std::span<std::byte> out) {
  const auto count = std::min(out.size(), text_.size() - at_);
  std::memcpy(out.data(), text_.data() + at_, count);
  at_ += count;
  return count;
}

std::optional<std::string> read_text(Reader& body, std::size_t bytes_max) {
  std::string text;
  std::array<std::byte, 16384> chunk;
  while (const auto count = body.read(chunk)) {
    if (text.size() + count > bytes_max) return std::nullopt;
    text.append(reinterpret_cast<const char*>(chunk.data()), count);
  }
  return text;
}

}  // namespace sluice::api
