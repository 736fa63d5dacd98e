// Java's replacements: $1, ${name} and \$ among plain text.
#pragma once

#include "engine/functions/regex/pattern.h"

namespace sluice::engine {

// Raises INVALID_FUNCTION_ARGUMENT for a group that the pattern does not have.
void append_replacement(std::string& out, std::string_view replacement, const Pattern& pattern,
                        const Matches& match);

}  // namespace sluice::engine
