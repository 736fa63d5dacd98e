// What could lose rows or double them in silence, and does not.
#include <gtest/gtest.h>

#include "jobs/jobs_test_world.h"
#include "jobs/model_state.h"

namespace sluice::jobs {
namespace {

using Rows = std::vector<std::string>;

struct Days : TestLake {
  Days() {
    csv_table("stock", "item string", "day string");
    for (auto day : {"mon", "tue"})
      partition("stock", day);
    put("stock/mon/1.csv", "item\nnut\n");
  }
};

TEST(SafeModel, TakesTheSameBytesOfAnotherPartitionThatItReadsAsOtherRows) {
  Days lake;
  auto model = lake.incremental("SELECT item, day FROM raw.stock", "stock");
  lake.run(model);
  lake.put("stock/tue/1.csv", "item\nnut\n");
  lake.put("stock/tue/2.csv", "item\nnut\n");
  auto result = lake.run(model);
  EXPECT_EQ(result.plan.new_objects, 1u);
  EXPECT_EQ(result.plan.duplicate_objects, 1u);
  EXPECT_EQ(lake.table(), (Rows{"nut|mon", "nut|tue"}));
}

TEST(SafeModel, SkipsTheSameBytesOfAnotherPartitionThatItDoesNotRead) {
  Days lake;
  auto model = lake.incremental("SELECT item FROM raw.stock", "stock");
  lake.run(model);
  lake.put("stock/tue/1.csv", "item\nnut\n");
  EXPECT_EQ(lake.run(model).plan.duplicate_objects, 1u);
  EXPECT_EQ(lake.table(), Rows{"nut"});
}

TEST(SafeModel, TakesTheSameBytesOfTwoPartitionsWhoseJoinedValuesLookAlike) {
  TestLake lake;
  lake.csv_table("n", "n bigint", "a string, b string");
  for (const auto& [values, folder] :
       {std::pair{Rows{"x/=y", "z"}, "one"}, std::pair{Rows{"x", "y/=z"}, "two"}}) {
    catalog::Partition partition{.values = values};
    partition.storage.location = fmt::format("s3://zone-raw/n/{}/", folder);
    std::vector<catalog::Partition> partitions{partition};
    lake.database->write([&](meta::Transaction& now) {
      lake.catalog.put_partitions(now, {catalog::DatabaseName("raw"), "n"}, partitions);
    });
    lake.put(fmt::format("n/{}/1.csv", folder), "n\n1\n");
  }
  lake.run(lake.incremental("SELECT n, a, b FROM raw.n", "n"));
  EXPECT_EQ(lake.table(), (Rows{"1|x/=y|z", "1|x|y/=z"}));
}

TEST(SafeModel, InFullSeesThatAContentLiesThereTwice) {
  Days lake;
  auto model = lake.model("SELECT item, day FROM raw.stock");
  lake.run(model);
  lake.put("stock/mon/2.csv", "item\nnut\n");
  lake.run(model);
  EXPECT_EQ(lake.table(), (Rows{"nut|mon", "nut|mon"}));
}

TEST(SafeModel, InFullSeesThatAColumnItReadsHasAnotherType) {
  TestLake lake;
  lake.csv_table("n", "id bigint");
  lake.put("n/1.csv", "id\n007\n");
  auto model = lake.model("SELECT CAST(id AS varchar) AS id FROM raw.n");
  lake.run(model);
  EXPECT_EQ(lake.table(), Rows{"7"});
  auto table = lake.catalog.table(lake.database->snapshot(), {catalog::DatabaseName("raw"), "n"});
  table.storage.columns.front().type = catalog::scalar(catalog::TypeKind::string);
  lake.database->write([&](meta::Transaction& now) { lake.catalog.update_table(now, table); });
  lake.run(model);
  EXPECT_EQ(lake.table(), Rows{"007"});
}

TEST(SafeModel, InFullIsBuiltAgainWhenItsOwnFilesWentAway) {
  Days lake;
  auto model = lake.model("SELECT item FROM raw.stock");
  lake.run(model);
  lake.database->write([&](meta::Transaction& now) {
    lake.store->remove(now, lake.curated, store::ObjectKey(lake.objects().front()));
  });
  EXPECT_EQ(lake.run(model).plan.reason, "its files are not as it left them");
  EXPECT_EQ(lake.table(), Rows{"nut"});
  EXPECT_EQ(lake.run(model).plan.action, ModelAction::up_to_date);
}

TEST(SafeModel, DoesNotTakeOverATableThatNoModelMade) {
  Days lake;
  auto model = lake.model("SELECT 1 AS a");
  model.table = {catalog::DatabaseName("raw"), "stock"};
  EXPECT_EQ(lake.failure(model),
            "TableNotOfModel: models/t.sql: raw.stock is a table that no model made: give the "
            "model another `table:`");
  EXPECT_EQ(lake.rows("SELECT item FROM raw.stock"), Rows{"nut"});
}

TEST(SafeModel, DoesNotMakeATableOverTheFilesOfAnother) {
  Days lake;
  auto model = lake.model("SELECT item FROM raw.stock");
  lake.run(model);
  auto renamed = model;
  renamed.table.database = catalog::DatabaseName("gold");
  EXPECT_TRUE(
      lake.failure(renamed).starts_with("LocationInUse: models/t.sql: s3://zone-curated/t/ "
                                        "is where curated.t lies"));
  EXPECT_EQ(lake.table(), Rows{"nut"});
}

// A load into a folder above the table's can bring such an object.
TEST(SafeModel, SaysWhatToDoAboutAnObjectWhereItsTableWouldLie) {
  Days lake;
  store::TextReader content("item\noat\n");
  lake.store->put(lake.curated, store::ObjectKey("t/x.csv"), content);
  EXPECT_EQ(lake.failure(lake.model("SELECT item FROM raw.stock")),
            "LocationInUse: models/t.sql: s3://zone-curated/t/ holds s3://zone-curated/t/x.csv, "
            "and would share its rows with curated.t: give the zone another prefix, leave the "
            "zone's `database:` and the model's `table:` as they were, or load to another folder");
}

TEST(SafeModel, DoesNotMakeATableWhereAnEmptyOneLies) {
  Days lake;
  auto model = lake.model("SELECT item FROM raw.stock WHERE item = 'none'");
  lake.run(model);
  model.table.database = catalog::DatabaseName("gold");
  EXPECT_TRUE(
      lake.failure(model).starts_with("LocationInUse: models/t.sql: s3://zone-curated/t/ "
                                      "is where curated.t lies"));
}

TEST(SafeModel, ThatAddsDoesNotAddFilesThatWereWrittenAnew) {
  Days lake;
  auto items = lake.model("SELECT item FROM raw.stock", "items");
  lake.run(items);
  auto model = lake.incremental("SELECT item FROM curated.items", "stock");
  model.source = items.table;
  lake.run(model);
  lake.put("stock/tue/1.csv", "item\noat\n");
  lake.run(items);
  EXPECT_TRUE(
      lake.failure(model).starts_with("RebuildNeeded: models/t.sql: curated.items has "
                                      "written files anew"));
  lake.run(model, {.is_rebuild = true});
  EXPECT_EQ(lake.table(), (Rows{"nut", "oat"}));
}

TEST(SafeModel, MustReadItsSource) {
  Days lake;
  lake.csv_table("other", "item string");
  auto model = lake.incremental("SELECT item FROM raw.other", "stock");
  EXPECT_EQ(lake.failure(model),
            "SourceNotRead: models/t.sql: the query does not read raw.stock, which its `source:` "
            "names");
}

TEST(SafeModel, MovesItsRowsWhenItIsPartitionedOtherwise) {
  Days lake;
  lake.put("stock/tue/1.csv", "item\nb/c=d:e%20 ü\n");
  auto model = lake.model("SELECT item, nullif(day, 'mon') AS day FROM raw.stock");
  for (Rows keys : {Rows{"day"}, Rows{}, Rows{"item"}, Rows{"day"}}) {
    model.partition_by = keys;
    lake.run(model);
    EXPECT_EQ(lake.rows("SELECT item, day FROM curated.t"), (Rows{"b/c=d:e%20 ü|tue", "nut|NULL"}));
    EXPECT_EQ(lake.objects().size(), keys.empty() ? 1u : 2u);
  }
  EXPECT_EQ(lake.rows("SELECT item FROM curated.t WHERE day IS NULL"), Rows{"nut"});
}

TEST(SafeModel, EmptiesAPartitionOfSeveralFiles) {
  Days lake;
  auto model = lake.incremental("SELECT item, day FROM raw.stock", "stock");
  model.materialization = Materialization::merge;
  model.merge_key = {"item"};
  model.latest_by = "day";
  model.partition_by = {"day"};
  lake.run(model);
  lake.put("stock/mon/2.csv", "item\noat\n");
  lake.run(model);
  ASSERT_EQ(lake.objects("t/day=mon/").size(), 2u);
  lake.put("stock/tue/1.csv", "item\nnut\noat\n");
  lake.run(model);
  EXPECT_EQ(lake.table(), (Rows{"nut|tue", "oat|tue"}));
  EXPECT_EQ(lake.partitions(), Rows{"tue"});
}

TEST(ModelStates, SeeOneContentOfAnObjectAfterACommitThatWasCutShort) {
  Days lake;
  ModelStates states(*lake.database);
  catalog::TableName name{catalog::DatabaseName("curated"), "t"};
  auto write = [&](const std::string& content) {
    return [&, content](meta::Transaction& change) {
      std::vector<SeenObject> objects{{"s3://raw/a", content}};
      states.add_seen(change, name, objects);
    };
  };
  lake.database->write(write("old"));
  lake.database->begin_commit().write(write("new"));
  lake.database->write(write("newest"));
  auto seen = states.seen(lake.database->snapshot(), name);
  EXPECT_EQ(seen, (std::map<std::string, std::string>{{"s3://raw/a", "newest"}}));
}

}  // namespace
}  // namespace sluice::jobs
