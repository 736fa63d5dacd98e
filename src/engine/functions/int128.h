// 128-bit integers: g++ and clang have them, ISO C++ does not.
#pragma once

namespace sluice::engine {

__extension__ using Int128 = __int128;
__extension__ using UnsignedInt128 = unsigned __int128;

}  // namespace sluice::engine
