// What a second crawl makes of what the first one wrote.

#include <gtest/gtest.h>

#include "base/error.h"
#include "crawl/crawl_test_world.h"

namespace sluice::crawl {
namespace {

using Texts = std::vector<std::string>;

constexpr const char* kSales = "id,amount\n1,2.5\n2,3.5\n";

struct RecrawlTest : testing::Test, TestLake {};

TEST_F(RecrawlTest, ReadsUnchangedObjectsOnlyOnce) {
  put("s/day=1/a.csv", kSales);
  put("s/day=2/a.csv", kSales);
  EXPECT_EQ(crawl(native, "s/").counts.read, 2u);
  const CrawlPlan again = crawl(native, "s/");
  EXPECT_EQ(again.counts.read, 0u);
  EXPECT_EQ(again.counts.remembered, 2u);
  EXPECT_FALSE(again.changes_anything());
  EXPECT_EQ(table("s").version, 0);

  put("s/day=3/a.csv", kSales);
  put("s/day=2/a.csv", "id,amount\n7,8.5\n");
  const CrawlPlan third = crawl(native, "s/");
  EXPECT_EQ(third.counts.read, 2u);
  EXPECT_EQ(third.counts.remembered, 1u);
  EXPECT_EQ(partitions("s"), (Texts{"1", "2", "3"}));
}

TEST_F(RecrawlTest, RemembersWhatWasSkippedToo) {
  put("s/a.csv", kSales);
  put("s/broken.csv", "just one line");
  crawl(native, "s/");
  const CrawlPlan again = crawl(native, "s/");
  EXPECT_EQ(again.counts.read, 0u);
  EXPECT_EQ(again.counts.skipped, 1u);
}

TEST_F(RecrawlTest, LooksAgainUnderOtherRulesAndWhenAsked) {
  put("s/a.csv", kSales);
  crawl(native, "s/");
  EXPECT_EQ(plan(aws, "s/").counts.read, 1u);
  native.read_again = true;
  EXPECT_EQ(plan(native, "s/").counts.read, 1u);
}

TEST_F(RecrawlTest, AddsColumnsAndWidensTypes) {
  put("s/a.json", R"({"a":1,"b":"2020-01-01","c":1.5})");
  crawl(native, "s/");
  EXPECT_EQ(columns("s"), "a bigint, b date, c double");
  put("s/b.json", R"({"a":1.5,"b":"2020-01-01 10:00:00","c":1.5,"d":true})");
  const CrawlPlan made = crawl(native, "s/");
  EXPECT_EQ(columns("s"), "a double, b timestamp, c double, d boolean");
  EXPECT_EQ(table("s").version, 1);
  const auto& reasons = made.tables.at(0).reasons;
  EXPECT_NE(std::find(reasons.begin(), reasons.end(), "new column \"d\" boolean"), reasons.end());
}

TEST_F(RecrawlTest, NeverNarrowsAndNeverRemoves) {
  put("s/a.json", R"({"a":"x","b":1.5,"c":1,"gone":2})");
  crawl(native, "s/");
  remove("s/a.json");
  put("s/b.json", R"({"a":1,"b":1,"c":1})");
  crawl(native, "s/");
  EXPECT_EQ(columns("s"), "a string, b double, c bigint, gone bigint");
}

TEST_F(RecrawlTest, KeepsWhatSomebodyDeclared) {
  put("s/a.csv", kSales);
  crawl(native, "s/");
  catalog::Table edited = table("s");
  edited.storage.columns[0].type = catalog::parse_type("int");
  edited.storage.columns[1].type = catalog::parse_type("decimal(10,2)");
  edited.storage.columns[1].comment = "in euros";
  edited.parameters["owner_team"] = "finance";
  database->write([&](meta::Transaction& now) { catalog->update_table(now, edited); });
  put("s/b.csv", kSales);
  crawl(native, "s/");
  EXPECT_EQ(columns("s"), "id int, amount decimal(10,2)");
  EXPECT_EQ(table("s").storage.columns[1].comment, "in euros");
  EXPECT_EQ(table("s").parameters.at("owner_team"), "finance");
  EXPECT_EQ(table("s").parameters.at("objectCount"), "2");
}

TEST_F(RecrawlTest, ReplacesTheDefinitionLikeAws) {
  put("s/a.json", R"({"a":"x","b":1})");
  crawl(aws, "s/");
  remove("s/a.json");
  put("s/b.json", R"({"a":1,"c":1})");
  crawl(aws, "s/");
  EXPECT_EQ(columns("s"), "a int, c int");
}

TEST_F(RecrawlTest, RefusesAChangeOfFormatInAwssWords) {
  put("s/a.csv", kSales);
  crawl(native, "s/");
  remove("s/a.csv");
  put("s/a.csv", "id;amount\n1;2.5\n2;3.5\n");
  const CrawlPlan made = crawl(native, "s/");
  ASSERT_EQ(made.tables.size(), 1u);
  EXPECT_EQ(made.tables[0].action, TableAction::refuse);
  EXPECT_EQ(
      made.tables[0].reasons.back(),
      "Cannot merge new columns into the table s as defined in the Data Catalog because the "
      "parameter 'delimiter' has changed. The existing value is ',', and the crawled value is "
      "';'. Either remove the table or resolve the inconsistent parameter value.");
  EXPECT_EQ(table("s").parameters.at("delimiter"), ",");
}

TEST_F(RecrawlTest, RefusesColumnsOfCsvThatChangedPlaces) {
  put("s/a.csv", "id,amount,note\n1,2.5,x\n");
  crawl(native, "s/");
  put("s/a.csv", "id,note,amount\n1,x,2.5\n");
  EXPECT_EQ(crawl(native, "s/").tables.at(0).action, TableAction::refuse);
}

TEST_F(RecrawlTest, RemovesPartitionsWhoseFoldersAreGone) {
  put("s/day=1/a.csv", kSales);
  put("s/day=2/a.csv", kSales);
  crawl(native, "s/");
  remove("s/day=1/a.csv");
  crawl(native, "s/");
  EXPECT_EQ(partitions("s"), Texts{"2"});
  put("s/day=1/a.csv", kSales);
  crawl(native, "s/");
  EXPECT_EQ(partitions("s"), (Texts{"1", "2"}));
}

TEST_F(RecrawlTest, DeprecatesPartitionsWhereThePolicySaysSo) {
  put("s/day=1/a.csv", kSales);
  put("s/day=2/a.csv", kSales);
  crawl(native, "s/");
  native.deleted_partitions = DeletePolicy::deprecate;
  remove("s/day=1/a.csv");
  crawl(native, "s/");
  const auto partition =
      catalog->find_partition(database->snapshot(), {native.database, "s"}, {"1"});
  ASSERT_TRUE(partition);
  EXPECT_TRUE(partition->parameters.contains("DEPRECATED_BY_CRAWLER"));
  EXPECT_FALSE(crawl(native, "s/").changes_anything());
}

TEST_F(RecrawlTest, KeepsAPartitionWhoseObjectsAreOnlyBroken) {
  put("s/day=1/a.csv", kSales);
  put("s/day=2/a.csv", kSales);
  crawl(native, "s/");
  put("s/day=1/a.csv", "one line");
  crawl(native, "s/");
  EXPECT_EQ(partitions("s"), (Texts{"1", "2"}));
}

TEST_F(RecrawlTest, DeprecatesATableWhoseObjectsAreGone) {
  put("raw/a/x.csv", kSales);
  put("raw/b/x.json", R"({"q":1})");
  crawl(native, "raw/");
  remove("raw/b/x.json");
  crawl(native, "raw/");
  EXPECT_EQ(table("b").parameters.at("DEPRECATED_BY_CRAWLER"), "1795305600000");
  EXPECT_FALSE(crawl(native, "raw/").changes_anything());
  put("raw/b/x.json", R"({"q":1})");
  crawl(native, "raw/");
  EXPECT_FALSE(table("b").parameters.contains("DEPRECATED_BY_CRAWLER"));
}

TEST_F(RecrawlTest, RemovesATableWhereThePolicySaysSo) {
  put("raw/a/x.csv", kSales);
  crawl(native, "raw/a/");
  remove("raw/a/x.csv");
  native.deleted_tables = DeletePolicy::remove;
  crawl(native, "raw/a/");
  EXPECT_TRUE(tables().empty());
}

TEST_F(RecrawlTest, LeavesTablesAloneThatItDidNotMake) {
  put("raw/a/x.csv", kSales);
  crawl(native, "raw/a/");
  catalog::Table mine{.name = {native.database, "mine"}};
  mine.storage.location = "s3://zone-raw/raw/a/gone/";
  database->write([&](meta::Transaction& now) { catalog->create_table(now, mine); });
  EXPECT_FALSE(crawl(native, "raw/").changes_anything());
}

TEST_F(RecrawlTest, WritesAllPartitionsAnewWhenTheKeysChange) {
  put("s/year=2020/a.csv", kSales);
  crawl(native, "s/");
  remove("s/year=2020/a.csv");
  put("s/year=2020/month=1/a.csv", kSales);
  crawl(native, "s/");
  EXPECT_EQ(columns("s"), "id bigint, amount double | year int, month int");
  EXPECT_EQ(partitions("s"), Texts{"2020/1"});
}

TEST_F(RecrawlTest, WidensAPartitionKey) {
  put("s/k=1/a.csv", kSales);
  crawl(native, "s/");
  put("s/k=x/a.csv", kSales);
  crawl(native, "s/");
  EXPECT_EQ(columns("s"), "id bigint, amount double | k string");
  EXPECT_EQ(partitions("s"), (Texts{"1", "x"}));
}

TEST_F(RecrawlTest, RefusesToMoveATableOfTheAskedName) {
  put("a/x.csv", kSales);
  put("b/x.csv", kSales);
  native.table_name = "t";
  crawl(native, "a/");
  EXPECT_THROW(plan(native, "b/"), Error);
}

// More than one slice of a commit holds. The objects are added together: a sync of the files in
// memory costs as much as they hold.
TEST_F(RecrawlTest, HandlesMoreThanAThousandPartitions) {
  constexpr int kPartitions = 1100;
  std::vector<store::StagedObject> staged;
  for (int i = 0; i < kPartitions; ++i) {
    auto writer = store->stage(bucket, store::ObjectKey(fmt::format("s/k={}/a.csv", i)));
    writer->write(bytes_of(kSales));
    staged.push_back(writer->finish());
  }
  database->write([&](meta::Transaction& now) {
    for (const store::StagedObject& each : staged)
      store->add(now, each);
  });
  crawl(native, "s/");
  EXPECT_EQ(partitions("s").size(), 1100u);
  const CrawlPlan again = crawl(native, "s/");
  EXPECT_EQ(again.counts.read, 0u);
  EXPECT_FALSE(again.changes_anything());
}

}  // namespace
}  // namespace sluice::crawl
