// One DuckDB instance, locked down: the query's objects and encrypted spill files are all it can
// reach.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <duckdb.hpp>

#include "engine/engine.h"

namespace sluice::engine {

class Host {
 public:
  // `extensions` are names of DuckDB's own, loaded from options.extension_directory before the door
  // is closed. Throws Error unsupported when one is not there.
  Host(const EngineOptions& options, const std::vector<std::string>& extensions);

  duckdb::DuckDB& database() { return *database_; }

 private:
  std::unique_ptr<duckdb::DuckDB> database_;
};

}  // namespace sluice::engine
