// Positions of a few bytes in a text, in ascending order: 64 bytes are compared at a time.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace sluice::engine {

// Bytes that may be read (not used) behind every text given to a ByteScan.
inline constexpr std::size_t kTextPadding = 64;

// Bit i is set where data[i] is the needle.
inline std::uint64_t match_64(const char* data, char needle) {
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi8(needle);
  std::uint64_t mask = 0;
  for (int part = 3; part >= 0; --part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data) + part);
    const auto bits = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)));
    mask = mask << 16 | bits;
  }
  return mask;
#else
  std::uint64_t mask = 0;
  for (int i = 0; i < 64; ++i)
    mask |= std::uint64_t{data[i] == needle} << i;
  return mask;
#endif
}

// The text is followed by kTextPadding readable bytes.
template <std::size_t Count>
class ByteScan {
 public:
  ByteScan(std::string_view text, std::array<char, Count> needles, std::size_t from = 0)
      : text_(text), needles_(needles), chunk_(from) {
    load();
  }

  // The next position, or the text's size at the end.
  std::size_t next() {
    while (mask_ == 0) {
      if (chunk_ >= text_.size() || text_.size() - chunk_ <= 64) return text_.size();
      chunk_ += 64;
      load();
    }
    const std::size_t position = chunk_ + static_cast<std::size_t>(std::countr_zero(mask_));
    mask_ &= mask_ - 1;
    return position;
  }

 private:
  void load() {
    mask_ = 0;
    if (chunk_ >= text_.size()) return;
    for (const char needle : needles_)
      mask_ |= match_64(text_.data() + chunk_, needle);
    const std::size_t rest = text_.size() - chunk_;
    if (rest < 64) mask_ &= (std::uint64_t{1} << rest) - 1;
  }

  std::string_view text_;
  std::array<char, Count> needles_;
  std::size_t chunk_;
  std::uint64_t mask_ = 0;
};

}  // namespace sluice::engine
