// Other databases' types as the catalog can read them from Parquet.
#pragma once

#include <string>

#include <duckdb.hpp>

#include "engine/external/external_source.h"

namespace sluice::engine {

// The type to cast to. Times, intervals, UUIDs and enums become texts, unsigned numbers the next
// wider signed ones, points in time those of UTC. Throws Error unsupported, naming `column`.
duckdb::LogicalType stored_type(const duckdb::LogicalType& type, const std::string& column);

// Whether the database and we agree about the type's order, and its values survive as text.
bool is_cursor_type(ExternalKind kind, const duckdb::LogicalType& type);

// Whether it has infinite values.
bool has_infinity(ExternalKind kind, const duckdb::LogicalType& type);

}  // namespace sluice::engine
