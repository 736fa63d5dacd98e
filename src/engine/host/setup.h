// What every DuckDB instance of ours starts with, and how its door is closed.
#pragma once

#include <string>

#include <duckdb.hpp>

#include "engine/engine.h"

namespace sluice::engine {

// What cannot be changed once the instance runs: guarded files, our objects, encrypted spilling, no
// extension by itself.
void configure(duckdb::DBConfig& config, const EngineOptions& options);

// Throws Error unsupported when it is not installed.
void load_extension(duckdb::Connection& connection, const std::string& folder,
                    const std::string& extension);

// Runs a statement of our own; throws what DuckDB throws.
void run(duckdb::Connection& connection, const std::string& statement);

// Given before the start the limit has no effect: only a running instance's setting does.
void limit_spill(duckdb::Connection& connection, const EngineOptions& options);

// From here on the instance opens nothing but a query's objects, and no setting changes.
void close_up(duckdb::Connection& connection);

}  // namespace sluice::engine
