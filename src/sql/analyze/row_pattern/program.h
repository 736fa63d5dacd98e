// A row pattern as the program that engine/match runs.
#pragma once

#include "base/json.h"
#include "sql/analyze/row_pattern/labels.h"

namespace sluice::sql {

// A list of instructions: [operation, first, second, is excluded]. Throws Error unsupported when
// the pattern's repetitions and permutations make it too long.
json::array pattern_program(const RowPattern& pattern, const PatternLabels& labels);

}  // namespace sluice::sql
