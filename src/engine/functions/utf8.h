// What Trino makes of text that is no UTF-8, and Java of UTF-16.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf8.h"

namespace sluice::engine {

inline constexpr std::string_view kReplacementText = "\xEF\xBF\xBD";

// With what is no UTF-8 replaced as Trino's Slice does it: a broken sequence, which is a first byte
// and the continuations that fit it, as one.
std::string repaired(std::string_view bytes, std::string_view replacement);

// Java's String.hashCode, which is of the UTF-16 units.
std::uint32_t java_hash(std::string_view text);

// Java's surrogates are no characters of their own.
inline bool is_surrogate(std::int64_t code) {
  return code >= 0xD800 && code <= 0xDFFF;
}

}  // namespace sluice::engine
