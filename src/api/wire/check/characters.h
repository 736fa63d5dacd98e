// The length of texts as AWS limits it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sluice::api {

// Characters of UTF-8, not bytes: those that continue one do not count.
inline std::size_t count_characters(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

}  // namespace sluice::api
