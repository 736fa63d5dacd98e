#include "pipeline/read_model.h"

#include <gtest/gtest.h>

#include "pipeline/pipeline_test_world.h"

namespace sluice::pipeline {
namespace {

struct Models : TestFolder {
  explicit Models(std::string_view sql, const std::string& name = "Daily.sql") {
    write("sluice.yaml",
          "parameters:\n  least: {type: integer, default: 3}\n  day: {type: date, default: "
          "2020-01-31}\n  who: it's me\n"
          "zones:\n  raw: {bucket: a-raw}\n  curated: {bucket: a-curated, prefix: tables}\n"
          "models: models\n");
    write("models/" + name, sql);
  }

  ModelStep only() const { return read().models.at(0); }
};

TEST(ReadModel, TakesItsNameFromTheFileAndItsTableFromTheLastZone) {
  auto step = Models("SELECT 1 AS a").only();
  EXPECT_EQ(step.name, "Daily");
  EXPECT_EQ(to_text(step.model.table), "curated.daily");
  EXPECT_EQ(store::to_text(step.model.location), "s3://a-curated/tables/daily/");
  EXPECT_EQ(step.model.materialization, jobs::Materialization::full);
  EXPECT_EQ(step.model.file, "models/Daily.sql");
}

TEST(ReadModel, TakesEverythingThatAHeaderCanSay) {
  auto step = Models(R"(/*
zone: raw
table: other.Orders
name: orders
materialize: merge
source: raw.incoming
merge_key: [ID]
latest_by: Version
partition_by: day
sort_by: [id, version desc]
target_file_size: 16MB
reject_limit: 2.5%
retries: 4
expectations:
  - id > 0
  - {name: recent, check: day > DATE '2020-01-01', on_fail: warn}
tests:
  - not_null: [id, DAY]
  - unique: id
  - accepted_values: {column: kind, values: [a, "it's", 3, true, '7']}
  - range: {column: id, min: 1, max: 9.5, on_fail: warn}
  - relationship: {column: id, to: raw.incoming.ID}
  - row_count: {min: 1}
  - sql: SELECT 1 WHERE false
*/
SELECT 1)")
                  .only();
  const auto& model = step.model;
  EXPECT_EQ(step.name, "orders");
  EXPECT_EQ(to_text(model.table), "other.orders");
  EXPECT_EQ(model.materialization, jobs::Materialization::merge);
  EXPECT_EQ(to_text(*model.source), "raw.incoming");
  EXPECT_EQ(model.merge_key, (std::vector<std::string>{"id"}));
  EXPECT_EQ(model.latest_by, "version");
  EXPECT_EQ(model.partition_by, (std::vector<std::string>{"day"}));
  ASSERT_EQ(model.sort_by.size(), 2u);
  EXPECT_TRUE(model.sort_by[1].is_descending);
  EXPECT_EQ(model.target_file_bytes, 16u << 20);
  EXPECT_EQ(model.reject_limit, 0.025);
  EXPECT_EQ(step.retry.attempts, 5);
  ASSERT_EQ(model.expectations.size(), 2u);
  EXPECT_EQ(model.expectations[0].name, "id > 0");
  EXPECT_EQ(model.expectations[0].line, 15);
  EXPECT_EQ(model.expectations[1].on_fail, jobs::OnFail::warn);
  ASSERT_EQ(model.tests.size(), 7u);
  EXPECT_EQ(model.tests[0].columns, (std::vector<std::string>{"id", "day"}));
  EXPECT_EQ(model.tests[2].values,
            (std::vector<std::string>{"'a'", "'it''s'", "3", "true", "'7'"}));
  EXPECT_EQ(model.tests[3].maximum, "9.5");
  EXPECT_EQ(to_text(model.tests[4].to_table), "raw.incoming");
  EXPECT_EQ(model.tests[4].to_column, "id");
  EXPECT_EQ(model.tests[6].sql, "SELECT 1 WHERE false");
}

TEST(ReadModel, PutsParametersIntoTheSqlAsLiterals) {
  auto step = Models("SELECT ${least} AS a, ${day} AS b, ${who} AS c, '$$' AS d").only();
  EXPECT_EQ(step.model.sql, "SELECT 3 AS a, DATE '2020-01-31' AS b, 'it''s me' AS c, '$' AS d");
}

TEST(ReadModel, PutsTheTextOfParametersIntoQuotesAndNothingIntoComments) {
  auto step =
      Models("SELECT 'of ${who}, ${day}' AS \"${who}\" -- ${least} ${nobody} '\n/* ' */ + ${least}")
          .only();
  EXPECT_EQ(step.model.sql,
            "SELECT 'of it''s me, 2020-01-31' AS \"it's me\" -- ${least} ${nobody} '\n/* ' */ + 3");
}

TEST(ReadModel, TakesNothingFromACommentThatIsNoHeader) {
  EXPECT_EQ(Models("-- zone: nowhere\nSELECT 1 AS a").only().zone, "curated");
}

struct Complaint {
  std::string_view sql;
  std::string_view message;
};

class ReadModelComplaints : public testing::TestWithParam<Complaint> {};

TEST_P(ReadModelComplaints, HaveAPlaceAndTheExpectedForm) {
  EXPECT_EQ(Models(GetParam().sql).complaint(), GetParam().message);
}

constexpr Complaint kComplaints[] = {
    {"", "models/Daily.sql:1:1: the file is empty: expected a query"},
    {"/* zone: raw", "models/Daily.sql:1:1: the comment /* is not closed by */"},
    {"/*\nzone: nowhere\n*/ SELECT 1",
     "models/Daily.sql:2:7: \"nowhere\" is no zone of this pipeline"},
    {"\n\n/*\nmaterialise: full\n*/ SELECT 1",
     "models/Daily.sql:4:14: a model's header has no \"materialise\": table, zone, materialize, "
     "source, merge_key, latest_by, partition_by, sort_by, target_file_size, reject_limit, "
     "expectations, tests, retries, backoff, timeout, name and description are what it can have"},
    {"/*\nmaterialize: fully\n*/ SELECT 1",
     "models/Daily.sql:2:14: \"fully\" is no materialization: expected one of full, incremental, "
     "replace_partitions, merge"},
    {"/*\nmaterialize: incremental\n*/ SELECT 1",
     "models/Daily.sql:2:1: expected `source: table`: the table whose new objects it reads"},
    {"/*\nsource: raw.a\n*/ SELECT 1",
     "models/Daily.sql:2:1: `source` is for incremental, replace_partitions and merge models"},
    {"/*\nmaterialize: merge\nsource: raw.a\n*/ SELECT 1",
     "models/Daily.sql:2:1: `merge_key: [columns]` and `materialize: merge` go together"},
    {"/*\nzone: raw\nzone: raw\n*/ SELECT 1", "models/Daily.sql:3:1: \"zone\" is here twice"},
    {"/*\ntable: a.b.c\n*/ SELECT 1",
     "models/Daily.sql:2:8: \"a.b.c\" is no table: expected table or database.table"},
    {"/*\nsort_by: [a up]\n*/ SELECT 1",
     "models/Daily.sql:2:10: \"a up\" is no sort key: expected column [desc]"},
    {"/*\nreject_limit: 150%\n*/ SELECT 1",
     "models/Daily.sql:2:15: expected the reject limit as 0% to 100%, not \"150%\""},
    {"/*\ntarget_file_size: big\n*/ SELECT 1",
     "models/Daily.sql:2:19: expected the target file size as a size such as 512MB, not \"big\""},
    {"/*\nexpectations:\n  - {name: x}\n*/ SELECT 1",
     "models/Daily.sql:3:5: expected `check: a condition`"},
    {"/*\nexpectations:\n  - {check: a, on_fail: ignore}\n*/ SELECT 1",
     "models/Daily.sql:3:25: \"ignore\" is no on_fail: expected one of reject, warn, fail"},
    {"/*\ntests:\n  - nonull: a\n*/ SELECT 1",
     "models/Daily.sql:3:5: \"nonull\" is no test: expected not_null, unique, accepted_values, "
     "range, relationship, row_count or sql"},
    {"/*\ntests:\n  - range: {column: a}\n*/ SELECT 1",
     "models/Daily.sql:3:5: expected `min:` or `max:`"},
    {"/*\ntests:\n  - range: {min: 1}\n*/ SELECT 1",
     "models/Daily.sql:3:5: expected `column: …` in this test"},
    {"/*\ntests:\n  - accepted_values: {column: a}\n*/ SELECT 1",
     "models/Daily.sql:3:5: expected `values: [a, b]`"},
    {"/*\ntests:\n  - relationship: {column: a, to: b}\n*/ SELECT 1",
     "models/Daily.sql:3:35: expected `to: table.column`"},
    {"/*\ntests:\n  - unique: a\n    not_null: a\n*/ SELECT 1",
     "models/Daily.sql:3:5: expected a test as one `kind: …`"},
    {"SELECT\n  ${nobody}", "models/Daily.sql:2:3: ${nobody} is no parameter of this pipeline"},
};

INSTANTIATE_TEST_SUITE_P(All, ReadModelComplaints, testing::ValuesIn(kComplaints));

TEST(ReadModel, RefusesTwoModelsOfOneName) {
  Models folder("SELECT 1 AS a", "a/daily.sql");
  folder.write("models/b/daily.sql", "SELECT 2 AS a");
  EXPECT_EQ(
      folder.complaint(),
      "models/b/daily.sql:1:1: models/a/daily.sql is a model of the same name, \"daily\": give "
      "one another `name:`");
}

}  // namespace
}  // namespace sluice::pipeline
