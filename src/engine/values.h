// DuckDB's vectors as neutral values.
#pragma once

#include <vector>

#include <duckdb.hpp>

#include "engine/engine.h"

namespace sluice::engine {

// One column of a chunk.
std::vector<Value> to_values(duckdb::Vector& column, std::size_t count);
Value to_value(const duckdb::Value& value);

}  // namespace sluice::engine
