#include "engine/host/host.h"

#include <filesystem>

#include <duckdb/main/extension/extension_loader.hpp>

#include "engine/functions/register.h"
#include "engine/host/setup.h"
#include "engine/relation/relations.h"
#include "engine/write/partitioned_copy.h"

namespace sluice::engine {

Host::Host(const EngineOptions& options, const std::vector<std::string>& extensions) {
  if (!options.spill_directory.empty()) {
    std::filesystem::create_directories(options.spill_directory);
  }
  duckdb::DBConfig config;
  configure(config, options);
  database_ = std::make_unique<duckdb::DuckDB>(nullptr, &config);

  duckdb::Connection connection(*database_);
  for (const std::string& extension : extensions) {
    load_extension(connection, options.extension_directory, extension);
  }
  duckdb::ExtensionLoader loader(*database_->instance, "sluice");
  register_relations(loader);
  register_partitioned_copy(loader);
  register_functions(loader);

  limit_spill(connection, options);
  close_up(connection);
}

}  // namespace sluice::engine
