// From a query's text and a snapshot to what the engine runs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "catalog/serde.h"
#include "engine/engine.h"
#include "sql/sql.h"
#include "store/store.h"

namespace sluice::query {

// A table's content: what the catalog shows at a snapshot, or what stands in for it.
struct TableContent {
  sql::TableSchema schema;  // partition keys last
  catalog::TableFormat format;
  std::vector<engine::ScanFile> files;
};

struct PlanOptions {
  std::string database = "default";
  std::vector<std::string> parameters;  // for ?, literals' texts
  // Read in place of the catalog's tables: a run's staged files, a unit test's rows.
  std::map<catalog::TableName, TableContent> overlays;
  // Of these tables only the files whose keys are listed: an incremental run's new objects.
  std::map<catalog::TableName, std::set<std::string>> only_keys;
  engine::BadRecords bad_records = engine::BadRecords::null;
  engine::Rejects* rejects = nullptr;
};

// What one table of the query contributes.
struct PlannedTable {
  catalog::TableName table;
  std::size_t files = 0;
  std::uint64_t size_bytes = 0;
  std::size_t partitions = 0;  // that are read; 0 where the table has none
};

struct Plan {
  sql::LoweredQuery lowered;
  std::vector<engine::Scan> scans;  // in the order of lowered.tables
  std::vector<PlannedTable> tables;
};

// Thread-safe.
class Planner {
 public:
  Planner(const catalog::Catalog& catalog, const store::Store& store)
      : catalog_(catalog), store_(store) {}

  // Throws Error with Trino's code and position, or what the catalog and the store throw.
  Plan plan(std::string_view text, const meta::Snapshot& now, const PlanOptions& options) const;

  // The whole table, or the partitions that satisfy all predicates. Objects whose name starts with
  // "_" or "." are hidden, as in Athena.
  TableContent content(const meta::Snapshot& now, const catalog::TableName& table,
                       std::span<const catalog::PartitionPredicate> predicates = {}) const;

 private:
  const catalog::Catalog& catalog_;
  const store::Store& store_;
};

// Hive's name of NULL in partition values and paths.
inline constexpr std::string_view kHiveNullPartition = "__HIVE_DEFAULT_PARTITION__";
std::optional<std::string> partition_value(const std::string& text);

// The engine's request for a plan, its expected types included.
engine::QueryRequest request(const Plan& plan, const CancelToken* cancel);

}  // namespace sluice::query
