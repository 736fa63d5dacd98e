// Bits: https://trino.io/docs/current/functions/bitwise.html
#include <bit>

#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

constexpr std::int64_t kBitsMin = 2;
constexpr std::int64_t kBitsMax = 64;

std::int64_t bit_count(std::int64_t number, std::int64_t bits) {
  if (bits == kBitsMax) return std::popcount(static_cast<std::uint64_t>(number));
  if (bits < kBitsMin || bits > kBitsMax) {
    raise(kInvalidArgument,
          fmt::format("Bits specified in bit_count must be between 2 and 64, got {}", bits));
  }
  const std::int64_t most = (std::int64_t{1} << (bits - 1)) - 1;
  if (number > most || number < ~most) {
    raise(kInvalidArgument,
          fmt::format("Number must be representable with the bits specified. {} cannot be "
                      "represented with {} bits",
                      number, bits));
  }
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  return std::popcount(static_cast<std::uint64_t>(number) & mask);
}

// A shift by the width or more leaves nothing; a negative one counts as Java's, by its low bits.
constexpr std::int64_t kShiftMask = 63;

template <class Integer>
constexpr std::int64_t kWidth = static_cast<std::int64_t>(sizeof(Integer)) * 8;

template <class Integer>
Integer shift_left(Integer value, std::int64_t shift) {
  if (shift >= kWidth<Integer>) return 0;
  const auto bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
  return static_cast<Integer>(bits << (shift & kShiftMask));
}

template <class Integer>
Integer shift_right(Integer value, std::int64_t shift) {
  if (shift >= kWidth<Integer>) return 0;
  if (shift == 0) return value;
  const auto bits = static_cast<std::make_unsigned_t<Integer>>(value);
  return static_cast<Integer>(static_cast<std::uint64_t>(bits) >> (shift & kShiftMask));
}

template <class Integer>
Integer shift_right_arithmetic(Integer value, std::int64_t shift) {
  if (shift >= kWidth<Integer>) return value < 0 ? -1 : 0;
  return static_cast<Integer>(static_cast<std::int64_t>(value) >> (shift & kShiftMask));
}

template <class Integer>
void add_shifts(duckdb::ExtensionLoader& loader, const LogicalType& type) {
  const duckdb::vector<LogicalType> arguments = {type, LogicalType::BIGINT};
  add_function(loader, "sluice_shift_left", arguments, type, Fails::never,
               binary(shift_left<Integer>));
  add_function(loader, "sluice_shift_right", arguments, type, Fails::never,
               binary(shift_right<Integer>));
  add_function(loader, "sluice_shift_right_arithmetic", arguments, type, Fails::never,
               binary(shift_right_arithmetic<Integer>));
}

}  // namespace

void register_bits(duckdb::ExtensionLoader& loader) {
  add_function(loader, "sluice_bit_count", {LogicalType::BIGINT, LogicalType::BIGINT},
               LogicalType::BIGINT, Fails::on_values, binary(bit_count));
  add_shifts<std::int8_t>(loader, LogicalType::TINYINT);
  add_shifts<std::int16_t>(loader, LogicalType::SMALLINT);
  add_shifts<std::int32_t>(loader, LogicalType::INTEGER);
  add_shifts<std::int64_t>(loader, LogicalType::BIGINT);
}

}  // namespace sluice::engine
