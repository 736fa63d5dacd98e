// A catalog of its own for every test: files in memory, a clock that stands still.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/fault_files.h"
#include "catalog/catalog.h"

namespace sluice::catalog {

struct TestCatalog {
  TestCatalog() {
    files.create_directories("/lake");
    database = std::make_unique<meta::Database>(
        files, meta::DatabaseOptions{.path = "/lake/meta.db", .schema = Catalog::schema()});
    catalog = std::make_unique<Catalog>(*database, clock);
    write([&](meta::Transaction& change) {
      catalog->create_database(change, {.name = DatabaseName("sales")});
    });
  }

  void write(const std::function<void(meta::Transaction&)>& change) { database->write(change); }
  meta::Snapshot now() { return database->snapshot(); }

  static TableName name(const std::string& table) {
    return {.database = DatabaseName("sales"), .table = table};
  }

  static Table table(const std::string& table, const std::vector<std::string>& columns,
                     const std::vector<std::string>& key_types = {}) {
    Table result{.name = name(table)};
    for (const std::string& column : columns)
      result.storage.columns.push_back({.name = column});
    for (std::size_t i = 0; i < key_types.size(); ++i) {
      result.partition_keys.push_back(
          {.name = fmt::format("key{}", i), .type = parse_type(key_types[i])});
    }
    return result;
  }

  void create(const Table& table) {
    write([&](meta::Transaction& change) { catalog->create_table(change, table); });
  }

  void add(const std::string& table, const std::vector<std::vector<std::string>>& values) {
    std::vector<Partition> partitions;
    for (const auto& each : values)
      partitions.push_back({.values = each});
    write([&](meta::Transaction& change) {
      catalog->add_partitions(change, name(table), partitions);
    });
  }

  // Values joined by '/'.
  std::vector<std::string> values(const std::string& table,
                                  const std::vector<PartitionPredicate>& predicates = {}) {
    std::vector<std::string> result;
    for (const Partition& each : catalog->partitions(now(), name(table), predicates)) {
      result.push_back(fmt::format("{}", fmt::join(each.values, "/")));
    }
    return result;
  }

  FaultFiles files;
  FakeClock clock{Timestamp(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22))};
  std::unique_ptr<meta::Database> database;
  std::unique_ptr<Catalog> catalog;
};

// The code of the error that an action throws, or "none".
inline std::string code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return "none";
}

}  // namespace sluice::catalog
