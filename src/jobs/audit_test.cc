// Every kind of data test, on a table that has what it looks for.
#include "jobs/audit.h"

#include <gtest/gtest.h>

#include "jobs/jobs_test_world.h"

namespace sluice::jobs {
namespace {

struct Audited : TestLake {
  Audited() : audited(model("SELECT id, kind, price FROM raw.things")) {
    csv_table("things", "id bigint, kind string, price double");
    csv_table("kinds", "name string");
    put("kinds/1.csv", "name\na\nb\n");
    put("things/1.csv", "id,kind,price\n1,a,1\n1,a,2\n2,b,3\n3,c,\n,,\n");
    run(audited);
  }

  std::uint64_t failures(const DataTest& test) {
    audited.tests = {test};
    return runner.test(audited, nullptr).front().failures;
  }

  Model audited;
};

TEST(Audit, NotNullCountsRowsWithANull) {
  Audited lake;
  EXPECT_EQ(lake.failures({.kind = TestKind::not_null, .columns = {"id"}}), 1u);
  EXPECT_EQ(lake.failures({.kind = TestKind::not_null, .columns = {"id", "price"}}), 2u);
}

TEST(Audit, UniqueCountsRowsThatShareAKeyAndLeavesNullsOut) {
  Audited lake;
  EXPECT_EQ(lake.failures({.kind = TestKind::unique, .columns = {"id"}}), 2u);
  EXPECT_EQ(lake.failures({.kind = TestKind::unique, .columns = {"id", "price"}}), 0u);
}

TEST(Audit, AcceptedValuesCountsOthersButNotNull) {
  Audited lake;
  EXPECT_EQ(lake.failures(
                {.kind = TestKind::accepted_values, .columns = {"kind"}, .values = {"'a'", "'b'"}}),
            1u);
}

TEST(Audit, RangeIsInclusiveAndMayBeOpen) {
  Audited lake;
  EXPECT_EQ(lake.failures(
                {.kind = TestKind::range, .columns = {"price"}, .minimum = "1", .maximum = "2"}),
            1u);
  EXPECT_EQ(lake.failures({.kind = TestKind::range, .columns = {"price"}, .minimum = "2.5"}), 2u);
}

TEST(Audit, RangeOfADateTakesTheDayAsText) {
  TestLake lake;
  lake.csv_table("days", "day date");
  lake.put("days/1.csv", "day\n2020-01-01\n2021-01-01\n");
  auto model = lake.model("SELECT day FROM raw.days");
  model.tests = {{.kind = TestKind::range,
                  .columns = {"day"},
                  .maximum = "'2020-12-31'",
                  .on_fail = OnFail::warn}};
  EXPECT_EQ(lake.run(model).tests.front().failures, 1u);
  EXPECT_EQ(lake.runner.test(model, nullptr).front().failures, 1u);
}

TEST(Audit, RelationshipCountsValuesThatTheOtherTableLacks) {
  Audited lake;
  EXPECT_EQ(lake.failures({.kind = TestKind::relationship,
                           .columns = {"kind"},
                           .to_table = {catalog::DatabaseName("raw"), "kinds"},
                           .to_column = "name"}),
            1u);
}

TEST(Audit, RowCountHasBounds) {
  Audited lake;
  EXPECT_EQ(lake.failures({.kind = TestKind::row_count, .minimum = "5", .maximum = "5"}), 0u);
  EXPECT_EQ(lake.failures({.kind = TestKind::row_count, .minimum = "6"}), 1u);
  EXPECT_EQ(lake.failures({.kind = TestKind::row_count, .maximum = "4"}), 1u);
}

TEST(Audit, CustomSqlCountsTheRowsOfItsQuery) {
  Audited lake;
  EXPECT_EQ(lake.failures({.kind = TestKind::custom_sql,
                           .sql = "SELECT id FROM curated.t WHERE price > 1 -- a comment"}),
            2u);
}

TEST(Audit, ThatCannotRunSaysWhichTestInWhichLine) {
  Audited lake;
  lake.audited.tests = {{.kind = TestKind::not_null, .columns = {"colour"}, .line = 7}};
  try {
    lake.runner.test(lake.audited, nullptr);
    FAIL() << "a column that is not there";
  } catch (const Error& error) {
    EXPECT_TRUE(error.message().starts_with("models/t.sql:7: test not_null(colour): "))
        << error.message();
  }
}

TEST(Audit, OnlyWarnsWhereItIsToldTo) {
  Audited lake;
  lake.audited.tests = {{.kind = TestKind::not_null, .columns = {"id"}, .on_fail = OnFail::warn}};
  auto outcome = lake.runner.test(lake.audited, nullptr).front();
  EXPECT_FALSE(outcome.passed);
  EXPECT_TRUE(outcome.is_warning);
  EXPECT_EQ(outcome.message, "curated.t: 1 rows break not_null(id)");
  EXPECT_NO_THROW(require_passed(lake.audited, {outcome}));
}

}  // namespace
}  // namespace sluice::jobs
