// A script cut into its statements.
#pragma once

#include <string_view>
#include <vector>

#include "sql/syntax/source.h"

namespace sluice::sql {

struct ScriptStatement {
  std::string_view text;  // a view into the script, without the semicolon and the space around it
  Location location;      // of its first token in the script
};

// Cuts at semicolons outside quotes, comments and the bodies of SQL routines (BEGIN … END).
// Statements with no token are left out. Never fails: what is wrong in one, its parser says.
std::vector<ScriptStatement> split_statements(std::string_view script);

}  // namespace sluice::sql
