// Which objects a query reads, and how: the catalog's tables at a snapshot, and what stands in.
#include "query/planner.h"

#include <gtest/gtest.h>

#include "store/store_test_world.h"

namespace sluice::query {
namespace {

using Keys = std::vector<std::string>;

struct World : store::TestWorld {
  World() {
    for (const auto& schema : {store::Store::schema(), catalog::Catalog::schema()}) {
      migrations.insert(migrations.end(), schema.begin(), schema.end());
    }
    database = std::make_unique<meta::Database>(
        files, meta::DatabaseOptions{.path = "/lake/meta.db", .schema = migrations});
    store = std::make_unique<store::Store>(*database, files, clock, random, options);
    catalog = std::make_unique<catalog::Catalog>(*database, clock);
    database->write([&](meta::Transaction& now) {
      store->create_bucket(now, bucket, {});
      catalog->create_database(now, {.name = catalog::DatabaseName("db")});
      for (const auto& table : {plain(), by_day()})
        catalog->create_table(now, table);
      std::vector<catalog::Partition> partitions;
      for (std::string day : {"mon", "tue", "__HIVE_DEFAULT_PARTITION__"}) {
        catalog::Partition partition{.values = {day}};
        partition.storage.location = "s3://zone/by_day/day=" + day + "/";
        partitions.push_back(std::move(partition));
      }
      catalog->put_partitions(now, name("by_day"), partitions);
    });
  }

  static catalog::TableName name(const std::string& table) {
    return {catalog::DatabaseName("db"), table};
  }

  static catalog::Table plain() {
    catalog::Table table{.name = name("plain")};
    table.storage.columns = {{.name = "id", .type = catalog::parse_type("bigint")},
                             {.name = "text", .type = catalog::parse_type("string")}};
    table.storage.location = "s3://zone/plain/";
    catalog::set_format(table, {.format = catalog::FileFormat::json});
    return table;
  }

  static catalog::Table by_day() {
    auto table = plain();
    table.name = name("by_day");
    table.storage.location = "s3://zone/by_day/";
    table.partition_keys = {{.name = "day", .type = catalog::parse_type("string")}};
    return table;
  }

  void put(const std::string& key, std::string_view content = "{}") {
    store::TextReader reader(content);
    store->put(bucket, store::ObjectKey(key), reader);
  }

  Plan plan(std::string_view sql, const PlanOptions& how = {}) {
    return Planner(*catalog, *store).plan(sql, database->snapshot(), how);
  }

  static Keys keys(const Plan& plan) {
    Keys keys;
    for (const auto& scan : plan.scans) {
      for (const auto& file : scan.files)
        keys.push_back(file.object.key.text());
    }
    std::sort(keys.begin(), keys.end());
    return keys;
  }

