#include <bit>
#include <cstring>

#include "engine/functions/binary/digest.h"

namespace sluice::engine {

namespace {

constexpr std::uint64_t kFirst = 0x87c37b91114253d5ULL;
constexpr std::uint64_t kSecond = 0x4cf5ad432745937fULL;

std::uint64_t word_at(std::string_view bytes, std::size_t at) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data() + at, std::min(sizeof word, bytes.size() - at));
  return word;
}

std::uint64_t mix_first(std::uint64_t word) {
  return std::rotl(word * kFirst, 31) * kSecond;
}

std::uint64_t mix_second(std::uint64_t word) {
  return std::rotl(word * kSecond, 33) * kFirst;
}

std::uint64_t finish(std::uint64_t word) {
  word ^= word >> 33U;
  word *= 0xff51afd7ed558ccdULL;
  word ^= word >> 33U;
  word *= 0xc4ceb9fe1a85ec53ULL;
  return word ^ (word >> 33U);
}

}  // namespace

std::pair<std::uint64_t, std::uint64_t> murmur3(std::string_view bytes) {
  constexpr std::size_t kBlock = 16;
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  std::size_t at = 0;
  for (; at + kBlock <= bytes.size(); at += kBlock) {
    first = std::rotl(first ^ mix_first(word_at(bytes, at)), 27) + second;
    first = first * 5 + 0x52dce729;
    second = std::rotl(second ^ mix_second(word_at(bytes, at + 8)), 31) + first;
    second = second * 5 + 0x38495ab5;
  }
  if (at + 8 < bytes.size()) second ^= mix_second(word_at(bytes, at + 8));
  if (at < bytes.size()) first ^= mix_first(word_at(bytes, at));
  first ^= bytes.size();
  second ^= bytes.size();
  first += second;
  second += first;
  first = finish(first);
  second = finish(second);
  first += second;
  return {first, second + first};
}

}  // namespace sluice::engine
