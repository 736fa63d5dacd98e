// What DuckDB throws, as the caller may see it: Trino's codes, S3 names, no paths of ours.
#pragma once

#include <string>

#include <duckdb.hpp>
#include <duckdb/common/error_data.hpp>

#include "engine/query_state.h"

namespace sluice::engine {

// Our SQL functions throw "SLUICE:<CODE>:<text>".
inline constexpr const char* kCodedPrefix = "SLUICE:";

std::string first_line(const std::string& text);

// The text with every path of the query's files replaced by its object's s3:// name.
std::string without_paths(const QueryState& query, const std::string& text);

// DuckDB's error in Trino's codes and words; paths stay in the message.
Error translated(const duckdb::ErrorData& error);

// The error that ended a query: the first of ours if there was one, else DuckDB's, translated.
Error to_error(const QueryState& query, const duckdb::ErrorData& error);

}  // namespace sluice::engine
