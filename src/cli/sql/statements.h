// A text of several statements.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::cli {

// The statements between semicolons, empty ones left out. Each keeps its place: as many lines and
// columns come before it as in the whole text, so that positions in errors are the text's.
std::vector<std::string> split_statements(std::string_view text);

}  // namespace sluice::cli
