// DuckDB's SQL from the typed tree. Nothing is decided here.
#pragma once

#include <string>

#include "sql/analyze/typed.h"

namespace sluice::sql {

// The result's columns carry the query's own names; `time_zone` is the session's.
std::string print_duckdb(const typed::Query& query, std::string_view time_zone);

// An expression alone.
std::string print_duckdb(const typed::Node& expression, std::string_view time_zone);

}  // namespace sluice::sql
