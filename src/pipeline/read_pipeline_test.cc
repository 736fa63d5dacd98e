// What sluice.yaml may say, and that every complaint has a place and the expected form.
#include <gtest/gtest.h>

#include "pipeline/pipeline_test_world.h"
#include "pipeline/zones.h"

namespace sluice::pipeline {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kWhole = R"(name: orders
description: what this is for
parameters:
  folder: {type: path, default: data}
  least: {type: integer, default: 3}
zones:
  raw: {bucket: orders-raw, versioned: true, transitions: {GLACIER_IR: 90}}
  staging: {bucket: orders-work, prefix: staging, expire_after_days: 30}
  scratch: {bucket: orders-work, prefix: scratch/, expire_after_days: 7}
sources:
  orders: {files: '${folder}/*.csv', to: raw/orders}
  rates: {files: ['https://example.org/rates.json'], to: raw/rates/, mode: full}
crawls:
  find: {of: raw, exclusions: ['**.tmp'], table_prefix: in_}
retries: 2
backoff: 500ms
timeout: 5m
)";

TEST(ReadPipeline, TakesEverySection) {
  TestFolder folder;
  folder.write("sluice.yaml", kWhole);
  auto pipeline = folder.read();
  EXPECT_EQ(pipeline.name, "orders");
  ASSERT_EQ(pipeline.zones.size(), 3u);
  EXPECT_EQ(pipeline.zones[1].prefix, "staging/");
  EXPECT_EQ(pipeline.zones[1].database.text(), "staging");
  ASSERT_EQ(pipeline.sources.size(), 2u);
  EXPECT_EQ(pipeline.sources[0].locations, (std::vector<std::string>{"data/*.csv"}));
  EXPECT_EQ(store::to_text(pipeline.sources[0].to), "s3://orders-raw/orders/");
  EXPECT_TRUE(pipeline.sources[0].is_incremental);
  EXPECT_EQ(pipeline.sources[1].kind, SourceKind::http);
  EXPECT_FALSE(pipeline.sources[1].is_incremental);
  ASSERT_EQ(pipeline.crawls.size(), 1u);
  EXPECT_EQ(pipeline.crawls[0].target.uri, "s3://orders-raw/");
  EXPECT_EQ(pipeline.crawls[0].options.database.text(), "raw");
  EXPECT_EQ(pipeline.retry.attempts, 3);
  EXPECT_EQ(pipeline.retry.backoff, 500ms);
  EXPECT_EQ(pipeline.retry.timeout, 300s);
}

TEST(ReadPipeline, TakesAScheduleInATimeZone) {
  TestFolder folder;
  folder.write("sluice.yaml", "schedule: cron(0 8 ? * MON-FRI *)\ntimezone: Europe/Berlin\n");
  const auto schedule = folder.read().schedule;
  ASSERT_TRUE(schedule);
  EXPECT_EQ(schedule->expression(), "cron(0 8 ? * MON-FRI *)");
  EXPECT_EQ(schedule->zone().name(), "Europe/Berlin");
  folder.write("sluice.yaml", "parameters: {every: 5 minutes}\nschedule: rate(${every})\n");
  EXPECT_EQ(folder.read().schedule->expression(), "rate(5 minutes)");
  folder.write("sluice.yaml", "name: a\n");
  EXPECT_FALSE(folder.read().schedule);
}

TEST(ReadPipeline, GivesABucketWhatItsZonesAskFor) {
  TestFolder folder;
  folder.write("sluice.yaml", kWhole);
  auto buckets = zone_buckets(folder.read());
  const auto& raw = buckets.at(store::BucketName("orders-raw"));
  EXPECT_EQ(raw.versioned, true);
  ASSERT_EQ(raw.rules.size(), 1u);
  EXPECT_EQ(raw.rules[0].filter.prefix, "");
  ASSERT_EQ(raw.rules[0].transitions.size(), 1u);
  EXPECT_EQ(raw.rules[0].transitions[0].storage_class, "GLACIER_IR");
  EXPECT_EQ(raw.rules[0].transitions[0].age.days, 90);
  const auto& work = buckets.at(store::BucketName("orders-work"));
  EXPECT_EQ(work.versioned, std::nullopt);
  ASSERT_EQ(work.rules.size(), 2u);
  EXPECT_EQ(work.rules[0].filter.prefix, "staging/");
  EXPECT_EQ(work.rules[0].expiration->days, 30);
  EXPECT_EQ(work.rules[1].filter.prefix, "scratch/");
  EXPECT_EQ(work.rules[1].expiration->days, 7);
}

