#include "base/checksum.h"

#include <array>
#include <cstring>

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace sluice {
namespace {

// A CRC whose bits go in and come out lowest first, with all ones before and after.
template <class Word, Word kReversedPolynomial>
class Crc {
 public:
  static Word of(std::span<const std::byte> data, Word previous) {
    Word crc = ~previous;
#ifdef __x86_64__
    static const bool has_products = __builtin_cpu_supports("pclmul") != 0;
    if (has_products && data.size() >= kFoldedBytesMin) crc = fold(crc, data);
#endif
    for (; data.size() >= kSlices; data = data.subspan(kSlices))
      crc = slice(crc, data.data());
    for (const auto byte : data)
      crc = kTables[0][(crc ^ std::to_integer<Word>(byte)) & 0xFF] ^ (crc >> 8);
    return ~crc;
  }

  // a, as if b_bytes zeros followed it, is a times x^(8 b_bytes): by squaring.
  static Word combine(Word a, Word b, std::uint64_t b_bytes) {
    Word power = kOne >> 8;  // x^8
    for (; b_bytes > 0; b_bytes >>= 1) {
      if (b_bytes & 1) a = product(a, power);
      power = product(power, power);
    }
    return a ^ b;
  }

 private:
  static constexpr std::size_t kSlices = 16;
  static constexpr Word kOne = Word{1} << (sizeof(Word) * 8 - 1);  // the polynomial 1
  using Tables = std::array<std::array<Word, 256>, kSlices>;

  static constexpr Word times_x(Word value) {
    return (value >> 1) ^ ((value & 1) ? kReversedPolynomial : 0);
  }

  static constexpr Word product(Word a, Word b) {
    Word out = 0;
    for (Word bit = kOne; bit != 0; bit >>= 1) {
      if (a & bit) out ^= b;
      b = times_x(b);
    }
    return out;
  }

  static constexpr Tables make_tables() {
    Tables tables{};
    for (std::size_t i = 0; i < 256; ++i) {
      auto crc = static_cast<Word>(i);
      for (int bit = 0; bit < 8; ++bit)
        crc = times_x(crc);
      tables[0][i] = crc;
    }
    for (std::size_t slice = 1; slice < kSlices; ++slice) {
      for (std::size_t i = 0; i < 256; ++i) {
        const Word shorter = tables[slice - 1][i];
        tables[slice][i] = tables[0][shorter & 0xFF] ^ (shorter >> 8);
      }
    }
    return tables;
  }

  // Sixteen bytes at once: each has its own table, by how far it is from the end.
  static Word slice(Word crc, const std::byte* data) {
    Word out = 0;
    for (std::size_t i = 0; i < kSlices; ++i) {
      Word index = std::to_integer<Word>(data[i]);
      if (i < sizeof(Word)) index ^= (crc >> (8 * i)) & 0xFF;
      out ^= kTables[kSlices - 1 - i][index];
    }
    return out;
  }

#ifdef __x86_64__
  static constexpr std::size_t kFoldedBytesMin = 128;

  // x^n, in the upper bits of 64.
  static constexpr std::uint64_t power_of_x(int n) {
    Word power = kOne;
    for (int i = 0; i < n; ++i)
      power = times_x(power);
    return std::uint64_t{power} << (64 - 8 * sizeof(Word));
  }

  // Sixteen bytes, as if Bits / 8 zeros followed them. Products of words whose lowest bit is the
  // highest power come out one power too high.
  template <int Bits>
  __attribute__((target("pclmul"))) static __m128i moved(__m128i bytes) {
    constexpr std::uint64_t kFirst = power_of_x(Bits + 64 - 1);
    constexpr std::uint64_t kSecond = power_of_x(Bits - 1);
    const __m128i powers =
        _mm_set_epi64x(static_cast<std::int64_t>(kSecond), static_cast<std::int64_t>(kFirst));
    return _mm_xor_si128(_mm_clmulepi64_si128(bytes, powers, 0x00),
                         _mm_clmulepi64_si128(bytes, powers, 0x11));
  }

  static __m128i sixteen_at(const std::byte* data) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(data));
  }

  // Most of the data is folded to sixteen bytes with the same CRC, by products without carries:
  // four lanes at once, since each waits for its product. At least 64 bytes; less than sixteen are
  // left. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ", Intel 2009.
  __attribute__((target("pclmul"))) static Word fold(Word crc, std::span<const std::byte>& data) {
    constexpr std::size_t kLanes = 4;
    __m128i lanes[kLanes];
    for (std::size_t i = 0; i < kLanes; ++i)
      lanes[i] = sixteen_at(data.data() + 16 * i);
    lanes[0] =
        _mm_xor_si128(lanes[0], _mm_cvtsi64_si128(static_cast<std::int64_t>(std::uint64_t{crc})));
    data = data.subspan(16 * kLanes);
    for (; data.size() >= 16 * kLanes; data = data.subspan(16 * kLanes)) {
      for (std::size_t i = 0; i < kLanes; ++i)
        lanes[i] = _mm_xor_si128(moved<512>(lanes[i]), sixteen_at(data.data() + 16 * i));
    }
    __m128i sum = lanes[0];
    for (std::size_t i = 1; i < kLanes; ++i)
      sum = _mm_xor_si128(moved<128>(sum), lanes[i]);
    for (; data.size() >= 16; data = data.subspan(16))
      sum = _mm_xor_si128(moved<128>(sum), sixteen_at(data.data()));
    std::array<std::byte, 16> folded;
    std::memcpy(folded.data(), &sum, folded.size());
    return slice(0, folded.data());
  }
#endif

  static constexpr Tables kTables = make_tables();
};

using Crc32 = Crc<std::uint32_t, 0xEDB88320>;
using Crc32c = Crc<std::uint32_t, 0x82F63B78>;
using Crc64Nvme = Crc<std::uint64_t, 0x9A6C9329AC4BC9B5>;

}  // namespace

std::uint32_t crc32(std::span<const std::byte> data, std::uint32_t previous) {
  return Crc32::of(data, previous);
}

std::uint64_t crc64nvme(std::span<const std::byte> data, std::uint64_t previous) {
  return Crc64Nvme::of(data, previous);
}

std::uint32_t crc32c_by_table(std::span<const std::byte> data, std::uint32_t previous) {
  return Crc32c::of(data, previous);
}

std::uint32_t crc32c_combine(std::uint32_t a, std::uint32_t b, std::uint64_t b_bytes) {
  return Crc32c::combine(a, b, b_bytes);
}

std::uint32_t crc32_combine(std::uint32_t a, std::uint32_t b, std::uint64_t b_bytes) {
  return Crc32::combine(a, b, b_bytes);
}

std::uint64_t crc64nvme_combine(std::uint64_t a, std::uint64_t b, std::uint64_t b_bytes) {
  return Crc64Nvme::combine(a, b, b_bytes);
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
