// What maps may be made of.
#pragma once

#include "engine/functions/define.h"
#include "engine/functions/nested/compare.h"

namespace sluice::engine::nested {

// Raises INVALID_FUNCTION_ARGUMENT, as the next.
inline void check_key(const Cell& key) {
  if (key.is_null()) raise(kInvalidArgument, "map key cannot be null");
  if (is_indeterminate(key))
    raise(kInvalidArgument, fmt::format("map key cannot be indeterminate: {}", key.text()));
}

// The row of a key and its value.
inline Cell entry_of(const Cell& entries, idx_t index) {
  const Cell entry = entries.element(index);
  if (entry.is_null()) raise(kInvalidArgument, "map entry cannot be null");
  return entry;
}

}  // namespace sluice::engine::nested