TEST(ReadPipeline, RefusesZonesOfOneBucketThatContradictEachOther) {
  TestFolder folder;
  EXPECT_EQ(
      folder.complaint_about("zones:\n"
                             "  keep: {bucket: one-bucket, prefix: a}\n"
                             "  drop: {bucket: one-bucket, expire_after_days: 3}\n"),
      "sluice.yaml:3:9: zone drop expires its objects, and zone keep, which keeps its own, lies in "
      "it: give them prefixes that do not lie in each other, or two buckets");
  EXPECT_EQ(
      folder.complaint_about("zones:\n"
                             "  keep: {bucket: one-bucket, prefix: a}\n"
                             "  drop: {bucket: one-bucket, prefix: b, expire_after_days: 3}\n"),
      "ok");
}

TEST(ReadPipeline, PutsTheCommandLinesParametersInPlace) {
  TestFolder folder;
  folder.write("sluice.yaml", kWhole);
  auto pipeline = folder.read({{"folder", "/elsewhere"}});
  EXPECT_EQ(pipeline.sources[0].locations, (std::vector<std::string>{"/elsewhere/*.csv"}));
}

struct TwoZones : TestFolder {
  // Zones a and b, a model of the table t in each.
  std::string complaint_with(std::string_view zones,
                             std::string_view header = "zone: b\ntable: t") {
    write("one/m.sql", "/*\nzone: a\ntable: t\n*/ SELECT 1 AS x");
    write("one/n.sql", fmt::format("/*\n{}\n*/ SELECT 1 AS x", header));
    return complaint_about(fmt::format("zones: {}\nmodels: one\n", zones));
  }
};

TEST(ReadPipeline, RefusesTablesThatLieInEachOther) {
  TwoZones folder;
  EXPECT_EQ(folder.complaint_with("{a: {bucket: one}, b: {bucket: two}}"), "ok");
  EXPECT_EQ(folder.complaint_with("{a: {bucket: one}, b: {bucket: one, prefix: t/u}}"),
            "one/n.sql:1:1: its table would lie in s3://one/t/u/t/, and m's in s3://one/t/: give "
            "their zones prefixes that do not lie in each other");
  EXPECT_NE(folder.complaint_with("{a: {bucket: one}, b: {bucket: one}}"), "ok");
}

TEST(ReadPipeline, RefusesTwoModelsOfOneTable) {
  TwoZones folder;
  EXPECT_EQ(folder.complaint_with("{a: {bucket: one}, b: {bucket: two}}", "zone: a\ntable: t"),
            "one/n.sql:1:1: m makes the table a.t already");
}

TEST(ReadPipeline, LeavesNoLineOutThatIsIndentedOtherwise) {
  TestFolder folder;
  folder.write("m.sql", "/* zone: a\ntable: t */ SELECT 1 AS x");
  EXPECT_EQ(folder.complaint_about("zones: {a: {bucket: one}}\nmodels: m.sql\n"),
            "m.sql:2:1: this does not belong to what stands before it: indent both alike");
}

TEST(ReadPipeline, RefusesALoadIntoATable) {
  TestFolder folder;
  folder.write("m.sql", "SELECT 1 AS x");
  EXPECT_EQ(folder.complaint_about("zones: {a: {bucket: one}}\nmodels: m.sql\n"
                                   "sources:\n  s: {files: x.csv, to: a/m/new}\n"),
            "sluice.yaml:4:6: s3://one/m/new/ is where the model m keeps its table: load to "
            "another folder");
}

TEST(ReadPipeline, RefusesTwoTablesOfDatabasesThatWouldBeTheSameObjects) {
  TestFolder folder;
  auto complaint = [&](std::string_view one, std::string_view other, std::string_view to) {
    return folder.complaint_about(
        fmt::format("zones: {{a: {{bucket: one}}}}\nsources:\n"
                    "  x: {{database: {{kind: sqlite, connection: a.db, table: '{}'}}, to: a/t}}\n"
                    "  y: {{database: {{kind: sqlite, connection: b.db, table: '{}'}}, to: {}}}\n",
                    one, other, to));
  };
  EXPECT_EQ(complaint("t", "\"t\"", "a/t/"),
            "sluice.yaml:4:6: table \"t\" would become s3://one/t/t.parquet, which source x makes "
            "of table t already: load to another folder");
  EXPECT_NE(complaint("a/b", "a_b", "a/t"), "ok");
  EXPECT_NE(complaint("t", "t", "a/t"), "ok");
  EXPECT_EQ(complaint("t", "\"t\"", "a/u"), "ok");
  EXPECT_EQ(complaint("t", "T", "a/t"), "ok");
}

struct Complaint {
  std::string_view yaml;
  std::string_view message;
};

