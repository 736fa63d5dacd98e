// Errors about a place in the query's text.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "sql/syntax/source.h"

namespace sluice::sql {

// "line 3:5: …"
std::string at(Location location, std::string_view message);

[[noreturn]] void fail(Location location, const char* code, std::string_view message);

// For what Athena has and Sluice has not: "line 3:5: lambda expressions are not supported yet".
[[noreturn]] void fail_unsupported(Location location, std::string_view what);

}  // namespace sluice::sql
