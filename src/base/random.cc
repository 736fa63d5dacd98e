#include "base/random.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <openssl/rand.h>

#include "base/error.h"
#include "base/text.h"

namespace sluice {
namespace {

// SplitMix64: https://prng.di.unimi.it/splitmix64.c
std::uint64_t next(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

}  // namespace

void SystemRandom::fill(std::span<std::byte> out) {
  constexpr std::size_t kMost = 1 << 20;  // RAND_bytes counts in int
  while (!out.empty()) {
    const auto part = out.first(std::min(out.size(), kMost));
    if (RAND_bytes(reinterpret_cast<unsigned char*>(part.data()), static_cast<int>(part.size())) !=
        1) {
      throw Error(ErrorKind::io, "NoRandomness", "the system's random generator failed");
    }
    out = out.subspan(part.size());
  }
}

void SeededRandom::fill(std::span<std::byte> out) {
  const std::lock_guard lock(mutex_);
  while (!out.empty()) {
    const std::uint64_t word = next(state_);
    const auto part = std::min(out.size(), sizeof(word));
    std::memcpy(out.data(), &word, part);
    out = out.subspan(part);
  }
}

std::string make_uuid(Random& random) {
  std::array<std::byte, 16> bytes;
  random.fill(bytes);
  bytes[6] = (bytes[6] & std::byte{0x0F}) | std::byte{0x40};  // version 4
  bytes[8] = (bytes[8] & std::byte{0x3F}) | std::byte{0x80};  // RFC 4122's variant
  std::string text = to_hex(bytes);
  for (const std::size_t dash : {8, 13, 18, 23})
    text.insert(dash, "-");
  return text;
}

}  // namespace sluice
