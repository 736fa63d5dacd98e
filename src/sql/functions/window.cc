#include "sql/functions/function.h"

namespace sluice::sql {

namespace {

constexpr auto kWindow = FunctionKind::window;
constexpr auto kImmutable = Stability::immutable;

// https://trino.io/docs/current/functions/window.html; aggregates may have OVER too.
constexpr Function kWindows[] = {
    {"row_number", "() -> bigint", "row_number(){f}", kTotal, kImmutable, kWindow},
    {"rank", "() -> bigint", "rank(){f}", kTotal, kImmutable, kWindow},
    {"dense_rank", "() -> bigint", "dense_rank(){f}", kTotal, kImmutable, kWindow},
    {"percent_rank", "() -> double", "percent_rank(){f}", kTotal, kImmutable, kWindow},
    {"cume_dist", "() -> double", "cume_dist(){f}", kTotal, kImmutable, kWindow},
    {"ntile", "(bigint) -> bigint",
     "ntile(sluice_at_least({0}, 1, 'Buckets must be greater than 0')){f}", kFails, kImmutable,
     kWindow},
    {"first_value", "(T) -> T", "first_value({0}){f}", kTotal, kImmutable, kWindow},
    {"last_value", "(T) -> T", "last_value({0}){f}", kTotal, kImmutable, kWindow},
    {"nth_value", "(T, bigint) -> T",
     "nth_value({0}, sluice_at_least({1}, 1, 'Offset must be at least 1')){f}", kFails, kImmutable,
     kWindow},
    {"lag", "(T) -> T", "lag({0}){f}", kTotal, kImmutable, kWindow},
    {"lag", "(T, bigint) -> T", "lag({0}, sluice_offset({1})){f}", kFails, kImmutable, kWindow},
    {"lag", "(T, bigint, T) -> T", "lag({0}, sluice_offset({1}), {2}){f}", kFails, kImmutable,
     kWindow},
    {"lead", "(T) -> T", "lead({0}){f}", kTotal, kImmutable, kWindow},
    {"lead", "(T, bigint) -> T", "lead({0}, sluice_offset({1})){f}", kFails, kImmutable, kWindow},
    {"lead", "(T, bigint, T) -> T", "lead({0}, sluice_offset({1}), {2}){f}", kFails, kImmutable,
     kWindow},
};

}  // namespace

std::span<const Function> window_functions() {
  return kWindows;
}

}  // namespace sluice::sql
