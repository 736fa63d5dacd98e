#include "catalog/definition.h"
#include "catalog/rows.h"

namespace sluice::catalog {

namespace {

// A table's rows: who it is (catalog_tables), and what it is (catalog_table_versions: the newest
// visible one is current, older ones are its history). Partitions hang on the table's id, so that
// dropping a table of 100,000 partitions retires one row; collect() removes the rest.
constexpr const char* kSchema = R"sql(
CREATE TABLE catalog_databases (
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  added INTEGER NOT NULL,
  retired INTEGER NOT NULL DEFAULT 9223372036854775807);
CREATE INDEX catalog_databases_by_name ON catalog_databases (name);

CREATE TABLE catalog_tables (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  database TEXT NOT NULL,
  name TEXT NOT NULL,
  added INTEGER NOT NULL,
  retired INTEGER NOT NULL DEFAULT 9223372036854775807);
CREATE INDEX catalog_tables_by_name ON catalog_tables (database, name);

CREATE TABLE catalog_table_versions (
  table_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  definition TEXT NOT NULL,
  added INTEGER NOT NULL,
  retired INTEGER NOT NULL DEFAULT 9223372036854775807);
CREATE INDEX catalog_table_versions_by_table ON catalog_table_versions (table_id, version);

CREATE TABLE catalog_partitions (
  table_id INTEGER NOT NULL,
  values_key TEXT NOT NULL,
  first_integer INTEGER,
  definition TEXT NOT NULL,
  added INTEGER NOT NULL,
  retired INTEGER NOT NULL DEFAULT 9223372036854775807);
CREATE INDEX catalog_partitions_by_values
  ON catalog_partitions (table_id, values_key, added, retired);
CREATE INDEX catalog_partitions_by_integer
  ON catalog_partitions (table_id, first_integer, values_key, added, retired)
  WHERE first_integer IS NOT NULL;
CREATE INDEX catalog_partitions_added ON catalog_partitions (added);
CREATE INDEX catalog_partitions_retired ON catalog_partitions (retired);
)sql";

DatabaseName lower(const DatabaseName& name) {
  return DatabaseName(lower_ascii(name.text()));
}

std::optional<Database> find(meta::Connection& connection, const meta::Snapshot& now,
                             const DatabaseName& name) {
  auto query = connection.prepare(
      "SELECT d.definition FROM catalog_databases d WHERE d.name = ?1 AND " + now.sees("d"));
  query.bind(1, name.text());
  if (!query.step()) return std::nullopt;
  return database_of(name, query.text(0));
}

void insert(meta::Transaction& change, const Database& database) {
  auto insert =
      change.prepare("INSERT INTO catalog_databases (name, definition, added) VALUES (?1, ?2, ?3)");
  insert.bind(1, database.name.text());
  insert.bind(2, checked_definition(to_definition(database), "the database"));
  insert.bind(3, value_of(change.commit()));
  insert.run();
}

void retire(meta::Transaction& change, const DatabaseName& name) {
  auto retire =
      change.prepare("UPDATE catalog_databases AS d SET retired = ?2 WHERE d.name = ?1 AND " +
                     change.now().sees("d"));
  retire.bind(1, name.text()).bind(2, value_of(change.commit()));
  retire.run();
}

[[noreturn]] void throw_no_database(const DatabaseName& name) {
  throw_not_found(fmt::format("Database {} not found.", name));
}

}  // namespace

Catalog::Catalog(meta::Database& database, const Clock& clock)
    : database_(database), clock_(clock) {}

std::span<const meta::Migration> Catalog::schema() {
  static const meta::Migration migrations[] = {{.name = "catalog 1", .sql = kSchema}};
  return migrations;
}

// A commit of this process that is still being written: its rows may yet become visible. Rows of
// abandoned ones never do, so they stand in nobody's way.
bool Catalog::is_pending(meta::CommitNumber number, const meta::Transaction& change) const {
  if (number == change.commit() || change.now().includes(number)) return false;
  const auto unpublished = database_.unpublished();
  return std::find(unpublished.begin(), unpublished.end(), number) != unpublished.end();
}

