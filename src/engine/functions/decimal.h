// Decimals as 128-bit integers, between DuckDB's four sizes.
#pragma once

#include <cstdint>

#include <duckdb/common/types/hugeint.hpp>
#include <duckdb/function/scalar_function.hpp>
#include "engine/functions/vectors.h"

#include "engine/functions/int128.h"

namespace sluice::engine {

template <class Physical>
Physical to_physical(Int128 value) {
  return static_cast<Physical>(value);
}
template <>
inline duckdb::hugeint_t to_physical<duckdb::hugeint_t>(Int128 value) {
  duckdb::hugeint_t out;
  out.lower = static_cast<std::uint64_t>(value);
  out.upper = static_cast<std::int64_t>(value >> 64);
  return out;
}

inline Int128 to_int128(duckdb::hugeint_t value) {
  return (static_cast<Int128>(value.upper) << 64) | value.lower;
}

// The result is the decimal whose precision and scale the last two arguments write.
duckdb::unique_ptr<duckdb::FunctionData> bind_written_decimal(
    duckdb::ClientContext& context, duckdb::ScalarFunction& function,
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments);

}  // namespace sluice::engine
