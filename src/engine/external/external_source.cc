#include "engine/external/external_source.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include "base/text.h"
#include "engine/external/external_errors.h"
#include "engine/external/stored_types.h"
#include "engine/external/table_name.h"
#include "engine/host/cancel_watcher.h"
#include "engine/host/object_files.h"
#include "engine/host/setup.h"

namespace sluice::engine {

namespace {

constexpr std::uint64_t kMemoryBytesMax = 512ull << 20;
constexpr std::uint64_t kMemoryBytesMin = 128ull << 20;
constexpr int kThreadsMax = 4;  // each is a connection to the server

constexpr const char* kAlias = "source";

// Spilled pages of this instance; the folder goes away with it.
class SpillFolder {
 public:
  SpillFolder(const std::string& parent, std::uint64_t number) {
    if (parent.empty()) return;
    path_ = fmt::format("{}/external-{}", parent, number);
    std::filesystem::create_directories(path_);
  }
  ~SpillFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  SpillFolder(const SpillFolder&) = delete;
  SpillFolder& operator=(const SpillFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class BodyOutput final : public Outputs {
 public:
  explicit BodyOutput(store::BodyWriter& body) : body_(body) {}
  void append(std::uint64_t, std::span<const std::byte> data) override { body_.write(data); }

 private:
  store::BodyWriter& body_;
};

const char* extension_of(ExternalKind kind) {
  switch (kind) {
    case ExternalKind::postgres:
      return "postgres_scanner";
    case ExternalKind::mysql:
      return "mysql_scanner";
    case ExternalKind::sqlite:
      return "sqlite_scanner";
  }
  return "";
}

const char* type_of(ExternalKind kind) {
  switch (kind) {
    case ExternalKind::postgres:
      return "postgres";
    case ExternalKind::mysql:
      return "mysql";
    case ExternalKind::sqlite:
      return "sqlite";
  }
  return "";
}

EngineOptions own_options(EngineOptions options, const std::string& spill_folder) {
  options.spill_directory = spill_folder;
  options.memory_limit_bytes =
      options.memory_limit_bytes == 0
          ? kMemoryBytesMax
          : std::clamp(options.memory_limit_bytes / 2, kMemoryBytesMin, kMemoryBytesMax);
  const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  options.threads = std::min(options.threads > 0 ? options.threads : cores, kThreadsMax);
  return options;
}

std::string full_name(const std::string& name) {
  std::string text = kAlias;
  for (const std::string& part : table_name_parts(name))
    text += "." + quoted_identifier(part);
  return text;
}

struct Column {
  std::string name;
  duckdb::LogicalType type;
};

class Source final : public ExternalSource {
 public:
  Source(const EngineOptions& options, Objects& objects, std::uint64_t number,
         const ExternalTable& table, const CancelToken* cancel)
      : kind_(table.kind),
        place_{.connection = read_connection(table), .table = table.name},
        table_(full_name(table.name)),
        spill_(options.spill_directory, number),
        state_(duckdb::make_shared_ptr<QueryState>(objects, number, std::vector<Scan>{}, cancel)) {
    guarded([&] { start(own_options(options, spill_.path()), cancel); });
    guarded([&] { attach(); });
    place_.is_open = true;
    guarded([&] { read_columns(); });
  }

  std::optional<std::string> greatest(const std::string& column,
                                      const std::optional<std::string>& after) override {
    const Column& cursor = cursor_column(column);
    const std::string name = quoted_identifier(cursor.name);
    std::string where = finite(cursor);
    if (after) where += " AND " + name + " > " + literal(cursor, *after);
    const auto value = single_value(
        fmt::format("SELECT CAST(max({}) AS VARCHAR) FROM {} WHERE {}", name, table_, where));
    if (value.IsNull()) return std::nullopt;
    return value.ToString();
  }

  std::uint64_t copy(store::BodyWriter& body, const std::optional<ExternalRange>& range) override {
    std::string where = "true";
    if (range) {
      const Column& cursor = cursor_column(range->column);
      const std::string name = quoted_identifier(cursor.name);
      where = finite(cursor) + " AND " + name + " <= " + literal(cursor, range->up_to);
      if (range->after) where += " AND " + name + " > " + literal(cursor, *range->after);
    }
    BodyOutput output(body);
    state_->set_writer(nullptr, &output);
    const auto rows = single_value(
        fmt::format("COPY (SELECT {} FROM {} WHERE {}) TO {} (FORMAT parquet, COMPRESSION zstd, "
                    "COMPRESSION_LEVEL 3, USE_TMP_FILE false)",
                    select_list(), table_, where, quoted_text(write_path(*state_, copies_++))));
    state_->set_writer(nullptr, nullptr);
    return rows.GetValue<std::uint64_t>();
  }

 private:
  // What the database, or reading it, throws leaves as an Error of ours.
  template <class Work>
  auto guarded(Work&& work) -> decltype(work()) {
    try {
      return work();
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {
      throw to_error(place_, *state_, duckdb::ErrorData(error));
    }
  }

  void start(const EngineOptions& options, const CancelToken* cancel) {
    duckdb::DBConfig config;
    configure(config, options);
    // The PostgreSQL extension looks for stored secrets, and needs a place without any.
    config.SetOptionByName("allow_persistent_secrets", duckdb::Value::BOOLEAN(true));
    config.SetOptionByName("secret_directory", duckdb::Value(spill_.path() + "/secrets"));
    database_ = std::make_unique<duckdb::DuckDB>(nullptr, &config);
    connection_ = std::make_unique<duckdb::Connection>(*database_);
    connection_->context->registered_state->Insert(QueryState::kKey, state_);
    load_extension(*connection_, options.extension_directory, extension_of(kind_));
    limit_spill(*connection_, options);
    watch_.emplace(watcher_.watch(cancel, *connection_->context));
  }

  void attach() {
    if (kind_ == ExternalKind::sqlite && !std::filesystem::exists(place_.connection.given)) {
      throw Error(ErrorKind::not_found, "NoSuchFile",
                  fmt::format("there is no file {}", place_.connection.shown));
    }
    if (kind_ == ExternalKind::mysql) {
      run(*connection_, "SET mysql_session_time_zone = '+00:00'");
      run(*connection_, "SET mysql_query_timeout_enabled = false");
      // tinyint(1) holds more than 0 and 1; dates such as 0000-00-00 are no dates.
      run(*connection_, "SET mysql_tinyint1_as_boolean = false");
      run(*connection_, "SET mysql_incomplete_dates_as_nulls = true");
    }
    run(*connection_, fmt::format("ATTACH {} AS {} (TYPE {}, READ_ONLY)",
                                  quoted_text(place_.connection.given), kAlias, type_of(kind_)));
    close_up(*connection_);
  }

  void read_columns() {
    const auto statement = connection_->Prepare("SELECT * FROM " + table_);
    if (statement->HasError()) statement->error.Throw();
    const auto& names = statement->GetNames();
    const auto& types = statement->GetTypes();
    for (std::size_t i = 0; i < names.size(); ++i)
      columns_.push_back({names[i], types[i]});
  }

  const Column& cursor_column(const std::string& name) const {
    for (const Column& column : columns_) {
      if (!equal_ignoring_case(column.name, name)) continue;
      if (is_cursor_type(kind_, column.type)) return column;
      throw Error(ErrorKind::unsupported, "UnsupportedCursorType",
                  fmt::format("column {} cannot be the cursor: its type is {}, and a cursor is a "
                              "whole number, a decimal, a date or a timestamp",
                              column.name, lower_ascii(column.type.ToString())));
    }
    std::vector<std::string> names;
    for (const Column& column : columns_)
      names.push_back(column.name);
    throw Error(ErrorKind::not_found, "NoSuchColumn",
                fmt::format("{}: table {} has no column {} (it has: {})", place_.connection.shown,
                            place_.table, name, join(names, ", ")));
  }

  // A condition: minus infinity, too, is in no range.
  std::string finite(const Column& cursor) const {
    if (!has_infinity(kind_, cursor.type)) return "true";
    return "isfinite(" + quoted_identifier(cursor.name) + ")";
  }

  // Checked before, so that a value of another type is not the table's fault.
  std::string literal(const Column& cursor, const std::string& value) {
    const std::string type = cursor.type.ToString();
    if (!duckdb::Value(value).DefaultTryCastAs(cursor.type)) {
      throw Error(
          ErrorKind::conflict, "CursorTypeChanged",
          fmt::format("the last load ended at \"{}\", which is no {}: the type of column {} "
                      "has changed. Load into another folder",
                      value, lower_ascii(type), cursor.name));
    }
    return fmt::format("CAST({} AS {})", quoted_text(value), type);
  }

  std::string select_list() const {
    std::vector<std::string> items;
    for (const Column& column : columns_) {
      const std::string name = quoted_identifier(column.name);
      const auto stored = stored_type(column.type, column.name);
      items.push_back(stored == column.type
                          ? name
                          : fmt::format("CAST({} AS {}) AS {}", name, stored.ToString(), name));
    }
    return join(items, ", ");
  }

  duckdb::Value single_value(const std::string& statement) {
    return guarded([&] {
      auto result = connection_->Query(statement);
      if (result->HasError()) result->ThrowError();
      return result->GetValue(0, 0);
    });
  }

  const ExternalKind kind_;
  ExternalPlace place_;
  const std::string table_;
  SpillFolder spill_;
  duckdb::shared_ptr<QueryState> state_;  // shared with the connection
  std::unique_ptr<duckdb::DuckDB> database_;
  std::unique_ptr<duckdb::Connection> connection_;
  CancelWatcher watcher_;
  std::optional<CancelWatcher::Watch> watch_;
  std::vector<Column> columns_;
  std::uint64_t copies_ = 0;
};

}  // namespace

std::unique_ptr<ExternalSource> open_external(const EngineOptions& options, Objects& objects,
                                              std::uint64_t number, const ExternalTable& table,
                                              const CancelToken* cancel) {
  return std::make_unique<Source>(options, objects, number, table, cancel);
}

}  // namespace sluice::engine
