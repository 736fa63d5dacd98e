#include "meta/schema.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "meta/database.h"

namespace sluice::meta {
namespace {

constexpr const char* kOwnTables = R"(
  CREATE TABLE IF NOT EXISTS meta_migration(
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS meta_commit(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last INTEGER NOT NULL);
  INSERT OR IGNORE INTO meta_commit VALUES (1, 0);
  CREATE TABLE IF NOT EXISTS meta_unpublished(
    number INTEGER PRIMARY KEY);
)";

bool has_own_tables(Session& session) {
  auto query = session.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta_unpublished'");
  return query.step();
}

std::vector<std::string> applied_migrations(Session& session) {
  std::vector<std::string> names;
  if (!has_own_tables(session)) return names;
  auto query = session.prepare("SELECT name FROM meta_migration ORDER BY position");
  while (query.step())
    names.push_back(query.text(0));
  return names;
}

void check_known(const std::vector<std::string>& applied, const std::string& path,
                 std::span<const Migration> schema) {
  for (const std::string& name : applied) {
    const bool is_known = std::any_of(schema.begin(), schema.end(),
                                      [&](const Migration& known) { return known.name == name; });
    if (is_known) continue;
    throw Error(ErrorKind::unsupported, "NewerLake",
                fmt::format("{} was written by a newer version of Sluice (its schema has \"{}\", "
                            "which this version does not know): use that version or a later one",
                            path, name));
  }
}

// By name, not by position: a module's second migration comes after the first ones of all modules
// in an old database, and beside its own first one in a new one.
std::vector<const Migration*> missing_migrations(const std::vector<std::string>& applied,
                                                 std::span<const Migration> schema) {
  std::vector<const Migration*> missing;
  for (const Migration& migration : schema) {
    const bool is_applied =
        std::find(applied.begin(), applied.end(), migration.name) != applied.end();
    if (!is_applied) missing.push_back(&migration);
  }
  return missing;
}

void apply(Session& session, std::size_t position, const Migration& migration) {
  session.execute(migration.sql);
  session.prepare("INSERT INTO meta_migration(position, name) VALUES (?1, ?2)")
      .bind(1, static_cast<std::int64_t>(position))
      .bind(2, migration.name)
      .run();
}

std::string key_of(Session& session, const std::string& table) {
  auto query = session.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk");
  query.bind(1, table);
  std::string key;
  while (query.step())
    key += (key.empty() ? "" : ", ") + quote_text(query.text(0), '"');
  return key.empty() ? "rowid" : key;
}

}  // namespace

void migrate(Session& session, const std::string& path, std::span<const Migration> schema) {
  const auto applied = applied_migrations(session);
  check_known(applied, path, schema);
  const auto missing = missing_migrations(applied, schema);
  if (missing.empty() && has_own_tables(session)) return;
  try {
    session.execute("BEGIN IMMEDIATE");
    session.execute(kOwnTables);
    for (std::size_t i = 0; i < missing.size(); ++i)
      apply(session, applied.size() + i, *missing[i]);
    session.execute("COMMIT");
  } catch (...) {
    session.roll_back();  // and let whoever opens the lake hear of it
    throw;
  }
}

CommitState load_commit_state(Session& session) {
  CommitState state;
  auto last = session.prepare("SELECT last FROM meta_commit");
  if (last.step()) state.last = last.int64(0);
  auto query = session.prepare("SELECT number FROM meta_unpublished ORDER BY number");
  while (query.step())
    state.unpublished.push_back(query.int64(0));
  return state;
}

void save_last_commit(Session& session, std::int64_t number) {
  session.prepare("UPDATE meta_commit SET last = ?1").bind(1, number).run();
}

void save_unpublished(Session& session, std::int64_t number) {
  session.prepare("INSERT INTO meta_unpublished(number) VALUES (?1)").bind(1, number).run();
}

void delete_unpublished(Session& session, std::int64_t number) {
  session.prepare("DELETE FROM meta_unpublished WHERE number = ?1").bind(1, number).run();
}

std::vector<VersionedTable> versioned_tables(Session& session) {
  std::vector<VersionedTable> tables;
  auto query = session.prepare(
      "SELECT s.name FROM sqlite_schema s WHERE s.type = 'table' AND 2 = ("
      "SELECT count(*) FROM pragma_table_info(s.name) WHERE name IN ('added', 'retired'))");
  while (query.step()) {
    const std::string name = query.text(0);
    tables.push_back({quote_text(name, '"'), key_of(session, name)});
  }
  return tables;
}

}  // namespace sluice::meta
