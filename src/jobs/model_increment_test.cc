// Models that read only what is new: bookmarks, re-delivery, replaced partitions, merged keys.
#include <gtest/gtest.h>

#include "jobs/jobs_test_world.h"

namespace sluice::jobs {
namespace {

using Rows = std::vector<std::string>;

struct Orders : TestLake {
  Orders() {
    csv_table("orders", "id bigint, day string, price double");
    put("orders/1.csv", "id,day,price\n1,mon,1.5\n2,tue,2.5\n");
  }
  std::string all = "SELECT id, day, price FROM raw.orders";
};

struct Incremental : Orders {
  Incremental() : added(incremental(all, "orders")) { run(added); }
  Model added;
};

TEST(IncrementalModel, AddsTheRowsOfNewObjects) {
  Incremental lake;
  lake.put("orders/2.csv", "id,day,price\n3,wed,3.5\n");
  auto result = lake.run(lake.added);
  EXPECT_EQ(result.plan.action, ModelAction::add);
  EXPECT_EQ(result.plan.reason, "1 new object in raw.orders");
  EXPECT_EQ(result.ledger.records(), 1u) << "old objects are not read again";
  EXPECT_EQ(lake.table(), (Rows{"1|mon|1.5", "2|tue|2.5", "3|wed|3.5"}));
}

TEST(IncrementalModel, DoesNothingForTheSameKeyAndBytes) {
  Incremental lake;
  lake.put("orders/1.csv", "id,day,price\n1,mon,1.5\n2,tue,2.5\n");
  EXPECT_EQ(lake.run(lake.added).plan.action, ModelAction::up_to_date);
  EXPECT_EQ(lake.table().size(), 2u);
}

TEST(IncrementalModel, SkipsAndCountsANewKeyWithOldContent) {
  Incremental lake;
  lake.put("orders/again.csv", "id,day,price\n1,mon,1.5\n2,tue,2.5\n");
  auto result = lake.run(lake.added);
  EXPECT_EQ(result.plan.duplicate_objects, 1u);
  EXPECT_EQ(result.plan.new_objects, 0u);
  EXPECT_EQ(lake.table().size(), 2u);
  EXPECT_EQ(lake.run(lake.added).plan.action, ModelAction::up_to_date);
}

TEST(IncrementalModel, LoadsOneOfSeveralNewKeysWithOneContent) {
  Incremental lake;
  lake.put("orders/2.csv", "id,day,price\n3,wed,3.5\n");
  lake.put("orders/3.csv", "id,day,price\n3,wed,3.5\n");
  auto result = lake.run(lake.added);
  EXPECT_EQ(result.plan.new_objects, 1u);
  EXPECT_EQ(result.plan.duplicate_objects, 1u);
  EXPECT_EQ(lake.table().size(), 3u);
}

TEST(IncrementalModel, AsksForARebuildWhenAnOldKeyHasNewBytes) {
  Incremental lake;
  lake.put("orders/1.csv", "id,day,price\n1,mon,9\n");
  auto plan = lake.runner.plan(lake.added, lake.database->snapshot());
  EXPECT_EQ(plan.action, ModelAction::needs_rebuild);
  auto failure = lake.failure(lake.added);
  EXPECT_EQ(failure,
            "RebuildNeeded: models/t.sql: s3://zone-raw/orders/1.csv was loaded before and "
            "has other bytes now: run it with --rebuild");
  EXPECT_EQ(lake.table().size(), 2u);
  lake.run(lake.added, {.is_rebuild = true});
  EXPECT_EQ(lake.table(), (Rows{"1|mon|9.0"}));
}

TEST(IncrementalModel, KeepsTheRowsOfObjectsThatAreGone) {
  Incremental lake;
  lake.remove("orders/1.csv");
  EXPECT_EQ(lake.run(lake.added).plan.action, ModelAction::up_to_date);
  EXPECT_EQ(lake.table().size(), 2u);
}

TEST(IncrementalModel, IsBuiltFromEverythingWhenItsDefinitionChanges) {
  Incremental lake;
  lake.put("orders/2.csv", "id,day,price\n3,wed,3.5\n");
  lake.run(lake.added);
  auto changed = lake.incremental("SELECT id FROM raw.orders", "orders");
  EXPECT_EQ(lake.run(changed).plan.action, ModelAction::build);
  EXPECT_EQ(lake.table(), (Rows{"1", "2", "3"}));
}

TEST(IncrementalModel, AddsToPartitionsThatAreThere) {
  Orders lake;
  auto model = lake.incremental(lake.all, "orders");
  model.partition_by = {"day"};
  lake.run(model);
  lake.put("orders/2.csv", "id,day,price\n3,mon,3\n");
  lake.run(model);
  EXPECT_EQ(lake.partitions(), (Rows{"mon", "tue"}));
  EXPECT_EQ(lake.objects("t/day=mon/").size(), 2u);
  EXPECT_EQ(lake.rows("SELECT id FROM curated.t WHERE day = 'mon'"), (Rows{"1", "3"}));
}

TEST(IncrementalModel, TriesTheSameObjectsAgainAfterAFailure) {
  Incremental lake;
  lake.added.tests = {{.kind = TestKind::unique, .columns = {"id"}}};
  lake.put("orders/2.csv", "id,day,price\n2,wed,3.5\n");
  EXPECT_NE(lake.failure(lake.added), "ok");
  lake.added.tests.clear();
  EXPECT_EQ(lake.run(lake.added).plan.new_objects, 1u);
  EXPECT_EQ(lake.table().size(), 3u);
}

// raw.visits, a folder a day.
struct Visits : TestLake {
  Visits()
      : model(incremental("SELECT person, count(*) AS visits, day FROM raw.visits "
                          "GROUP BY person, day",
                          "visits")) {
    csv_table("visits", "person string", "day string");
    for (auto day : {"mon", "tue"})
      partition("visits", day);
    put("visits/mon/1.csv", "person\nann\nbob\n");
    put("visits/tue/1.csv", "person\nann\n");
    model.materialization = Materialization::replace_partitions;
    model.partition_by = {"day"};
    run(model);
  }
  Model model;
};

TEST(ReplacePartitionsModel, TakesAffectedPartitionsAnewAndLeavesTheOthersFiles) {
  Visits lake;
  auto before = lake.objects("t/day=tue/");
  lake.put("visits/mon/2.csv", "person\nann\ncyd\n");
  auto result = lake.run(lake.model);
  EXPECT_EQ(result.plan.action, ModelAction::replace);
  EXPECT_EQ(result.plan.partitions, (Rows{"day=mon"}));
  EXPECT_EQ(lake.table(), (Rows{"ann|1|tue", "ann|2|mon", "bob|1|mon", "cyd|1|mon"}));
  EXPECT_EQ(lake.objects("t/day=tue/"), before);
}

TEST(ReplacePartitionsModel, TakesAnOldKeyWithNewBytes) {
  Visits lake;
  lake.put("visits/mon/1.csv", "person\nzoe\n");
  lake.run(lake.model);
  EXPECT_EQ(lake.table(), (Rows{"ann|1|tue", "zoe|1|mon"}));
}

TEST(ReplacePartitionsModel, EmptiesAPartitionWhoseRowsAreGone) {
  Visits lake;
  lake.put("visits/mon/1.csv", "person\n");
  lake.run(lake.model);
  EXPECT_EQ(lake.table(), (Rows{"ann|1|tue"}));
  EXPECT_EQ(lake.partitions(), (Rows{"tue"}));
}

TEST(ReplacePartitionsModel, FollowsObjectsThatAreDeleted) {
  Visits lake;
  lake.remove("visits/mon/1.csv");
  lake.run(lake.model);
  EXPECT_EQ(lake.table(), (Rows{"ann|1|tue"}));
}

TEST(ReplacePartitionsModel, DoesNotReadADuplicateWithItsNeighboursLater) {
  Visits lake;
  lake.put("visits/mon/2.csv", "person\nann\nbob\n");
  lake.run(lake.model);
  EXPECT_EQ(lake.table(), (Rows{"ann|1|mon", "ann|1|tue", "bob|1|mon"}));
  lake.put("visits/mon/3.csv", "person\ndan\n");
  lake.run(lake.model);
  EXPECT_EQ(lake.table(), (Rows{"ann|1|mon", "ann|1|tue", "bob|1|mon", "dan|1|mon"}));
}

TEST(ReplacePartitionsModel, TakesTheSameBytesOfTwoPartitionsAsRowsOfBoth) {
  Visits lake;
  lake.partition("visits", "wed");
  lake.put("visits/wed/1.csv", "person\nann\n");
  lake.run(lake.model);
  EXPECT_EQ(lake.table(), (Rows{"ann|1|mon", "ann|1|tue", "ann|1|wed", "bob|1|mon"}));
}

TEST(IncrementalModel, ThatReadsNoPartitionKeyTakesTheSameBytesOnce) {
  Visits lake;
  auto model = lake.incremental("SELECT person FROM raw.visits", "visits");
  lake.run(model);
  lake.partition("visits", "wed");
  lake.put("visits/wed/1.csv", "person\nann\n");
  EXPECT_EQ(lake.run(model).plan.duplicate_objects, 1u);
  EXPECT_EQ(lake.table(), (Rows{"ann", "ann", "bob"}));
}

TEST(ReplacePartitionsModel, AddsAPartitionThatIsNew) {
  Visits lake;
  lake.partition("visits", "wed");
  lake.put("visits/wed/1.csv", "person\neve\n");
  lake.run(lake.model);
  EXPECT_EQ(lake.partitions(), (Rows{"mon", "tue", "wed"}));
}

// With other partitions than its source's, one of them may hold rows of several of the source's.
TEST(ReplacePartitionsModel, WithOtherPartitionsThanItsSourceLosesNoRows) {
  Visits lake;
  auto model = lake.incremental("SELECT day, person FROM raw.visits", "visits");
  model.materialization = Materialization::replace_partitions;
  model.partition_by = {"person"};
  lake.run(model);
  lake.put("visits/mon/1.csv", "person\nann\ncyd\n");
  lake.run(model);
  EXPECT_EQ(lake.table(), (Rows{"mon|ann", "mon|cyd", "tue|ann"}));
}

struct People : TestLake {
  People() : model(incremental("SELECT id, name, version FROM raw.people", "people")) {
    csv_table("people", "id bigint, name string, version bigint");
    put("people/1.csv", "id,name,version\n1,ann,1\n2,bob,1\n1,anna,2\n");
    model.materialization = Materialization::merge;
    model.merge_key = {"id"};
    model.latest_by = "version";
  }
  Model model;
};

TEST(MergeModel, KeepsTheLatestRowOfEachKeyAndCountsTheOthers) {
  People lake;
  auto result = lake.run(lake.model);
  EXPECT_EQ(lake.table(), (Rows{"1|anna|2", "2|bob|1"}));
  EXPECT_EQ(result.ledger.produced, 3u);
  EXPECT_EQ(result.ledger.written, 2u);
  EXPECT_EQ(result.ledger.dropped_by_merge_key, 1u);
  EXPECT_TRUE(result.ledger.is_balanced());
}

TEST(MergeModel, ReplacesRowsOfTheSameKeyAndKeepsTheRest) {
  People lake;
  lake.run(lake.model);
  lake.put("people/2.csv", "id,name,version\n2,rob,2\n3,cyd,1\n");
  auto result = lake.run(lake.model);
  EXPECT_EQ(result.plan.action, ModelAction::merge);
  EXPECT_EQ(lake.table(), (Rows{"1|anna|2", "2|rob|2", "3|cyd|1"}));
  EXPECT_EQ(result.ledger.written, 2u) << "rows that only stay are not counted";
  EXPECT_EQ(result.ledger.old_rows, 2u);
  EXPECT_EQ(result.ledger.kept_rows, 1u);
  EXPECT_EQ(result.ledger.replaced_rows, 1u);
}

TEST(MergeModel, TakesAnOldKeyWithNewBytes) {
  People lake;
  lake.run(lake.model);
  lake.put("people/1.csv", "id,name,version\n2,bea,5\n");
  lake.run(lake.model);
  EXPECT_EQ(lake.table(), (Rows{"1|anna|2", "2|bea|5"}));
}

TEST(MergeModel, SetsRowsWithoutAKeyAside) {
  People lake;
  lake.put("people/2.csv", "id,name,version\n,nobody,1\n");
  lake.run(lake.model);
  EXPECT_EQ(lake.table(), (Rows{"1|anna|2", "2|bob|1"}));
  EXPECT_EQ(lake.dead(),
            (Rows{R"(the merge key is not NULL: {"id":null,"name":"nobody","version":1})"}));
}

TEST(MergeModel, WritesOnlyPartitionsWithATouchedKeyAgain) {
  TestLake lake;
  lake.csv_table("people", "id bigint, city string");
  lake.put("people/1.csv", "id,city\n1,rome\n2,oslo\n3,oslo\n");
  auto model = lake.incremental("SELECT id, city FROM raw.people", "people");
  model.materialization = Materialization::merge;
  model.merge_key = {"id"};
  model.partition_by = {"city"};
  lake.run(model);
  auto rome = lake.objects("t/city=rome/");
  lake.put("people/2.csv", "id,city\n2,bern\n");
  lake.run(model);
  EXPECT_EQ(lake.table(), (Rows{"1|rome", "2|bern", "3|oslo"}));
  EXPECT_EQ(lake.objects("t/city=rome/"), rome);
  lake.put("people/3.csv", "id,city\n2,rome\n");
  lake.run(model);
  EXPECT_EQ(lake.table(), (Rows{"1|rome", "2|rome", "3|oslo"}));
  EXPECT_EQ(lake.partitions(), (Rows{"oslo", "rome"})) << "bern has no rows any more";
}

TEST(MergeModel, IsTheSameInWhateverPortionsTheRowsCome) {
  People one;
  one.put("people/2.csv", "id,name,version\n2,rob,2\n3,cyd,1\n");
  one.run(one.model);
  People two;
  two.run(two.model);
  two.put("people/2.csv", "id,name,version\n2,rob,2\n3,cyd,1\n");
  two.run(two.model);
  EXPECT_EQ(one.table(), two.table());
}

TEST(Replay, LoadsCorrectedRecordsAndKeepsTheRest) {
  Orders lake;
  lake.put("orders/2.csv", "id,day,price\n3,wed,x\n4,thu,y\n");
  auto model = lake.incremental(lake.all, "orders");
  lake.run(model);
  ASSERT_EQ(lake.dead().size(), 2u);
  auto now = lake.database->snapshot();
  std::vector<DeadRecord> records;
  for (const auto& letter : lake.dead_letters.list(now, model.table)) {
    lake.dead_letters.read(now, letter, [&](DeadRecord record) {
      records.push_back(std::move(record));
      return true;
    });
  }
  for (auto& record : records) {
    if (record.record->raw == "3,wed,x") record.record->raw = "3,wed,3";
  }
  auto result = lake.runner.replay(model, records, {});
  EXPECT_EQ(result.ledger.written, 1u);
  EXPECT_EQ(lake.table(), (Rows{"1|mon|1.5", "2|tue|2.5", "3|wed|3.0"}));
  EXPECT_EQ(lake.dead().size(), 1u);
  EXPECT_EQ(lake.run(model).plan.action, ModelAction::up_to_date);
}

TEST(Replay, LoadsAgainWhatFitsAfterTheTablesTypesWereFixed) {
  Orders lake;
  lake.put("orders/2.csv", "id,day,price\n3000000000,wed,3\n");
  auto model = lake.incremental("SELECT id, day FROM raw.orders", "orders");
  auto set_type = [&](catalog::TypeKind kind) {
    auto table = lake.catalog.table(lake.database->snapshot(), *model.source);
    table.storage.columns.front().type = catalog::scalar(kind);
    lake.database->write([&](meta::Transaction& now) { lake.catalog.update_table(now, table); });
  };
  set_type(catalog::TypeKind::integer);
  lake.run(model);
  EXPECT_EQ(lake.table(), (Rows{"1|mon", "2|tue"}));
  set_type(catalog::TypeKind::bigint);
  lake.runner.replay(model, std::nullopt, {});
  EXPECT_EQ(lake.table(), (Rows{"1|mon", "2|tue", "3000000000|wed"}));
  EXPECT_EQ(lake.dead(), Rows{});
}

TEST(Replay, OfAModelThatMergesReplacesByKey) {
  People lake;
  lake.put("people/2.csv", "id,name,version\n2,rob,x\n");
  lake.run(lake.model);
  auto now = lake.database->snapshot();
  std::vector<DeadRecord> records;
  for (const auto& letter : lake.dead_letters.list(now, lake.model.table)) {
    lake.dead_letters.read(now, letter, [&](DeadRecord record) {
      record.record->raw = "2,rob,7";
      records.push_back(std::move(record));
      return true;
    });
  }
  lake.runner.replay(lake.model, records, {});
  EXPECT_EQ(lake.table(), (Rows{"1|anna|2", "2|rob|7"}));
  EXPECT_EQ(lake.dead(), Rows{});
}

}  // namespace
}  // namespace sluice::jobs
