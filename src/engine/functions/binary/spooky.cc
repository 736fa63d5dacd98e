// SpookyHash V2: up to 192 bytes in four words, longer ones in blocks of twelve.
#include <array>
#include <bit>
#include <cstring>

#include "engine/functions/binary/digest.h"

namespace sluice::engine {

namespace {

constexpr std::size_t kWords = 12;
constexpr std::size_t kBlock = kWords * 8;
constexpr std::uint64_t kOdd = 0xdeadbeefdeadbeefULL;

using Four = std::array<std::uint64_t, 4>;
using Twelve = std::array<std::uint64_t, kWords>;

std::uint64_t word_at(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// --- short

void mix(Four& h) {
  constexpr int kTurns[] = {50, 52, 30, 41, 54, 48, 38, 37, 62, 34, 5, 36};
  for (std::size_t i = 0; i < 12; ++i) {
    auto& turned = h[(i + 2) % 4];
    turned = std::rotl(turned, kTurns[i]) + h[(i + 3) % 4];
    h[i % 4] ^= turned;
  }
}

void end(Four& h) {
  constexpr int kTurns[] = {15, 52, 26, 51, 28, 9, 47, 54, 32, 25, 63};
  for (std::size_t i = 0; i < 11; ++i) {
    auto& mixed = h[(i + 3) % 4];
    auto& turned = h[(i + 2) % 4];
    mixed ^= turned;
    turned = std::rotl(turned, kTurns[i]);
    mixed += turned;
  }
}

// The last up to 15 bytes, zeros behind them.
void add_rest(Four& h, const char* bytes, std::size_t size) {
  if (size == 0) {
    h[2] += kOdd;
    h[3] += kOdd;
    return;
  }
  std::array<char, 16> rest{};
  std::memcpy(rest.data(), bytes, size);
  h[2] += word_at(rest.data());
  h[3] += word_at(rest.data() + 8);
}

std::uint64_t short_hash(std::string_view bytes) {
  Four h = {0, 0, kOdd, kOdd};
  const char* at = bytes.data();
  std::size_t rest = bytes.size();
  for (; rest >= 32; rest -= 32, at += 32) {
    h[2] += word_at(at);
    h[3] += word_at(at + 8);
    mix(h);
    h[0] += word_at(at + 16);
    h[1] += word_at(at + 24);
  }
  if (rest >= 16) {
    h[2] += word_at(at);
    h[3] += word_at(at + 8);
    mix(h);
    at += 16;
    rest -= 16;
  }
  h[3] += static_cast<std::uint64_t>(bytes.size()) << 56U;
  add_rest(h, at, rest);
  end(h);
  return h[0];
}

// --- long

void mix(const char* data, Twelve& s) {
  constexpr int kTurns[] = {11, 32, 43, 31, 17, 28, 39, 57, 55, 54, 22, 46};
  for (std::size_t i = 0; i < kWords; ++i) {
    s[i] += word_at(data + 8 * i);
    s[(i + 2) % kWords] ^= s[(i + 10) % kWords];
    s[(i + 11) % kWords] ^= s[i];
    s[i] = std::rotl(s[i], kTurns[i]);
    s[(i + 11) % kWords] += s[(i + 1) % kWords];
  }
}

void end_partial(Twelve& h) {
  constexpr int kTurns[] = {44, 15, 34, 21, 38, 33, 10, 13, 38, 53, 42, 54};
  for (std::size_t i = 0; i < kWords; ++i) {
    h[(i + 11) % kWords] += h[(i + 1) % kWords];
    h[(i + 2) % kWords] ^= h[(i + 11) % kWords];
    h[(i + 1) % kWords] = std::rotl(h[(i + 1) % kWords], kTurns[i]);
  }
}

std::uint64_t long_hash(std::string_view bytes) {
  Twelve h = {0, 0, kOdd, 0, 0, kOdd, 0, 0, kOdd, 0, 0, kOdd};
  std::size_t at = 0;
  for (; at + kBlock <= bytes.size(); at += kBlock)
    mix(bytes.data() + at, h);
  std::array<char, kBlock> last{};
  std::memcpy(last.data(), bytes.data() + at, bytes.size() - at);
  last[kBlock - 1] = static_cast<char>(bytes.size() - at);
  for (std::size_t i = 0; i < kWords; ++i)
    h[i] += word_at(last.data() + 8 * i);
  for (int round = 0; round < 3; ++round)
    end_partial(h);
  return h[0];
}

}  // namespace

std::uint64_t spooky_v2(std::string_view bytes) {
  return bytes.size() < 2 * kBlock ? short_hash(bytes) : long_hash(bytes);
}

}  // namespace sluice::engine
