// Transforms end to end over small objects: what readers see afterwards, and what was set aside.
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

TEST(FullModel, MakesTheTableAndRunsOnlyWhenSomethingChanged) {
  Orders lake;
  auto model = lake.model(lake.all);
  auto first = lake.run(model);
  EXPECT_EQ(first.plan.action, ModelAction::build);
  EXPECT_EQ(first.plan.reason, "it was never built");
  EXPECT_EQ(lake.table(), (Rows{"1|mon|1.5", "2|tue|2.5"}));
  auto second = lake.run(model);
  EXPECT_EQ(second.plan.action, ModelAction::up_to_date);
  EXPECT_EQ(second.files_written, 0u);
  lake.put("orders/2.csv", "id,day,price\n3,wed,3.5\n");
  EXPECT_EQ(lake.run(model).plan.reason, "what it reads changed");
  EXPECT_EQ(lake.table(), (Rows{"1|mon|1.5", "2|tue|2.5", "3|wed|3.5"}));
  EXPECT_EQ(lake.objects().size(), 1u);
}

TEST(FullModel, IsBuiltAgainWhenItsSqlChangesButNotItsLayout) {
  Orders lake;
  lake.run(lake.model(lake.all));
  auto spelled = lake.model("/* the same */ select id, day,\n  price from raw.orders ;");
  EXPECT_EQ(lake.run(spelled).plan.action, ModelAction::up_to_date);
  auto changed = lake.run(lake.model("SELECT id, day, price * 2 AS price FROM raw.orders"));
  EXPECT_EQ(changed.plan.reason, "its definition changed");
  EXPECT_EQ(lake.table(), (Rows{"1|mon|3.0", "2|tue|5.0"}));
}

TEST(FullModel, DropsThePartitionsThatHaveNoRowsAnyMore) {
  Orders lake;
  auto model = lake.model(lake.all);
  model.partition_by = {"day"};
  lake.run(model);
  EXPECT_EQ(lake.partitions(), (Rows{"mon", "tue"}));
  lake.put("orders/1.csv", "id,day,price\n2,tue,9\n3,wed,3\n");
  auto result = lake.run(model);
  EXPECT_EQ(result.partitions_written, 2u);
  EXPECT_EQ(lake.partitions(), (Rows{"tue", "wed"}));
  EXPECT_EQ(lake.table(), (Rows{"2|9.0|tue", "3|3.0|wed"}));
}

TEST(FullModel, TakesNewColumnsIntoTheCatalog) {
  Orders lake;
  lake.run(lake.model("SELECT id FROM raw.orders"));
  lake.run(lake.model("SELECT day, id FROM raw.orders"));
  EXPECT_EQ(lake.table(), (Rows{"mon|1", "tue|2"}));
}

TEST(FullModel, OfNoRowsIsAnEmptyTable) {
  Orders lake;
  lake.run(lake.model("SELECT id FROM raw.orders WHERE id > 100"));
  EXPECT_EQ(lake.table(), Rows{});
}

TEST(Ledger, CountsEveryRecordOnceAndRecordsItWithTheRun) {
  Orders lake;
  lake.put("orders/2.csv", "id,day,price\n3,wed,x\n4,thu,4\n");
  auto result = lake.run(lake.model(lake.all));
  EXPECT_EQ(result.ledger.records(), 4u);
  EXPECT_EQ(result.ledger.rejected_records(), 1u);
  EXPECT_EQ(result.ledger.produced, 3u);
  EXPECT_EQ(result.ledger.written, 3u);
  EXPECT_TRUE(result.ledger.is_balanced());
  auto run = lake.runs.find(result.run.id);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->state, RunState::succeeded);
  EXPECT_EQ(run->details.at("ledger").at("records").to_number<int>(), 4);
  EXPECT_EQ(run->details.at("ledger").at("inputs").as_array().size(), 2u);
}

TEST(Rejects, HoldTheRecordThatDoesNotFitWithItsPlaceAndText) {
  Orders lake;
  lake.put("orders/2.csv", "id,day,price\n3,wed,x\n4,thu\n5,fri,5\n");
  lake.run(lake.model(lake.all));
  EXPECT_EQ(lake.table(), (Rows{"1|mon|1.5", "2|tue|2.5", "5|fri|5.0"}));
  EXPECT_EQ(lake.dead(), (Rows{"orders/2.csv:2 price: (3,wed,x)", "orders/2.csv:3 : (4,thu)"}));
}

TEST(Rejects, DependOnlyOnTheColumnsThatTheModelReads) {
  Orders lake;
  lake.put("orders/2.csv", "id,day,price\n3,wed,x\n");
  lake.run(lake.model("SELECT id FROM raw.orders"));
  EXPECT_EQ(lake.table(), (Rows{"1", "2", "3"}));
  EXPECT_EQ(lake.dead(), Rows{});
}

TEST(Rejects, TakeLinesThatAreNoJson) {
  TestLake lake;
  lake.json_table("events", "id bigint, kind string");
  lake.put("events/1.json", "{\"id\": 1, \"kind\": \"a\"}\n{\"id\": 2, \n{\"id\": \"x\"}\n");
  lake.run(lake.model("SELECT id, kind FROM raw.events"));
  EXPECT_EQ(lake.table(), (Rows{"1|a"}));
  EXPECT_EQ(lake.dead().size(), 2u);
}

TEST(Rejects, HoldRowsThatFailAnExpectation) {
  Orders lake;
  auto model = lake.model(lake.all);
  model.expectations = {{.name = "cheap", .condition = "price < 2"}};
  auto result = lake.run(model);
  EXPECT_EQ(result.ledger.rejected_by_expectations, 1u);
  EXPECT_EQ(lake.table(), (Rows{"1|mon|1.5"}));
  EXPECT_EQ(lake.dead(), (Rows{R"(cheap: {"id":2,"day":"tue","price":2.5})"}));
}

