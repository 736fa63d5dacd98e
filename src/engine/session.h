// One query's connection: its state, its cancellation, and the one statement it may run.
#pragma once

#include <memory>
#include <string>

#include <duckdb.hpp>

#include "engine/host/cancel_watcher.h"
#include "engine/query_state.h"

namespace sluice::engine {

class Session {
 public:
  Session(duckdb::DuckDB& database, CancelWatcher& watcher, Objects& objects, std::uint64_t number,
          QueryRequest& request);

  QueryState& state() { return *state_; }
  duckdb::Connection& connection() { return connection_; }

  // The request's text, which must be one SELECT: nothing else is ever run. Throws Error.
  duckdb::unique_ptr<duckdb::SelectStatement> parse(const std::string& sql);
  // Throws Error when DuckDB's result is one.
  void require_good(duckdb::QueryResult& result);

 private:
  duckdb::shared_ptr<QueryState> state_;  // shared with the connection
  duckdb::Connection connection_;
  CancelWatcher::Watch watch_;
};

}  // namespace sluice::engine
