#include "query/planner.h"

#include "base/error.h"
#include "base/text.h"
#include "query/information_schema.h"

namespace sluice::query {
namespace {

// Athena ignores these; so do Hive and Spark.
bool is_hidden(std::string_view key, std::size_t location_size) {
  for (auto part : split(key.substr(location_size), '/')) {
    if (part.starts_with('_') || part.starts_with('.')) return true;
  }
  return false;
}

// The objects of a folder, or the one object when the location is an object's own key.
std::vector<store::Object> objects_at(const store::Store& store, const meta::Snapshot& now,
                                      const std::string& location) {
  auto [bucket, key] = store::parse_uri(location);
  std::vector<store::Object> objects;
  std::string prefix = key.text();
  if (!prefix.empty() && !prefix.ends_with('/')) {
    if (auto object = store.find(now, bucket, key)) objects.push_back(std::move(*object));
    prefix += '/';
  }
  store::ListOptions options{.prefix = prefix};
  while (true) {
    auto page = store.list(now, bucket, options);
    for (auto& object : page.objects) {
      bool is_data = object.size_bytes > 0 && !is_hidden(object.key.text(), prefix.size());
      if (is_data) objects.push_back(std::move(object));
    }
    if (!page.next_start_after) return objects;
    options.start_after = *page.next_start_after;
  }
}

sql::TableSchema schema_of(const catalog::Table& table) {
  sql::TableSchema schema{.name = table.name};
  for (const auto& column : table.storage.columns) {
    schema.columns.push_back({.name = column.name, .type = sql::from_catalog(column.type)});
  }
  for (const auto& key : table.partition_keys) {
    schema.columns.push_back(
        {.name = key.name, .type = sql::from_catalog(key.type), .is_partition_key = true});
  }
  return schema;
}

// "/* Presto View: base64 */" holds JSON; ours hold the text itself.
std::optional<std::string> view_of(const catalog::Table& table) {
  if (!catalog::is_view(table)) return std::nullopt;
  if (table.view_original_text.starts_with("/* Presto View")) {
    throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
                fmt::format("{} is an encoded Presto view, which Sluice does not read yet",
                            to_text(table.name)));
  }
  return table.view_original_text;
}

// The catalog at a snapshot, with a plan's stand-ins in front.
class PlanTables final : public sql::Tables {
 public:
  PlanTables(const catalog::Catalog& catalog, const meta::Snapshot& now, const PlanOptions& options)
      : catalog_(catalog), now_(now), options_(options) {}

  std::optional<sql::TableSchema> find(const catalog::TableName& name) override {
    if (auto overlay = options_.overlays.find(name); overlay != options_.overlays.end()) {
      return overlay->second.schema;
    }
    if (auto schema = information_schema(catalog_, now_, name)) return schema;
    auto table = catalog_.find_table(now_, name);
    if (!table) return std::nullopt;
    auto schema = schema_of(*table);
    schema.view_sql = view_of(*table);
    return schema;
  }

  bool has_database(const std::string& database) override {
    if (database == kInformationSchema) return true;
    for (const auto& [name, content] : options_.overlays) {
      if (name.database.text() == database) return true;
    }
    return catalog_.find_database(now_, catalog::DatabaseName(database)).has_value();
  }

