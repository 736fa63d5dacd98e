#include "jobs/model_state.h"

namespace sluice::jobs {
namespace {

const std::array kSchema{
    meta::Migration{.name = "jobs models 1", .sql = R"(
  CREATE TABLE model_states (
    database TEXT NOT NULL,
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    inputs TEXT NOT NULL,
    added INTEGER NOT NULL,
    retired INTEGER NOT NULL DEFAULT 9223372036854775807
  );
  CREATE INDEX model_states_by_name ON model_states (database, name, retired);
  CREATE TABLE bookmarks (
    database TEXT NOT NULL,
    name TEXT NOT NULL,
    uri TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    added INTEGER NOT NULL,
    retired INTEGER NOT NULL DEFAULT 9223372036854775807
  );
  CREATE INDEX bookmarks_by_uri ON bookmarks (database, name, uri, retired);
)"},
    // A model in full is built once more: its outputs are not known.
    meta::Migration{.name = "jobs models 2",
                    .sql = R"(
  ALTER TABLE model_states ADD COLUMN outputs TEXT NOT NULL DEFAULT '';
  ALTER TABLE bookmarks RENAME COLUMN sha256 TO content;
)",
                    // For a while "jobs models 1" was made with these columns.
                    .unless = "SELECT 1 FROM pragma_table_info('model_states') "
                              "WHERE name = 'outputs'"}};

std::int64_t number(meta::CommitNumber commit) {
  return static_cast<std::int64_t>(commit);
}

}  // namespace

std::span<const meta::Migration> ModelStates::schema() {
  return kSchema;
}

std::optional<ModelState> ModelStates::find(const meta::Snapshot& now,
                                            const catalog::TableName& model) const {
  return database_.read([&](meta::Connection& connection) -> std::optional<ModelState> {
    auto row = connection.prepare(
        "SELECT definition, inputs, outputs FROM model_states s WHERE database = ?1 AND name = ?2 "
        "AND " +
        now.sees("s"));
    row.bind(1, model.database.text()).bind(2, model.table);
    if (!row.step()) return std::nullopt;
    return ModelState{.definition = row.text(0), .inputs = row.text(1), .outputs = row.text(2)};
  });
}

void ModelStates::put(meta::Transaction& change, const catalog::TableName& model,
                      const ModelState& state) {
  change
      .prepare(
          "UPDATE model_states SET retired = ?3 WHERE database = ?1 AND name = ?2 AND "
          "retired = ?4")
      .bind(1, model.database.text())
      .bind(2, model.table)
      .bind(3, number(change.commit()))
      .bind(4, meta::kNotRetired)
      .run();
  change
      .prepare(
          "INSERT INTO model_states (database, name, definition, inputs, outputs, "
          "added) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .bind(1, model.database.text())
      .bind(2, model.table)
      .bind(3, state.definition)
      .bind(4, state.inputs)
      .bind(5, state.outputs)
      .bind(6, number(change.commit()))
      .run();
}

std::map<std::string, std::string> ModelStates::seen(const meta::Snapshot& now,
                                                     const catalog::TableName& model) const {
  return database_.read([&](meta::Connection& connection) {
    auto row = connection.prepare(
        "SELECT uri, content FROM bookmarks b WHERE database = ?1 AND name = ?2 AND " +
        now.sees("b"));
    row.bind(1, model.database.text()).bind(2, model.table);
    std::map<std::string, std::string> seen;
    while (row.step())
      seen.emplace(row.text(0), row.text(1));
    return seen;
  });
}

void ModelStates::remove_seen(meta::Transaction& change, const catalog::TableName& model,
                              std::span<const std::string> uris) {
  // What is seen, and not only what nobody retired: a run that was killed between its slices may
  // have marked rows.
  auto update = change.prepare(
      "UPDATE bookmarks AS b SET retired = ?4 WHERE database = ?1 AND name = ?2 AND uri = ?3 AND " +
      change.now().sees("b"));
  for (const auto& uri : uris) {
    update.bind(1, model.database.text())
        .bind(2, model.table)
        .bind(3, uri)
        .bind(4, number(change.commit()))
        .run();
    update.reset();
  }
}

void ModelStates::add_seen(meta::Transaction& change, const catalog::TableName& model,
                           std::span<const SeenObject> objects) {
  std::vector<std::string> uris;
  for (const auto& object : objects)
    uris.push_back(object.uri);
  remove_seen(change, model, uris);
  auto insert = change.prepare(
      "INSERT INTO bookmarks (database, name, uri, content, added) VALUES (?1, ?2, ?3, ?4, ?5)");
  for (const auto& object : objects) {
    insert.bind(1, model.database.text())
        .bind(2, model.table)
        .bind(3, object.uri)
        .bind(4, object.content)
        .bind(5, number(change.commit()))
        .run();
    insert.reset();
  }
}

}  // namespace sluice::jobs
