// What other databases answer, in words of ours and without their connection's secrets.
#pragma once

#include <string>

#include <duckdb.hpp>
#include <duckdb/common/error_data.hpp>

#include "engine/external/connection_text.h"
#include "engine/query_state.h"

namespace sluice::engine {

struct ExternalPlace {
  ConnectionText connection;
  std::string table;
  bool is_open = false;  // before, only the connection's text can be at fault
};

// The first error of ours if there was one, else what the database said.
Error to_error(const ExternalPlace& place, const QueryState& query, const duckdb::ErrorData& error);

}  // namespace sluice::engine
