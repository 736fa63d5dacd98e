#include "engine/host/setup.h"

#include <filesystem>

#include <duckdb/common/virtual_file_system.hpp>
#include <duckdb/main/config.hpp>

#include "engine/host/guarded_files.h"
#include "engine/host/object_files.h"
#include "engine/host/spill_encryption.h"

namespace sluice::engine {

namespace {

void set(duckdb::DBConfig& config, const char* name, const duckdb::Value& value) {
  config.SetOptionByName(name, value);
}

}  // namespace

void configure(duckdb::DBConfig& config, const EngineOptions& options) {
  auto files = duckdb::make_uniq<duckdb::VirtualFileSystem>(
      duckdb::make_uniq<GuardedFiles>(options.spill_directory, options.extension_directory));
  files->RegisterSubSystem(duckdb::make_uniq<ObjectFiles>());
  config.file_system = std::move(files);

  set(config, "autoinstall_known_extensions", duckdb::Value::BOOLEAN(false));
  set(config, "autoload_known_extensions", duckdb::Value::BOOLEAN(false));
  set(config, "allow_community_extensions", duckdb::Value::BOOLEAN(false));
  set(config, "allow_persistent_secrets", duckdb::Value::BOOLEAN(false));
  set(config, "enable_external_file_cache", duckdb::Value::BOOLEAN(false));
  set(config, "temp_file_encryption", duckdb::Value::BOOLEAN(true));
  if (options.threads > 0) set(config, "threads", duckdb::Value::BIGINT(options.threads));
  if (options.memory_limit_bytes > 0) {
    set(config, "memory_limit", duckdb::Value(fmt::format("{}B", options.memory_limit_bytes)));
  } else {
    const auto machine = duckdb::FileSystem::GetAvailableMemory();
    if (machine.IsValid()) config.options.maximum_memory = machine.GetIndex() / 10 * 6;
  }
  config.options.use_temporary_directory = !options.spill_directory.empty();
  config.options.temporary_directory = options.spill_directory;
}

void run(duckdb::Connection& connection, const std::string& statement) {
  auto result = connection.Query(statement);
  if (result->HasError()) result->ThrowError();
}

void load_extension(duckdb::Connection& connection, const std::string& folder,
                    const std::string& extension) {
  const std::string path = folder + "/" + extension + ".duckdb_extension";
  if (folder.empty() || !std::filesystem::exists(path)) {
    throw Error(ErrorKind::unsupported, "ExtensionMissing",
                fmt::format("this needs the extension {}, which is not installed", extension));
  }
  run(connection, "LOAD '" + duckdb::StringUtil::Replace(path, "'", "''") + "'");
}

void limit_spill(duckdb::Connection& connection, const EngineOptions& options) {
  if (options.spill_limit_bytes == 0) return;
  run(connection,
      fmt::format("SET GLOBAL max_temp_directory_size = '{}B'", options.spill_limit_bytes));
}

void close_up(duckdb::Connection& connection) {
  run(connection, "SET GLOBAL TimeZone = 'UTC'");
  auto& running = duckdb::DBConfig::GetConfig(*connection.context);
  running.encryption_util = duckdb::make_shared_ptr<SpillEncryption>();
  running.AddAllowedDirectory(kReadScheme);
  running.AddAllowedDirectory(kWriteScheme);
  run(connection, "SET GLOBAL enable_external_access = false");
  run(connection, "SET GLOBAL lock_configuration = true");
}

}  // namespace sluice::engine
