#include "catalog/definition.h"
#include "catalog/rows.h"

namespace sluice::catalog {

namespace {

TableName lower(const TableName& name) {
  return {.database = DatabaseName(lower_ascii(name.database.text())),
          .table = lower_ascii(name.table)};
}

void lower_columns(std::vector<Column>& columns) {
  for (Column& column : columns)
    column.name = checked_name(column.name, "column's name");
}

// Names come lower-cased; no two columns, partition keys included, may share one.
void check_table(Table& table) {
  table.name.database = DatabaseName(lower_ascii(table.name.database.text()));
  table.name.table = checked_name(table.name.table, "table's name");
  lower_columns(table.storage.columns);
  lower_columns(table.partition_keys);
  std::set<std::string_view> names;
  for (const auto* columns : {&table.storage.columns, &table.partition_keys}) {
    for (const Column& column : *columns) {
      if (names.insert(column.name).second) continue;
      throw_invalid(
          fmt::format("Table {} has two columns named \"{}\".", to_text(table.name), column.name));
    }
  }
}

void insert_version(meta::Transaction& change, std::int64_t table_id, const Table& table) {
  auto insert = change.prepare(
      "INSERT INTO catalog_table_versions (table_id, version, definition, added) "
      "VALUES (?1, ?2, ?3, ?4)");
  insert.bind(1, table_id).bind(2, std::int64_t{table.version});
  insert.bind(3, checked_definition(to_definition(table), "the table"));
  insert.bind(4, value_of(change.commit()));
  insert.run();
}

[[noreturn]] void throw_no_table(const TableName& name) {
  throw_not_found(fmt::format("Table {} not found.", to_text(name)));
}

std::string current_version(const meta::Snapshot& now) {
  return "v.version = (SELECT max(w.version) FROM catalog_table_versions w "
         "WHERE w.table_id = t.id AND " +
         now.sees("w") + ") AND " + now.sees("v");
}

}  // namespace

std::string to_text(const TableName& name) {
  return fmt::format("{}.{}", name.database, name.table);
}

std::optional<Catalog::TableRow> Catalog::find_row(meta::Connection& connection,
                                                   const meta::Snapshot& now,
                                                   const TableName& any_case) {
  const TableName name = lower(any_case);
  auto query = connection.prepare(
      "SELECT t.id, t.retired, v.version, v.definition FROM catalog_tables t "
      "JOIN catalog_table_versions v ON v.table_id = t.id WHERE t.database = ?1 AND t.name = ?2 "
      "AND " +
      now.sees("t") + " AND " + now.sees("v") + " ORDER BY v.version DESC LIMIT 1");
  query.bind(1, name.database.text()).bind(2, name.table);
  if (!query.step()) return std::nullopt;
  return TableRow{.id = query.int64(0),
                  .retired = meta::CommitNumber(query.int64(1)),
                  .version = static_cast<int>(query.int64(2)),
                  .definition = query.text(3)};
}

Catalog::TableRow Catalog::row(meta::Connection& connection, const meta::Snapshot& now,
                               const TableName& name) {
  auto found = find_row(connection, now, name);
  if (!found) throw_no_table(name);
  return *std::move(found);
}

void Catalog::create_table(meta::Transaction& change, Table table) {
  check_table(table);
  auto database = change.prepare("SELECT 1 FROM catalog_databases d WHERE d.name = ?1 AND " +
                                 change.now().sees("d"));
  database.bind(1, table.name.database.text());
  if (!database.step()) {
    throw_not_found(fmt::format("Database {} not found.", table.name.database));
  }
  if (find_row(change, change.now(), table.name)) throw_exists("Table already exists.");
  auto others = change.prepare(
      "SELECT added FROM catalog_tables WHERE database = ?1 AND name = ?2 "
      "AND retired = 9223372036854775807");
  others.bind(1, table.name.database.text()).bind(2, table.name.table);
  refuse_pending(others, change, fmt::format("Table {}", to_text(table.name)));

  auto insert =
      change.prepare("INSERT INTO catalog_tables (database, name, added) VALUES (?1, ?2, ?3)");
  insert.bind(1, table.name.database.text()).bind(2, table.name.table);
  insert.bind(3, value_of(change.commit()));
  insert.run();
  table.version = 0;
  if (table.created == Timestamp()) table.created = clock_.now();
  table.updated = table.created;
  insert_version(change, change.last_insert_id(), table);
}

void Catalog::update_table(meta::Transaction& change, Table table,
                           std::optional<int> expected_version) {
  check_table(table);
  const TableRow current = row(change, change.now(), table.name);
  if (expected_version && *expected_version != current.version) {
    throw_concurrent("Update table failed due to concurrent modifications.");
  }
  auto newer = change.prepare(
      "SELECT added FROM catalog_table_versions WHERE table_id = ?1 AND version > ?2");
  newer.bind(1, current.id).bind(2, std::int64_t{current.version});
  refuse_pending(newer, change, fmt::format("Table {}", to_text(table.name)));

  table.created = table_of(table.name, 0, current.definition).created;
  table.updated = clock_.now();
  table.version = current.version + 1;
  insert_version(change, current.id, table);
}

void Catalog::delete_table(meta::Transaction& change, const TableName& name) {
  const TableRow current = row(change, change.now(), name);
  refuse_retired(current.retired, change, fmt::format("Table {}", to_text(name)));
  auto retire = change.prepare("UPDATE catalog_tables SET retired = ?2 WHERE id = ?1");
  retire.bind(1, current.id).bind(2, value_of(change.commit()));
  retire.run();
}

std::optional<Table> Catalog::find_table(const meta::Snapshot& now, const TableName& name) const {
  return database_.read([&](meta::Connection& connection) -> std::optional<Table> {
    const auto found = find_row(connection, now, name);
    if (!found) return std::nullopt;
    return table_of(lower(name), found->version, found->definition);
  });
}

Table Catalog::table(const meta::Snapshot& now, const TableName& name) const {
  auto found = find_table(now, name);
  if (!found) throw_no_table(name);
  return *std::move(found);
}

std::vector<Table> Catalog::tables(const meta::Snapshot& now, const DatabaseName& database) const {
  return database_.read([&](meta::Connection& connection) {
    const std::string name = lower_ascii(database.text());
    std::vector<Table> result;
    auto query = connection.prepare(
        "SELECT t.name, v.version, v.definition FROM catalog_tables t "
        "JOIN catalog_table_versions v ON v.table_id = t.id WHERE t.database = ?1 AND " +
        now.sees("t") + " AND " + current_version(now) + " ORDER BY t.name");
    query.bind(1, name);
    while (query.step()) {
      result.push_back(table_of({.database = DatabaseName(name), .table = query.text(0)},
                                static_cast<int>(query.int64(1)), query.text(2)));
    }
    return result;
  });
}

std::vector<Table> Catalog::table_versions(const meta::Snapshot& now, const TableName& name) const {
  return database_.read([&](meta::Connection& connection) {
    const TableRow current = row(connection, now, name);
    std::vector<Table> result;
    auto query = connection.prepare(
        "SELECT v.version, v.definition FROM catalog_table_versions v WHERE v.table_id = ?1 AND " +
        now.sees("v") + " ORDER BY v.version DESC");
    query.bind(1, current.id);
    while (query.step()) {
      result.push_back(table_of(lower(name), static_cast<int>(query.int64(0)), query.text(1)));
    }
    return result;
  });
}

}  // namespace sluice::catalog