  std::vector<meta::Migration> migrations;
  std::unique_ptr<catalog::Catalog> catalog;
  store::BucketName bucket{"zone"};
};

TEST(Planner, ReadsWhatLiesBelowATablesLocationButNothingHiddenOrEmpty) {
  World world;
  for (auto key : {"plain/a", "plain/deep/b", "plain/_SUCCESS", "plain/.tmp", "plain/_x/c",
                   "other/d", "plainer/e"}) {
    world.put(key);
  }
  world.put("plain/empty", "");
  EXPECT_EQ(World::keys(world.plan("SELECT id FROM db.plain")), (Keys{"plain/a", "plain/deep/b"}));
}

TEST(Planner, SaysWhichColumnsTheQueryNamesSoThatOnlyTheyAreCast) {
  World world;
  world.put("plain/a");
  auto scan = world.plan("SELECT id FROM db.plain").scans.at(0);
  EXPECT_TRUE(scan.columns.at(0).is_read);
  EXPECT_FALSE(scan.columns.at(1).is_read);
}

TEST(Planner, PrunesPartitionsThatAConditionLeavesOut) {
  World world;
  world.put("by_day/day=mon/a");
  world.put("by_day/day=tue/b");
  world.put("by_day/day=__HIVE_DEFAULT_PARTITION__/c");
  EXPECT_EQ(World::keys(world.plan("SELECT id FROM db.by_day WHERE day = 'tue'")),
            (Keys{"by_day/day=tue/b"}));
  auto all = world.plan("SELECT id, day FROM db.by_day");
  EXPECT_EQ(all.tables.at(0).partitions, 3u);
  EXPECT_EQ(all.tables.at(0).size_bytes, 6u);
}

TEST(Planner, GivesAFileItsPartitionsValueAndNullForHivesName) {
  World world;
  world.put("by_day/day=__HIVE_DEFAULT_PARTITION__/c");
  auto scan = world.plan("SELECT id FROM db.by_day").scans.at(0);
  EXPECT_EQ(scan.files.at(0).partition_values.at(0), std::nullopt);
}

TEST(Planner, ReadsOnlyTheKeysThatAreAskedFor) {
  World world;
  world.put("plain/a");
  world.put("plain/b");
  PlanOptions options;
  options.only_keys[World::name("plain")] = {"plain/b"};
  EXPECT_EQ(World::keys(world.plan("SELECT id FROM db.plain", options)), (Keys{"plain/b"}));
}

TEST(Planner, ReadsAnOverlayInPlaceOfTheTable) {
  World world;
  world.put("plain/a");
  PlanOptions options;
  options.overlays[World::name("plain")] = {
      .schema = {.name = World::name("plain"), .columns = {{"only", sql::Type{}}}},
      .format = {.format = catalog::FileFormat::parquet}};
  auto plan = world.plan("SELECT only FROM db.plain", options);
  EXPECT_EQ(World::keys(plan), Keys{});
  EXPECT_EQ(plan.scans.at(0).format, engine::ScanFormat::parquet);
}

TEST(Planner, KeepsToItsSnapshot) {
  World world;
  world.put("plain/a");
  auto before = world.database->snapshot();
  world.put("plain/b");
  Planner planner(*world.catalog, *world.store);
  EXPECT_EQ(World::keys(planner.plan("SELECT id FROM db.plain", before, {})), (Keys{"plain/a"}));
}

TEST(Planner, RefusesRaggedRecordsUnlessHivesRulesAreAskedFor) {
  World world;
  world.put("plain/a");
  EXPECT_TRUE(world.plan("SELECT id FROM db.plain").scans.at(0).csv.is_ragged_allowed);
  EXPECT_FALSE(world.plan("SELECT id FROM db.plain", {.bad_records = engine::BadRecords::reject})
                   .scans.at(0)
                   .csv.is_ragged_allowed);
}

// A tree of expressions of its rows would be a hundred times as large.
TEST(Planner, AsksForTheColumnsOfAllTablesInOneLiteral) {
  World world;
  constexpr std::size_t kTables = 100;
  world.database->write([&](meta::Transaction& now) {
    for (std::size_t i = 0; i < kTables; ++i) {
      auto table = World::plain();
      table.name = World::name(fmt::format("t{}", i));
      table.storage.columns.front().comment = "it's \"one\"\n";
      world.catalog->create_table(now, table);
    }
  });
  auto plan = world.plan("SELECT * FROM information_schema.columns");
  EXPECT_EQ(plan.lowered.output.size(), 10u);
  EXPECT_LT(plan.lowered.duckdb_sql.size(), kTables * 400);
  EXPECT_EQ(plan.lowered.duckdb_sql.find("VALUES"), std::string::npos);
}

TEST(Planner, RefusesAPartitionOfAnotherFormatThanItsTable) {
  World world;
  auto other = World::by_day();
  catalog::set_format(other, {.format = catalog::FileFormat::csv});
  std::vector<catalog::Partition> partitions{{.values = {"wed"}, .storage = other.storage}};
  world.database->write([&](meta::Transaction& now) {
    world.catalog->put_partitions(now, World::name("by_day"), partitions);
  });
  try {
    world.plan("SELECT id FROM db.by_day");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unsupported);
  }
}

}  // namespace
}  // namespace sluice::query
