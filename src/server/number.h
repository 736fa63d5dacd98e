// Numbers in frames: 32 bits, least byte first.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace sluice::server {

inline constexpr std::size_t kNumberBytes = 4;

inline std::array<char, kNumberBytes> bytes_of_number(std::uint32_t number) {
  return {static_cast<char>(number & 0xff), static_cast<char>(number >> 8 & 0xff),
          static_cast<char>(number >> 16 & 0xff), static_cast<char>(number >> 24)};
}

// Of kNumberBytes bytes.
inline std::uint32_t number_of(std::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = kNumberBytes; i > 0; --i) {
    number = number << 8 | static_cast<unsigned char>(bytes[i - 1]);
  }
  return number;
}

}  // namespace sluice::server
