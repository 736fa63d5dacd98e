// A lake in memory with everything that transforms work with, and short names for what tests do.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "catalog/serde.h"
#include "jobs/model_runner.h"
#include "query/values.h"
#include "store/store_test_world.h"

namespace sluice::jobs {

// The database and the store under it.
struct TestMeta : store::TestWorld {
  TestMeta() {
    for (const auto& schema :
         {store::Store::schema(), catalog::Catalog::schema(), ModelRunner::schema()}) {
      migrations.insert(migrations.end(), schema.begin(), schema.end());
    }
    database = std::make_unique<meta::Database>(
        files, meta::DatabaseOptions{.path = "/lake/meta.db", .schema = migrations});
    store = std::make_unique<store::Store>(*database, files, clock, random, options);
  }

  std::vector<meta::Migration> migrations;
};

struct TestLake : TestMeta {
  TestLake() {
    database->write([&](meta::Transaction& now) {
      store->create_bucket(now, raw, {.versioned = true});
      store->create_bucket(now, curated, {});
      catalog.create_database(now, {.name = catalog::DatabaseName("raw")});
    });
  }

  void put(const std::string& key, std::string_view content) {
    store::TextReader reader(content);
    store->put(raw, store::ObjectKey(key), reader);
  }

  void remove(const std::string& key) {
    database->write(
        [&](meta::Transaction& now) { store->remove(now, raw, store::ObjectKey(key)); });
  }

  // "id bigint, name string": raw.NAME over s3://zone-raw/NAME/, quoted CSV with one header line.
  void csv_table(const std::string& name, std::string_view columns, std::string_view keys = "") {
    catalog::Table table{.name = {catalog::DatabaseName("raw"), name}};
    table.storage.columns = columns_of(columns);
    table.storage.location = "s3://zone-raw/" + name + "/";
    table.partition_keys = columns_of(keys);
    catalog::set_format(
        table,
        {.format = catalog::FileFormat::csv,
         .csv = {
             .delimiter = ',', .quote = '"', .escape = '"', .header_lines = 1, .null_text = ""}});
    database->write([&](meta::Transaction& now) { catalog.create_table(now, table); });
  }

  void json_table(const std::string& name, std::string_view columns) {
    catalog::Table table{.name = {catalog::DatabaseName("raw"), name}};
    table.storage.columns = columns_of(columns);
    table.storage.location = "s3://zone-raw/" + name + "/";
    catalog::set_format(table, {.format = catalog::FileFormat::json});
    database->write([&](meta::Transaction& now) { catalog.create_table(now, table); });
  }

  // A folder of raw.TABLE as its partition: s3://zone-raw/TABLE/VALUE/.
  void partition(const std::string& table, const std::string& value) {
    catalog::Partition partition{.values = {value}};
    partition.storage.location = fmt::format("s3://zone-raw/{}/{}/", table, value);
    std::vector<catalog::Partition> partitions{partition};
    database->write([&](meta::Transaction& now) {
      catalog.put_partitions(now, {catalog::DatabaseName("raw"), table}, partitions);
    });
  }

  static std::vector<catalog::Column> columns_of(std::string_view text) {
    std::vector<catalog::Column> columns;
    if (text.empty()) return columns;
    for (auto piece : split(text, ',')) {
      auto words = split(trim(piece), ' ');
      columns.push_back(
          {.name = std::string(words.front()), .type = catalog::parse_type(words.back())});
    }
    return columns;
  }

  // A model of curated.TABLE that materializes in full.
  Model model(const std::string& sql, const std::string& table = "t") const {
    Model model{.table = {catalog::DatabaseName("curated"), table},
                .file = "models/" + table + ".sql",
                .sql = sql};
    model.location = {.bucket = curated, .key = store::ObjectKey(table + "/")};
    return model;
  }

  Model incremental(const std::string& sql, const std::string& source) const {
    auto made = model(sql);
    made.materialization = Materialization::incremental;
    made.source = catalog::TableName{catalog::DatabaseName("raw"), source};
    return made;
  }

  ModelResult run(const Model& model, const ModelRunOptions& how = {}) {
    clock.advance(std::chrono::seconds(1));
    return runner.run(model, how);
  }

  // The error's code and message, "ok" where there was none.
  std::string failure(const Model& model, const ModelRunOptions& how = {}) {
    try {
      run(model, how);
      return "ok";
    } catch (const Error& error) {
      return error.code() + ": " + error.message();
    }
  }

  // Rows as "a|b|NULL", sorted.
  std::vector<std::string> rows(const std::string& sql) {
    auto plan = planner.plan(sql, database->snapshot(), {});
    auto result = engine.query(query::request(plan, nullptr));
    std::vector<std::string> rows;
    while (true) {
      auto columns = result->next();
      if (columns.empty() || columns.front().empty()) break;
      for (std::size_t row = 0; row < columns.front().size(); ++row) {
        std::vector<std::string> cells;
        for (std::size_t i = 0; i < columns.size(); ++i) {
          cells.push_back(
              query::to_text(columns[i][row], plan.lowered.output[i].type).value_or("NULL"));
        }
        rows.push_back(join(cells, "|"));
      }
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  // Of curated.t, "(none)" where it is not there.
  std::vector<std::string> table() {
    auto there = catalog.find_table(database->snapshot(), {catalog::DatabaseName("curated"), "t"});
    if (!there) return {"(none)"};
    return rows("SELECT * FROM curated.t");
  }

  std::vector<std::string> partitions() {
    std::vector<std::string> texts;
    for (const auto& each :
         catalog.partitions(database->snapshot(), {catalog::DatabaseName("curated"), "t"})) {
      texts.push_back(join(each.values, "/"));
    }
    return texts;
  }

  std::vector<std::string> objects(const std::string& prefix = "t/") {
    std::vector<std::string> keys;
    for (const auto& object :
         store->list(database->snapshot(), curated, {.prefix = prefix}).objects) {
      keys.push_back(object.key.text());
    }
    return keys;
  }

  // "object:line column: reason (raw)" or "expectation: row", in order.
  std::vector<std::string> dead() {
    auto now = database->snapshot();
    std::vector<std::string> lines;
    for (const auto& letter : dead_letters.list(now, {catalog::DatabaseName("curated"), "t"})) {
      dead_letters.read(now, letter, [&](const DeadRecord& record) {
        lines.push_back(text_of(record));
        return true;
      });
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  static std::string text_of(const DeadRecord& record) {
    if (!record.record) {
      return record.expectation + ": " + sluice::to_text(json::value(record.row));
    }
    const auto& reject = *record.record;
    return fmt::format("{}:{} {}: ({})", reject.source.key.text(), reject.line, reject.column,
                       reject.raw);
  }

  store::BucketName raw{"zone-raw"};
  store::BucketName curated{"zone-curated"};
  catalog::Catalog catalog{*database, clock};
  engine::Engine engine{*store, {.memory_limit_bytes = 512ull << 20, .threads = 2}};
  query::Planner planner{catalog, *store};
  Runs runs{*database, clock, random};
  Core core{*database, *store, catalog, engine, planner, runs, clock, random};
  DeadLetters dead_letters{*store, *database, clock};
  ModelRunner runner{core, dead_letters};
};

}  // namespace sluice::jobs