 private:
  const catalog::Catalog& catalog_;
  const meta::Snapshot& now_;
  const PlanOptions& options_;
};

engine::ScanFormat scan_format(catalog::FileFormat format) {
  switch (format) {
    case catalog::FileFormat::parquet:
      return engine::ScanFormat::parquet;
    case catalog::FileFormat::avro:
      return engine::ScanFormat::avro;
    case catalog::FileFormat::csv:
      return engine::ScanFormat::csv;
    case catalog::FileFormat::json:
      return engine::ScanFormat::json;
  }
  throw std::logic_error("a file format without a reader");
}

engine::Scan scan_of(const sql::TableUse& use, TableContent content, const PlanOptions& options) {
  const auto& csv = content.format.csv;
  engine::Scan scan{
      .handle = use.handle,
      .format = scan_format(content.format.format),
      .csv = {.delimiter = csv.delimiter,
              .quote = csv.quote,
              .escape = csv.escape,
              .header_lines = csv.header_lines,
              .null_text = csv.null_text,
              .is_empty_null = csv.is_empty_null,
              // A record of another width is Hive's business only where Hive's rules are asked for.
              .is_ragged_allowed = options.bad_records == engine::BadRecords::null},
      .json = {.is_array = content.format.is_json_array},
      .bad_records = options.bad_records,
      .rejects = options.rejects};
  std::set<std::string> read(use.columns.begin(), use.columns.end());
  for (const auto& column : content.schema.columns) {
    engine::ScanColumn scan_column{.name = column.name,
                                   .duckdb_type = sql::duckdb_type(column.type),
                                   .is_read = read.contains(column.name)};
    (column.is_partition_key ? scan.partition_keys : scan.columns).push_back(scan_column);
  }
  scan.files = std::move(content.files);
  if (auto keys = options.only_keys.find(use.table); keys != options.only_keys.end()) {
    std::erase_if(scan.files, [&](const engine::ScanFile& file) {
      return !keys->second.contains(file.object.key.text());
    });
  }
  return scan;
}

PlannedTable summary_of(const catalog::TableName& table, const engine::Scan& scan) {
  PlannedTable summary{.table = table, .files = scan.files.size()};
  std::set<std::vector<std::optional<std::string>>> partitions;
  for (const auto& file : scan.files) {
    summary.size_bytes += file.object.size_bytes;
    if (!scan.partition_keys.empty()) partitions.insert(file.partition_values);
  }
  summary.partitions = partitions.size();
  return summary;
}

}  // namespace

std::optional<std::string> partition_value(const std::string& text) {
  if (text == kHiveNullPartition) return std::nullopt;
  return text;
}

TableContent Planner::content(const meta::Snapshot& now, const catalog::TableName& name,
                              std::span<const catalog::PartitionPredicate> predicates) const {
  auto table = catalog_.table(now, name);
  TableContent content{.schema = schema_of(table), .format = catalog::table_format(table)};
  if (table.partition_keys.empty()) {
    for (auto& object : objects_at(store_, now, table.storage.location)) {
      content.files.push_back({.object = std::move(object)});
    }
    return content;
  }
  for (const auto& partition : catalog_.partitions(now, name, predicates)) {
    if (!(catalog::table_format(table, partition) == content.format)) {
      throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
                  fmt::format("partition {} of {} has another file format than its table",
                              partition.storage.location, to_text(name)));
    }
    std::vector<std::optional<std::string>> values;
    for (const auto& value : partition.values)
      values.push_back(partition_value(value));
    for (auto& object : objects_at(store_, now, partition.storage.location)) {
      content.files.push_back({.object = std::move(object), .partition_values = values});
    }
  }
  return content;
}

Plan Planner::plan(std::string_view text, const meta::Snapshot& now,
                   const PlanOptions& options) const {
  PlanTables tables(catalog_, now, options);
  Plan plan;
  plan.lowered = sql::lower_query(text, tables,
                                  {.database = options.database, .parameters = options.parameters});
  for (const auto& use : plan.lowered.tables) {
    auto overlay = options.overlays.find(use.table);
    auto content = overlay != options.overlays.end()
                       ? overlay->second
                       : this->content(now, use.table, use.partitions);
    plan.scans.push_back(scan_of(use, std::move(content), options));
    plan.tables.push_back(summary_of(use.table, plan.scans.back()));
  }
  return plan;
}

engine::QueryRequest request(const Plan& plan, const CancelToken* cancel) {
  return {.sql = plan.lowered.duckdb_sql,
          .scans = plan.scans,
          .expected_types = plan.lowered.duckdb_types,
          .cancel = cancel};
}

}  // namespace sluice::query
