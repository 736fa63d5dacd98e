// Where in the text something stands.
#pragma once

#include <cstdint>

namespace sluice::sql {

// Line and column count from 1, as Trino's messages do; a column is a Unicode code point.
// Not part of a tree's equality.
struct Location {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::uint32_t offset = 0;  // bytes from the start of the text
};

}  // namespace sluice::sql
