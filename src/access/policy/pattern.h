// '*' any run of characters, '?' any one character; both compare bytes.
#pragma once

#include <string_view>
#include <vector>

namespace sluice::access {

enum class Case { matters, ignored };

// At worst as many steps as text × pattern. Of a non-empty `is_literal` (one a byte of the
// pattern) the marked bytes are no wildcards.
bool matches_pattern(std::string_view text, std::string_view pattern, Case letters = Case::matters,
                     const std::vector<bool>& is_literal = {});

}  // namespace sluice::access
