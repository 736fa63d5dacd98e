// Models tried on rows given in a file.
#include <gtest/gtest.h>

#include "pipeline/pipeline_test_world.h"
#include "pipeline/unit_tests.h"

namespace sluice::pipeline {
namespace {

struct Tried : TestFolder {
  explicit Tried(std::string_view tests, std::string_view sql =
                                             "SELECT name, count(*) AS n, avg(price) AS price "
                                             "FROM raw.orders GROUP BY name") {
    write("sluice.yaml", "zones: {out: {bucket: a-out}}\nmodels: models\ntests: tests\n");
    write("models/m.sql", sql);
    write("tests/m.yaml", tests);
  }

  UnitTestOutcome outcome() const {
    auto pipeline = read();
    return run_unit_test(pipeline.models.at(0).model, pipeline.unit_tests.at(0).test);
  }
};

constexpr std::string_view kOrders = R"(model: m
tests:
  - name: counts
    given:
      raw.orders:
        - {name: ann, price: 1.5}
        - {name: ann, price: 2}
        - {name: bob, price: null}
    expect:
)";

TEST(UnitTest, PassesWhenTheRowsAreTheExpectedOnesInAnyOrder) {
  Tried tried(std::string(kOrders) +
              "      - {name: bob, n: 1, price: null}\n"
              "      - {price: 1.75, name: ann, n: 2}\n");
  auto outcome = tried.outcome();
  EXPECT_TRUE(outcome.passed) << outcome.difference;
  EXPECT_EQ(outcome.name, "counts");
}

TEST(UnitTest, ShowsTheRowsThatAreMissingAndTooMany) {
  Tried tried(std::string(kOrders) + "      - {name: ann, n: 2}\n      - {name: bob, n: 7}\n");
  auto outcome = tried.outcome();
  EXPECT_FALSE(outcome.passed);
  EXPECT_EQ(outcome.difference,
            "  missing: {\"name\":\"bob\",\"n\":7}\n"
            "  too many: {\"name\":\"bob\",\"n\":1}\n");
}

TEST(UnitTest, LeavesOutRowsThatAnExpectationRejects) {
  Tried tried(std::string(kOrders) + "      - {name: ann}\n",
              "/*\nexpectations: [price IS NOT NULL]\n*/\n"
              "SELECT name, avg(price) AS price FROM raw.orders GROUP BY name");
  EXPECT_TRUE(tried.outcome().passed);
}

TEST(UnitTest, TakesTheGivenColumnTypes) {
  Tried tried(
      "model: m\ntests:\n"
      "  - given:\n"
      "      raw.orders:\n"
      "        columns: {day: date, amount: 'decimal(10,2)'}\n"
      "        rows: [{day: 2020-02-28, amount: 1.5}]\n"
      "    expect: [{next: 2020-02-29, amount: '3.00'}]\n",
      "SELECT day + INTERVAL '1' DAY AS next, amount * 2 AS amount FROM raw.orders");
  auto outcome = tried.outcome();
  EXPECT_TRUE(outcome.passed) << outcome.difference;
}

TEST(UnitTest, MayExpectNoRows) {
  Tried tried(
      "model: m\ntests:\n"
      "  - given: {raw.orders: {columns: {name: string, price: double}}}\n"
      "    expect: []\n");
  EXPECT_TRUE(tried.outcome().passed);
}

TEST(UnitTest, SaysWhereTheModelIsWrong) {
  Tried tried(std::string(kOrders) + "      - {name: ann}\n", "SELECT\n  nobody FROM raw.orders");
  try {
    tried.outcome();
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("nobody"), std::string::npos) << error.message();
  }
}

struct Complaint {
  std::string_view yaml;
  std::string_view message;
};

class UnitTestComplaints : public testing::TestWithParam<Complaint> {};

TEST_P(UnitTestComplaints, HaveAPlaceAndTheExpectedForm) {
  EXPECT_EQ(Tried(GetParam().yaml).complaint(), GetParam().message);
}

constexpr Complaint kComplaints[] = {
    {"tests: []\n", "tests/m.yaml:1:1: expected `model: name`"},
    {"model: other\n", "tests/m.yaml:1:8: \"other\" is no model of this pipeline"},
    {"model: m\ntest: []\n", "tests/m.yaml:2:7: expected model and tests, not \"test\""},
    {"model: m\ntests:\n  - {name: a}\n",
     "tests/m.yaml:3:5: expected `expect: [rows]`; [] expects none"},
    {"model: m\ntests:\n  - {expect: [], give: {}}\n",
     "tests/m.yaml:3:24: a unit test has no \"give\": name, given and expect are what it can have"},
    {"model: m\ntests:\n  - {expect: [a]}\n",
     "tests/m.yaml:3:15: expected a row as {column: value}"},
    {"model: m\ntests:\n  - {expect: [], given: {a: []}}\n",
     "tests/m.yaml:3:29: an empty table needs `columns: {name: type}`"},
};

INSTANTIATE_TEST_SUITE_P(All, UnitTestComplaints, testing::ValuesIn(kComplaints));

}  // namespace
}  // namespace sluice::pipeline
