// A database with one versioned table, for meta's own tests.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/fault_files.h"
#include "meta/database.h"

namespace sluice::meta {

inline const std::array<Migration, 1>& item_schema() {
  static const std::array<Migration, 1> schema{Migration{
      "items 1",
      "CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT NOT NULL, added INTEGER NOT NULL,"
      " retired INTEGER NOT NULL DEFAULT 9223372036854775807);"
      "CREATE UNIQUE INDEX item_current ON item(name) WHERE retired = 9223372036854775807;"
      "CREATE INDEX item_added ON item(added);"
      "CREATE INDEX item_retired ON item(retired)"}};
  return schema;
}

inline DatabaseOptions item_options() {
  return {.path = "/lake/meta.db", .schema = item_schema()};
}

inline void add_item(Transaction& transaction, const std::string& name) {
  transaction.prepare("INSERT INTO item(name, added) VALUES (?1, ?2)")
      .bind(1, name)
      .bind(2, static_cast<std::int64_t>(transaction.commit()))
      .run();
}

inline void retire_item(Transaction& transaction, const std::string& name) {
  transaction.prepare("UPDATE item SET retired = ?2 WHERE name = ?1 AND retired = ?3")
      .bind(1, name)
      .bind(2, static_cast<std::int64_t>(transaction.commit()))
      .bind(3, kNotRetired)
      .run();
}

inline std::vector<std::string> items(Connection& connection, const Snapshot& now) {
  auto query =
      connection.prepare("SELECT t.name FROM item t WHERE " + now.sees("t") + " ORDER BY t.name");
  std::vector<std::string> names;
  while (query.step())
    names.push_back(query.text(0));
  return names;
}

inline std::vector<std::string> items(Database& database, const Snapshot& now) {
  return database.read([&](Connection& connection) { return items(connection, now); });
}

inline std::vector<std::string> items(Database& database) {
  return items(database, database.snapshot());
}

}  // namespace sluice::meta
