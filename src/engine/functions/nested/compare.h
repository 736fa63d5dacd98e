// Trino's rules to compare values of any type, once for every function and operator.
//
// Trino has three: = answers NULL where a NULL inside leaves it open, and NaN equals nothing;
// IS DISTINCT FROM (with GROUP BY, DISTINCT and map keys) takes NULL and NaN as values; < refuses
// NULLs inside. https://trino.io/docs/current/functions/comparison.html
#pragma once

#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "engine/functions/nested/cells.h"

namespace sluice::engine::nested {

// =, for values that are not NULL themselves. Nothing is NULL.
std::optional<bool> equal(const Cell& left, const Cell& right);

// IS NOT DISTINCT FROM.
bool is_identical(const Cell& left, const Cell& right);

// Where NaN stands: behind all others, or before.
enum class Unordered : std::uint8_t { last, first };

// Less than 0, 0, more than 0; for values that are not NULL themselves.
// Throws NOT_SUPPORTED at a NULL inside.
int order(const Cell& left, const Cell& right, Unordered nan = Unordered::last);

// Equal for identical values.
std::size_t hash(const Cell& value);

// Whether it is NULL or has a NULL inside: Trino's "indeterminate".
bool is_indeterminate(const Cell& value);

struct CellHash {
  std::size_t operator()(const Cell& cell) const { return hash(cell); }
};
struct CellIdentical {
  bool operator()(const Cell& left, const Cell& right) const { return is_identical(left, right); }
};

using CellSet = std::unordered_set<Cell, CellHash, CellIdentical>;
template <class Value>
using CellMap = std::unordered_map<Cell, Value, CellHash, CellIdentical>;

}  // namespace sluice::engine::nested
