// 128-bit integers: g++ and clang have them, ISO C++ does not. Their digits, as numbers and
// decimals.
#pragma once

#include <string>

namespace sluice::engine {

__extension__ using Int128 = __int128;
__extension__ using UnsignedInt128 = unsigned __int128;

// Without a sign.
std::string digits_of(Int128 value);
// "-12.50"
std::string plain_decimal(Int128 unscaled, int scale);
// Java's BigDecimal.toString: plain, but for "1E-7" and smaller.
std::string decimal_text(Int128 unscaled, int scale);

}  // namespace sluice::engine