class ReadPipelineComplaints : public testing::TestWithParam<Complaint> {};

TEST_P(ReadPipelineComplaints, HaveAPlaceAndTheExpectedForm) {
  TestFolder folder;
  EXPECT_EQ(folder.complaint_about(GetParam().yaml), GetParam().message);
}

constexpr Complaint kComplaints[] = {
    {"name: a\nname: b\n", "sluice.yaml:2:1: \"name\" is here twice"},
    {"zones:\n  raw: {bucket: a-raw}\n  raw: {bucket: b-raw}\n",
     "sluice.yaml:3:3: \"raw\" is here twice"},
    {"nmae: a\n",
     "sluice.yaml:1:7: a pipeline has no \"nmae\": name, parameters, zones, sources, crawls, "
     "models, tests, retries, backoff, timeout, description, schedule, timezone are what it can "
     "have"},
    {"schedule: daily\n",
     "sluice.yaml:1:11: daily: expected cron(minutes hours day-of-month month day-of-week year), "
     "such as cron(0 8 * * ? *), or rate(5 minutes)"},
    {"name: a\nschedule: cron(0 25 * * ? *)\n",
     "sluice.yaml:2:11: cron(0 25 * * ? *): hours \"25\": expected 0 to 23"},
    {"schedule: [rate(1 hour)]\n", "sluice.yaml:1:11: expected the schedule as a text"},
    {"schedule: rate(1 hour)\ntimezone: Mars\n",
     "sluice.yaml:2:11: \"Mars\" is no time zone: expected a name such as UTC or Europe/Berlin"},
    {"timezone: Europe/Berlin\n",
     "sluice.yaml:1:11: a timezone is for `schedule:`, which is not here"},
    {"sources:\n  a: {schedule: daily}\n",
     "sluice.yaml:2:17: a schedule is the whole pipeline's: write `schedule:` beside `zones:` and "
     "`models:`"},
    {"name: [a\n", "sluice.yaml:2:1: this is not YAML: end of sequence flow not found"},
    {"- a\n", "sluice.yaml:1:1: expected a pipeline as `name: value` lines"},
    {"name: [a]\n", "sluice.yaml:1:7: expected the name as a text"},
    {"name: \xff\n", "sluice.yaml:1:1: not UTF-8 text"},
    {",\n", "sluice.yaml:1:1: this does not belong to what stands before it: indent both alike"},
    {"name: a\n,m:4, nt  \x16  rawr\n", "sluice.yaml:2:11: a control character (0x16) in the text"},
    {"zones:\n  raw: {buckets: a-raw}\n",
     "sluice.yaml:2:18: a zone has no \"buckets\": bucket, prefix, database, versioned, at_rest, "
     "transitions, expire_after_days and expire_noncurrent_after_days are what it can have"},
    {"zones:\n  raw: {prefix: a}\n", "sluice.yaml:2:8: expected `bucket: a name` in this zone"},
    {"zones:\n  raw:\n    bucket: a-raw\n    versioned: yes\n",
     "sluice.yaml:4:16: expected versioned as true or false, not \"yes\""},
    {"zones:\n  raw: {bucket: a-raw, expire_after_days: soon}\n",
     "sluice.yaml:2:43: expected a number of days as a whole number, not \"soon\""},
    {"zones:\n  raw: {bucket: a-raw, transitions: {ICE: 9}}\n",
     "sluice.yaml:2:43: \"ICE\": expected a storage class: STANDARD_IA, ONEZONE_IA, "
     "INTELLIGENT_TIERING, GLACIER_IR, GLACIER, DEEP_ARCHIVE"},
    {"zones:\n  raw: {bucket: a-raw, transitions: {STANDARD_IA: 9}}\n",
     "sluice.yaml:2:51: expected 30 days or more for STANDARD_IA"},
    {"zones:\n  raw: {bucket: a-raw, transitions: {GLACIER: 9}, expire_after_days: 9}\n",
     "sluice.yaml:2:8: its objects expire after 9 days, before they come to GLACIER"},
    {"zones:\n  raw: {bucket: a-raw, expire_after_days: 0}\n",
     "sluice.yaml:2:43: expected 1 to 36500 days"},
    {"sources:\n  a: {to: raw/a}\n",
     "sluice.yaml:2:11: \"raw\" is no zone of this pipeline: expected zone/folder/"},
    {"zones:\n  raw: {bucket: a-raw}\nsources:\n  a: {to: raw/a}\n",
     "sluice.yaml:4:6: expected `files:` or `database:` in this source"},
    {"zones:\n  raw: {bucket: a-raw}\nsources:\n  a: {files: x.csv}\n",
     "sluice.yaml:4:6: expected `to: zone/folder/`"},
    {"zones:\n  raw: {bucket: a-raw}\nsources:\n  a: {files: x.csv, to: raw, mode: often}\n",
     "sluice.yaml:4:36: \"often\": expected full or incremental"},
    {"zones:\n  raw: {bucket: a-raw}\n"
     "sources:\n  a: {files: [x.csv, 'https://x/y'], to: raw}\n",
     "sluice.yaml:4:14: URLs and local files cannot be mixed in one source"},
    {"zones:\n  raw: {bucket: a-raw}\nsources:\n  a: {database: {kind: oracle}, to: raw}\n",
     "sluice.yaml:4:24: \"oracle\": expected postgres, mysql or sqlite"},
    {"zones:\n  raw: {bucket: a-raw}\ncrawls:\n  a: {database: x}\n",
     "sluice.yaml:4:6: expected `of: zone` in this crawl"},
    {"zones:\n  raw: {bucket: a-raw}\ncrawls:\n  a: {of: raw, every: day}\n",
     "sluice.yaml:4:23: a crawl has no \"every\": of, database, table, table_prefix, exclusions "
     "and "
     "like_aws are what it can have"},
    {"zones:\n  raw: {bucket: a-raw}\nsources:\n  a: {files: x.csv, to: raw}\ncrawls:\n"
     "  a: {of: raw}\n",
     "sluice.yaml:6:6: sluice.yaml:4:6 names a step already: \"a\" must be called otherwise"},
    {"retries: many\n", "sluice.yaml:1:10: expected the retries as a whole number, not \"many\""},
    {"retries: 101\n", "sluice.yaml:1:10: expected 0 to 100 retries"},
    {"backoff: 5\n", "sluice.yaml:1:10: expected the backoff as 500ms, 30s, 5m or 2h, not \"5\""},
    {"parameters:\n  Day: {type: date, default: 2020-01-01}\n",
     "sluice.yaml:2:8: \"Day\" cannot name a parameter: use a-z, 0-9 and _"},
    {"parameters:\n  day: {type: dat}\n",
     "sluice.yaml:2:15: expected string, integer, number, boolean, date or path"},
    {"parameters:\n  day: {type: date, default: 2020-13-01}\n",
     "sluice.yaml:2:8: parameter day is \"2020-13-01\": expected a date YYYY-MM-DD"},
    {"parameters:\n  day: {type: date}\n",
     "sluice.yaml:2:8: parameter day has no default: give --param day=…"},
    {"name: ${who}\n", "sluice.yaml:1:7: ${who} is no parameter of this pipeline"},
};

