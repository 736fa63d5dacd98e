#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

// https://trino.io/docs/current/functions/bitwise.html
constexpr Function kBitwise[] = {
    {"bit_count", "(bigint, bigint) -> bigint", "sluice_bit_count({0}, {1})", kFails},
    {"bitwise_and", "(bigint, bigint) -> bigint", "({0} & {1})"},
    {"bitwise_or", "(bigint, bigint) -> bigint", "({0} | {1})"},
    {"bitwise_xor", "(bigint, bigint) -> bigint", "xor({0}, {1})"},
    {"bitwise_not", "(bigint) -> bigint", "(~ {0})"},
    {"bitwise_left_shift", "(I, bigint) -> I", "sluice_shift_left({0}, {1})"},
    {"bitwise_right_shift", "(I, bigint) -> I", "sluice_shift_right({0}, {1})"},
    {"bitwise_right_shift_arithmetic", "(I, bigint) -> I",
     "sluice_shift_right_arithmetic({0}, {1})"},
};

}  // namespace

std::span<const Function> bitwise_functions() {
  return kBitwise;
}

}  // namespace sluice::sql
