#include "base/checksum.h"

#include <array>
#include <cstring>

#ifdef __SSE4_2__
#include <nmmintrin.h>
#endif

namespace sluice {
namespace {

constexpr std::uint32_t kReversedPolynomial = 0x82F63B78;

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ ((crc & 1) ? kReversedPolynomial : 0);
    table[i] = crc;
  }
  return table;
}

constexpr auto kTable = make_table();

}  // namespace

std::uint32_t crc32c_by_table(std::span<const std::byte> data, std::uint32_t previous) {
  std::uint32_t crc = ~previous;
  for (const auto byte : data) {
    crc = kTable[(crc ^ std::to_integer<std::uint32_t>(byte)) & 0xFF] ^ (crc >> 8);
  }
  return ~crc;
}

#ifdef __SSE4_2__
std::uint32_t crc32c(std::span<const std::byte> data, std::uint32_t previous) {
  std::uint64_t crc = ~previous;
  for (; data.size() >= 8; data = data.subspan(8)) {
    std::uint64_t word;
    std::memcpy(&word, data.data(), sizeof(word));
    crc = _mm_crc32_u64(crc, word);
  }
  auto short_crc = static_cast<std::uint32_t>(crc);
  for (const auto byte : data) {
    short_crc = _mm_crc32_u8(short_crc, std::to_integer<unsigned char>(byte));
  }
  return ~short_crc;
}
#else
std::uint32_t crc32c(std::span<const std::byte> data, std::uint32_t previous) {
  return crc32c_by_table(data, previous);
}
#endif

}  // namespace sluice
