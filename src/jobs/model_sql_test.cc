#include "jobs/model_sql.h"

#include <gtest/gtest.h>

namespace sluice::jobs {
namespace {

Model model(const std::string& sql) {
  return {.table = {catalog::DatabaseName("db"), "t"}, .file = "t.sql", .sql = sql};
}

TEST(ModelSql, QuotesNamesWhateverTheyHold) {
  EXPECT_EQ(quote_name("a \"b\""), "\"a \"\"b\"\"\"");
  EXPECT_EQ(quote_name(catalog::TableName{catalog::DatabaseName("db"), "t"}), "\"db\".\"t\"");
}

TEST(ModelSql, LeavesPositionsAsTheyAreInTheFile) {
  EXPECT_EQ(query_text(model("\n\n  SELECT 1 ;\n ; ")), "\n\n  SELECT 1");
  EXPECT_EQ(query_text(model("-- one\nSELECT 1;\n-- that was it\n")), "-- one\nSELECT 1");
}

TEST(ModelSql, LeavesSeveralStatementsForTheParserToRefuse) {
  EXPECT_EQ(query_text(model("SELECT 1; SELECT 2")), "SELECT 1; SELECT 2");
}

TEST(ModelSql, PutsChecksBehindTheQuerysColumns) {
  auto with = model("SELECT 1 -- one\n AS a -- two");
  with.expectations = {{.name = "small", .condition = "a <\n 2"},
                       {.name = "odd", .condition = "a % 2 = 1", .on_fail = OnFail::warn}};
  auto query = checked_query(with);
  EXPECT_EQ(query.sql,
            "SELECT model.*, (a <  2) AS sluice_check_0, (a % 2 = 1) AS sluice_check_1 "
            "FROM (SELECT 1 -- one\n AS a\n) AS model");
  ASSERT_EQ(query.checks.size(), 2u);
  EXPECT_TRUE(query.checks[0].is_rejecting);
  EXPECT_FALSE(query.checks[1].is_rejecting);
}

TEST(ModelSql, ChecksThatNoPartOfAMergeKeyIsNull) {
  auto merging = model("SELECT 1 AS a, 2 AS b");
  merging.materialization = Materialization::merge;
  merging.merge_key = {"a", "b"};
  auto query = checked_query(merging);
  EXPECT_NE(query.sql.find("(NOT (\"a\" IS NULL OR \"b\" IS NULL)) AS sluice_check_0"),
            std::string::npos)
      << query.sql;
}

TEST(ModelSql, NamesTestsAsPeopleWriteThem) {
  EXPECT_EQ(test_name({.kind = TestKind::not_null, .columns = {"a", "b"}}), "not_null(a, b)");
  EXPECT_EQ(test_name({.kind = TestKind::custom_sql, .line = 4}), "sql (line 4)");
}

}  // namespace
}  // namespace sluice::jobs
