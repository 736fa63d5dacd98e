// A path's tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::sql {

enum class PathTokenKind : std::uint8_t {
  word,
  variable,
  string,
  integer,
  decimal,
  double_,
  sign,
  end,
};

struct PathToken {
  PathTokenKind kind = PathTokenKind::end;
  std::string text;  // of a string its value, of a variable its name
  std::size_t offset = 0;
};

// The last token is the end. Throws PathMistake.
std::vector<PathToken> path_tokens(std::string_view text);

}  // namespace sluice::sql
