// Hashes that no library here has, as their authors published them.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

namespace sluice::engine {

// Austin Appleby's MurmurHash3_x64_128, seed 0.
std::pair<std::uint64_t, std::uint64_t> murmur3(std::string_view bytes);

// Bob Jenkins's SpookyHash V2, seed 0: the first of its two halves.
std::uint64_t spooky_v2(std::string_view bytes);

}  // namespace sluice::engine
