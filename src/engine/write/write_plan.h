// Which columns of a query are written, which name the partition, and which decide about the row.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <duckdb.hpp>

#include "engine/engine.h"

namespace sluice::engine {

struct WritePlan {
  duckdb::vector<duckdb::column_t> file_columns;
  duckdb::vector<std::string> file_names;
  duckdb::vector<duckdb::LogicalType> file_types;
  duckdb::vector<duckdb::column_t> key_columns;  // in the order of the request's partition keys
  duckdb::vector<duckdb::LogicalType> key_types;
  duckdb::vector<duckdb::column_t> check_columns;  // in the order of the request's checks
  duckdb::vector<duckdb::column_t> row_columns;    // all but the checks, in the query's order
};

// Throws Error COLUMN_NOT_FOUND, TYPE_MISMATCH, and invalid where no column is left for the files.
WritePlan plan_write(const WriteRequest& request, const std::vector<std::string>& names,
                     const std::vector<duckdb::LogicalType>& types);

}  // namespace sluice::engine