INSTANTIATE_TEST_SUITE_P(All, ReadPipelineComplaints, testing::ValuesIn(kComplaints));

TEST(ReadPipeline, RefusesAnArgumentThatIsNoParameter) {
  TestFolder folder;
  folder.write("sluice.yaml", kWhole);
  EXPECT_EQ(folder.complaint({{"folders", "x"}}),
            "--param folders: the pipeline has no such parameter (it has: folder, least)");
}

TEST(ReadPipeline, RefusesAnArgumentOfAnotherType) {
  TestFolder folder;
  folder.write("sluice.yaml", kWhole);
  EXPECT_EQ(folder.complaint({{"least", "many"}}),
            "--param least:1:1: parameter least is \"many\": expected a whole number");
}

TEST(ReadPipeline, RefusesAliasesThatMakeASmallFileHuge) {
  TestFolder folder;
  EXPECT_EQ(
      folder.complaint_about("name: &a x\ndescription: *a\n"),
      "sluice.yaml:2:14: YAML aliases (*name) are not supported: quote the value, or write it "
      "out");
  EXPECT_NE(folder.complaint_about("a: &a [x]\nb: [*a, *a]\n"), "ok");
}

TEST(ReadPipeline, RefusesAFileNestedWithoutEnd) {
  TestFolder folder;
  auto complaint = folder.complaint_about("name: " + std::string(5000, '['));
  EXPECT_TRUE(complaint.starts_with("sluice.yaml:")) << complaint;
}

TEST(ReadPipeline, SaysWhichFileIsNotThere) {
  TestFolder folder;
  EXPECT_EQ(folder.complaint_about("models: missing\n"),
            "sluice.yaml:1:9: " + folder.path() + "/missing is not there");
}

TEST(ReadPipeline, SaysThatItIsNotThereItself) {
  TestFolder folder;
  EXPECT_NE(folder.complaint().find("sluice.yaml"), std::string::npos);
}

}  // namespace
}  // namespace sluice::pipeline
