#include "catalog/catalog.h"

#include <gtest/gtest.h>

#include "catalog/catalog_test_world.h"

namespace sluice::catalog {
namespace {

struct CatalogTest : testing::Test, TestCatalog {};

TEST_F(CatalogTest, LowerCasesNamesAndFindsThemInAnyCase) {
  create(table("Orders", {"Id", "Customer Name"}));
  const Table found = catalog->table(now(), {.database = DatabaseName("SALES"), .table = "ORDERS"});
  EXPECT_EQ(to_text(found.name), "sales.orders");
  EXPECT_EQ(found.storage.columns[1].name, "customer name");
}

TEST_F(CatalogTest, KeepsEverythingThatATableSays) {
  Table given = table("t", {"a"}, {"int"});
  given.description = "é";
  given.owner = "me";
  given.retention = 3;
  given.parameters = {{"classification", "csv"}};
  given.view_original_text = "select 1";
  given.storage.columns[0].type = parse_type("struct<x:array<int>,y:decimal(5,2)>");
  given.storage.columns[0].comment = "a comment";
  given.storage.columns[0].parameters = {{"p", "q"}};
  given.storage.location = "s3://b/t/";
  given.storage.serde = {.name = "s", .library = "lib", .parameters = {{"field.delim", "\x01"}}};
  given.storage.bucket_count = 4;
  given.storage.bucket_columns = {"a"};
  given.storage.sort_columns = {{.name = "a", .is_ascending = false}};
  given.storage.parameters = {{"k", "v"}};
  create(given);
  const Table found = catalog->table(now(), name("t"));
  EXPECT_EQ(found.storage, given.storage);
  EXPECT_EQ(found.partition_keys, given.partition_keys);
  EXPECT_EQ(found.parameters, given.parameters);
  EXPECT_EQ(found.view_original_text, "select 1");
  EXPECT_EQ(found.description, "é");
  EXPECT_EQ(found.retention, 3);
  EXPECT_EQ(found.created, clock.now());
}

TEST_F(CatalogTest, RefusesASecondTableOfTheSameName) {
  create(table("t", {"a"}));
  EXPECT_EQ(code_of([&] { create(table("T", {"b"})); }), "AlreadyExistsException");
  EXPECT_EQ(code_of([&] {
              write([&](meta::Transaction& change) {
                catalog->create_database(change, {.name = DatabaseName("Sales")});
              });
            }),
            "AlreadyExistsException");
}

TEST_F(CatalogTest, RefusesColumnsThatDifferInCaseOnly) {
  EXPECT_EQ(code_of([&] { create(table("t", {"a", "A"})); }), "InvalidInputException");
  EXPECT_EQ(code_of([&] { create(table("t", {"key0"}, {"int"})); }), "InvalidInputException");
}

TEST_F(CatalogTest, RefusesATableInADatabaseThatIsNotThere) {
  Table lost = table("t", {"a"});
  lost.name.database = DatabaseName("nowhere");
  EXPECT_EQ(code_of([&] { create(lost); }), "EntityNotFoundException");
}

TEST_F(CatalogTest, RefusesNamesThatGlueRefuses) {
  EXPECT_EQ(code_of([&] { create(table("", {"a"})); }), "InvalidInputException");
  EXPECT_EQ(code_of([&] { create(table("a\nb", {"a"})); }), "InvalidInputException");
  EXPECT_EQ(code_of([&] { create(table(std::string(256, 'x'), {"a"})); }), "InvalidInputException");
  EXPECT_EQ(code_of([&] { create(table("t", {"\xff"})); }), "InvalidInputException");
}

TEST_F(CatalogTest, KeepsAVersionOfEveryDefinition) {
  create(table("t", {"a"}));
  write([&](meta::Transaction& change) { catalog->update_table(change, table("t", {"a", "b"})); });
  write([&](meta::Transaction& change) { catalog->update_table(change, table("t", {"c"})); });
  EXPECT_EQ(catalog->table(now(), name("t")).version, 2);
  const auto versions = catalog->table_versions(now(), name("t"));
  ASSERT_EQ(versions.size(), 3u);
  EXPECT_EQ(versions[0].storage.columns[0].name, "c");
  EXPECT_EQ(versions[2].version, 0);
  EXPECT_EQ(catalog->tables(now(), DatabaseName("sales")).size(), 1u);
}

TEST_F(CatalogTest, RefusesAnUpdateOfAnOldVersion) {
  create(table("t", {"a"}));
  const auto update = [&](int expected) {
    return code_of([&] {
      write([&](meta::Transaction& change) {
        catalog->update_table(change, table("t", {"b"}), expected);
      });
    });
  };
  EXPECT_EQ(update(0), "none");
  EXPECT_EQ(update(0), "ConcurrentModificationException");
  EXPECT_EQ(update(1), "none");
}

TEST_F(CatalogTest, ShowsASnapshotWhatWasThereThen) {
  create(table("t", {"a"}));
  const meta::Snapshot before = now();
  write([&](meta::Transaction& change) { catalog->update_table(change, table("t", {"b"})); });
  write([&](meta::Transaction& change) { catalog->delete_table(change, name("t")); });
  EXPECT_EQ(catalog->table(before, name("t")).storage.columns[0].name, "a");
  EXPECT_FALSE(catalog->find_table(now(), name("t")));
}

TEST_F(CatalogTest, DeletesADatabaseWithItsTables) {
  create(table("t", {"a"}, {"int"}));
  add("t", {{"1"}});
  write([&](meta::Transaction& change) {
    catalog->delete_database(change, DatabaseName("sales"));
    catalog->create_database(change, {.name = DatabaseName("sales")});
  });
  EXPECT_TRUE(catalog->tables(now(), DatabaseName("sales")).empty());
  create(table("t", {"a"}, {"int"}));
  EXPECT_TRUE(values("t").empty());
}

TEST_F(CatalogTest, ShowsACommitsSlicesOnlyOnceItIsPublished) {
  meta::Commit commit = database->begin_commit();
  commit.write([&](meta::Transaction& change) {
    catalog->create_table(change, table("t", {"a"}, {"int"}));
  });
  commit.write([&](meta::Transaction& change) {
    const std::vector<Partition> partitions{{.values = {"1"}}};
    catalog->add_partitions(change, name("t"), partitions);
  });
  EXPECT_FALSE(catalog->find_table(now(), name("t")));
  EXPECT_EQ(code_of([&] { create(table("t", {"b"})); }), "ConcurrentModificationException");
  commit.publish();
  EXPECT_EQ(values("t"), std::vector<std::string>{"1"});
}

TEST_F(CatalogTest, ForgetsACommitThatWasNeverPublished) {
  {
    meta::Commit commit = database->begin_commit();
    commit.write(
        [&](meta::Transaction& change) { catalog->create_table(change, table("t", {"a"})); });
  }
  create(table("t", {"b"}));
  database->remove_abandoned(database->abandoned());
  EXPECT_EQ(catalog->table(now(), name("t")).storage.columns[0].name, "b");
}

TEST_F(CatalogTest, RefusesTwoUpdatesThatOverlap) {
  create(table("t", {"a"}));
  meta::Commit commit = database->begin_commit();
  commit.write(
      [&](meta::Transaction& change) { catalog->update_table(change, table("t", {"b"})); });
  EXPECT_EQ(
      code_of([&] {
        write([&](meta::Transaction& change) { catalog->update_table(change, table("t", {"c"})); });
      }),
      "ConcurrentModificationException");
  commit.publish();
  EXPECT_EQ(catalog->table(now(), name("t")).storage.columns[0].name, "b");
}

TEST_F(CatalogTest, CollectsWhatNobodySees) {
  create(table("t", {"a"}, {"int"}));
  add("t", {{"1"}, {"2"}});
  EXPECT_EQ(catalog->collect(), 0u);
  {
    const meta::Snapshot reader = now();
    write([&](meta::Transaction& change) { catalog->delete_table(change, name("t")); });
    EXPECT_EQ(catalog->collect(), 0u);
    EXPECT_EQ(catalog->partition_count(reader, name("t")), 2u);
  }
  EXPECT_EQ(catalog->collect(), 4u);
}

TEST_F(CatalogTest, ReplacesADatabasesDescription) {
  write([&](meta::Transaction& change) {
    catalog->update_database(change, {.name = DatabaseName("SALES"), .description = "new"});
  });
  EXPECT_EQ(catalog->find_database(now(), DatabaseName("sales"))->description, "new");
  EXPECT_EQ(catalog->databases(now()).size(), 1u);
}

}  // namespace
}  // namespace sluice::catalog