TEST(Rejects, CountAnUnknownConditionAsFailed) {
  Orders lake;
  lake.put("orders/1.csv", "id,day,price\n1,mon,\n");
  auto model = lake.model(lake.all);
  model.expectations = {{.name = "cheap", .condition = "price < 2"}};
  lake.run(model);
  EXPECT_EQ(lake.table(), Rows{});
  EXPECT_EQ(lake.dead().size(), 1u);
}

TEST(Rejects, OfAnEarlierRunGoWhenAllIsReadAgain) {
  Orders lake;
  lake.put("orders/2.csv", "id,day,price\n3,wed,x\n");
  auto model = lake.model(lake.all);
  lake.run(model);
  lake.put("orders/2.csv", "id,day,price\n3,wed,3\n");
  lake.run(model);
  EXPECT_EQ(lake.dead(), Rows{});
}

TEST(RejectLimit, FailsTheRunAndLeavesTheTable) {
  Orders lake;
  auto model = lake.model(lake.all);
  model.reject_limit = 0.25;
  lake.run(model);
  lake.put("orders/2.csv", "id,day,price\nx,wed,x\ny,thu,4\n");
  auto failure = lake.failure(model);
  EXPECT_TRUE(
      failure.starts_with("RejectLimitExceeded: models/t.sql: 50.00 % were rejected, the "
                          "limit is 25.00 %"))
      << failure;
  EXPECT_EQ(lake.table(), (Rows{"1|mon|1.5", "2|tue|2.5"}));
  EXPECT_EQ(lake.dead().size(), 2u) << "what was wrong can be looked at";
  EXPECT_EQ(lake.objects().size(), 1u);
}

TEST(Expectation, ThatWarnsWritesTheRowsAndSaysSo) {
  Orders lake;
  auto model = lake.model(lake.all);
  model.expectations = {{.name = "cheap", .condition = "price < 2", .on_fail = OnFail::warn}};
  auto result = lake.run(model);
  EXPECT_EQ(result.warnings.size(), 1u);
  EXPECT_EQ(lake.table().size(), 2u);
  EXPECT_EQ(lake.dead(), Rows{});
}

TEST(Expectation, ThatFailsLeavesTheTableAsItWas) {
  Orders lake;
  lake.run(lake.model(lake.all));
  auto model = lake.model("SELECT id, day, -price AS price FROM raw.orders");
  model.expectations = {
      {.name = "positive", .condition = "price > 0", .on_fail = OnFail::fail, .line = 4}};
  EXPECT_EQ(lake.failure(model),
            "ExpectationFailed: models/t.sql:4: 2 rows do not satisfy positive (price > 0)");
  EXPECT_EQ(lake.table(), (Rows{"1|mon|1.5", "2|tue|2.5"}));
}

TEST(DataTests, ThatFailLeaveTheTableAsItWas) {
  Orders lake;
  lake.run(lake.model(lake.all));
  lake.put("orders/2.csv", "id,day,price\n2,wed,3\n");
  auto model = lake.model(lake.all);
  model.tests = {{.kind = TestKind::unique, .columns = {"id"}}};
  auto failure = lake.failure(model);
  EXPECT_TRUE(
      failure.starts_with("DataTestFailed: models/t.sql: curated.t: 2 rows break unique(id)"))
      << failure;
  EXPECT_EQ(lake.table(), (Rows{"1|mon|1.5", "2|tue|2.5"}));
}

TEST(DataTests, OfTheFirstRunLeaveNoTable) {
  Orders lake;
  auto model = lake.model(lake.all);
  model.tests = {{.kind = TestKind::row_count, .minimum = "3"}};
  EXPECT_NE(lake.failure(model), "ok");
  EXPECT_EQ(lake.table(), (Rows{"(none)"}));
  EXPECT_EQ(lake.objects(), Rows{});
}

TEST(Cancel, LeavesTheTableAsItWas) {
  Orders lake;
  auto model = lake.model(lake.all);
  lake.run(model);
  lake.put("orders/2.csv", "id,day,price\n3,wed,3\n");
  CancelToken cancel;
  cancel.cancel();
  auto failure = lake.failure(model, {.cancel = &cancel});
  EXPECT_EQ(failure, "USER_CANCELED: the query was cancelled");
  EXPECT_EQ(lake.table(), (Rows{"1|mon|1.5", "2|tue|2.5"}));
  EXPECT_EQ(lake.runs.list(1).front().state, RunState::stopped);
}

TEST(Model, ThatIsWrongSaysWhereInItsFile) {
  Orders lake;
  auto failure = lake.failure(lake.model("/* a\nb */\nSELECT id,\n  prize FROM raw.orders"));
  EXPECT_TRUE(failure.starts_with("COLUMN_NOT_FOUND: models/t.sql:4:3: ")) << failure;
}

TEST(Model, MustMakeTheColumnsThatItsHeaderNames) {
  Orders lake;
  auto model = lake.model(lake.all);
  model.partition_by = {"month"};
  EXPECT_EQ(lake.failure(model),
            "COLUMN_NOT_FOUND: models/t.sql: partition_by names the column "
            "\"month\", which the query does not make");
}

TEST(Run, ThatFailsIsRecordedWithItsError) {
  Orders lake;
  EXPECT_NE(lake.failure(lake.model("SELECT nothing FROM raw.orders")), "ok");
  auto run = lake.runs.list(1).front();
  EXPECT_EQ(run.state, RunState::failed);
  EXPECT_NE(run.error.find("nothing"), std::string::npos);
}

}  // namespace
}  // namespace sluice::jobs