void Catalog::refuse_pending(meta::Statement& commits, const meta::Transaction& change,
                             std::string_view what) const {
  while (commits.step()) {
    if (!is_pending(meta::CommitNumber(commits.int64(0)), change)) continue;
    throw_concurrent(fmt::format("{} is being changed by somebody else.", what));
  }
}

void Catalog::create_database(meta::Transaction& change, Database database) {
  database.name = DatabaseName(checked_name(database.name.text(), "database's name"));
  if (find(change, change.now(), database.name)) throw_exists("Database already exists.");
  auto others = change.prepare(
      "SELECT added FROM catalog_databases WHERE name = ?1 AND retired = 9223372036854775807");
  others.bind(1, database.name.text());
  refuse_pending(others, change, fmt::format("Database {}", database.name));
  if (database.created == Timestamp()) database.created = clock_.now();
  insert(change, database);
}

void Catalog::update_database(meta::Transaction& change, Database database) {
  database.name = DatabaseName(checked_name(database.name.text(), "database's name"));
  const auto current = find(change, change.now(), database.name);
  if (!current) throw_no_database(database.name);
  database.created = current->created;
  retire(change, database.name);
  insert(change, database);
}

void Catalog::delete_database(meta::Transaction& change, const DatabaseName& any_case) {
  constexpr std::int64_t kTablesMax = 4000;
  const DatabaseName name = lower(any_case);
  if (!find(change, change.now(), name)) throw_no_database(name);
  retire(change, name);
  auto retire_tables =
      change.prepare("UPDATE catalog_tables AS t SET retired = ?2 WHERE t.database = ?1 AND " +
                     change.now().sees("t"));
  retire_tables.bind(1, name.text()).bind(2, value_of(change.commit()));
  retire_tables.run();
  if (change.changes() > kTablesMax) {
    throw Error(
        ErrorKind::limit, "ResourceNumberLimitExceededException",
        fmt::format("database {} has more than {} tables: delete tables first", name, kTablesMax));
  }
}

std::optional<Database> Catalog::find_database(const meta::Snapshot& now,
                                               const DatabaseName& name) const {
  return database_.read(
      [&](meta::Connection& connection) { return find(connection, now, lower(name)); });
}

std::vector<Database> Catalog::databases(const meta::Snapshot& now) const {
  return database_.read([&](meta::Connection& connection) {
    std::vector<Database> result;
    auto query = connection.prepare("SELECT d.name, d.definition FROM catalog_databases d WHERE " +
                                    now.sees("d") + " ORDER BY d.name");
    while (query.step())
      result.push_back(database_of(DatabaseName(query.text(0)), query.text(1)));
    return result;
  });
}

std::uint64_t Catalog::collect() {
  constexpr std::int64_t kRowsMax = 1000;
  constexpr const char* kGarbage[] = {
      "DELETE FROM catalog_partitions WHERE rowid IN (SELECT p.rowid FROM catalog_tables t JOIN "
      "catalog_partitions p ON p.table_id = t.id WHERE t.retired <= ?1 LIMIT ?2)",
      "DELETE FROM catalog_table_versions WHERE rowid IN (SELECT v.rowid FROM catalog_tables t "
      "JOIN "
      "catalog_table_versions v ON v.table_id = t.id WHERE t.retired <= ?1 LIMIT ?2)",
      "DELETE FROM catalog_partitions WHERE rowid IN (SELECT rowid FROM catalog_partitions WHERE "
      "retired <= ?1 LIMIT ?2)",
      "DELETE FROM catalog_tables WHERE rowid IN (SELECT rowid FROM catalog_tables WHERE "
      "retired <= ?1 LIMIT ?2)",
      "DELETE FROM catalog_databases WHERE rowid IN (SELECT rowid FROM catalog_databases WHERE "
      "retired <= ?1 LIMIT ?2)",
  };
  const std::int64_t horizon = value_of(database_.oldest_pin());
  std::uint64_t removed = 0;
  for (const char* garbage : kGarbage) {
    std::int64_t rows = kRowsMax;
    while (rows == kRowsMax) {
      database_.write([&](meta::Transaction& change) {
        auto remove = change.prepare(garbage);
        remove.bind(1, horizon).bind(2, kRowsMax);
        remove.run();
        rows = change.changes();
      });
      removed += static_cast<std::uint64_t>(rows);
    }
  }
  return removed;
}

}  // namespace sluice::catalog
