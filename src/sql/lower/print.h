// DuckDB's SQL from the typed tree. Nothing is decided here.
#pragma once

#include <string>

#include "sql/analyze/typed.h"

namespace sluice::sql {

// The result's columns carry the query's own names.
std::string print_duckdb(const typed::Query& query);

std::string print_duckdb(const typed::Node& expression);

}  // namespace sluice::sql
