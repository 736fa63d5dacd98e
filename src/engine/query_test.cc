#include <fstream>

#include "engine/engine_fixture.h"

namespace sluice::engine {
namespace {

using Query = EngineTest;

const std::vector<ScanColumn> kNumbers = {{"id", "BIGINT"}, {"name", "VARCHAR"}};

TEST_F(Query, AnswersWithoutTables) {
  EXPECT_EQ(ask({.sql = "SELECT 1, 'a', NULL, true, 1.5::DECIMAL(3,1), DATE '2024-02-29'"}),
            "1|a|NULL|true|1.5|2024-02-29");
}

TEST_F(Query, ConvertsEveryKindOfValue) {
  EXPECT_EQ(ask({.sql = "SELECT [1, NULL], MAP {'k': 2}, {'a': 1, 'b': 'x'}, 'ab'::BLOB, "
                        "TIMESTAMP '2024-01-02 03:04:05.678', 1.5::DOUBLE, 2.5::FLOAT, "
                        "170141183460469231731687303715884105727::HUGEINT"}),
            "[1,NULL]|[k,2]|[1,x]|ab|2024-01-02 03:04:05.678|1.5|2.5|"
            "170141183460469231731687303715884105727");
}

TEST_F(Query, YearsPastFourDigitsAndBeforeTheFirstReadAsTrinosDo) {
  EXPECT_EQ(ask({.sql = "SELECT DATE '0044-03-15 (BC)', DATE '12020-01-01', "
                        "TIMESTAMP '0002-12-31 (BC) 23:59:59.12', [DATE '12020-01-01'], "
                        "{'t': TIMESTAMP '12020-01-01 00:00:00'}"}),
            "-0043-03-15|+12020-01-01|-0001-12-31 23:59:59.12|[+12020-01-01]|"
            "[+12020-01-01 00:00:00]");
}

TEST_F(Query, SaysWhatIsWrongWithAValueThatCannotBeShown) {
  const auto error = error_of({.sql = "SELECT make_timestamp_ms(9223372036854775000)"});
  EXPECT_EQ(error.code(), "INVALID_CAST_ARGUMENT");
  EXPECT_EQ(error.message(), "Could not convert Timestamp(MS) to Timestamp(US)");
}

TEST_F(Query, ReadsWhatWasWritten) {
  const auto written = write("SELECT i AS id, 'n' || i AS name FROM range(5) t(i)");
  EXPECT_EQ(ask({.sql = "SELECT id, name FROM \"scan_0\" WHERE id >= 3 ORDER BY id",
                 .scans = {scan_of("scan_0", kNumbers, {}, written)}}),
            "3|n3; 4|n4");
}

TEST_F(Query, MatchesColumnsByNameIgnoringCaseAndFillsAbsentOnesWithNull) {
  const auto written = write("SELECT 'x' AS NAME, 7::INTEGER AS Id");
  EXPECT_EQ(ask({.sql = "SELECT id, name, extra FROM \"s\"",
                 .scans = {scan_of("s", {{"id", "BIGINT"}, {"name", "VARCHAR"}, {"extra", "DATE"}},
                                   {}, written)}}),
            "7|x|NULL");
}

TEST_F(Query, ReadsFilesOfDifferentSchemas) {
  auto scan = scan_of("s", {{"id", "BIGINT"}, {"v", "STRUCT(a INTEGER, b VARCHAR)"}}, {},
                      write("SELECT 1::INTEGER AS id, {'a': 1} AS v"));
  auto request = write_request("SELECT {'b': 'x', 'a': 2} AS v, 2::BIGINT AS id");
  request.file_stem = "run2";
  const auto second = engine().write_parquet(request);
  scan.files.push_back({.object = as_object(second.files[0].object)});
  EXPECT_EQ(ask({.sql = "SELECT id, v FROM \"s\" ORDER BY id", .scans = {scan}}),
            "1|[1,NULL]; 2|[2,x]");
}

TEST_F(Query, ReadsListsOfStructsThatGrewAField) {
  const auto scan =
      scan_of("s", {{"v", "STRUCT(a INTEGER, b VARCHAR)[]"}}, {}, write("SELECT [{'a': 1}] AS v"));
  EXPECT_EQ(ask({.sql = "SELECT v FROM \"s\"", .scans = {scan}}), "[[1,NULL]]");
}

TEST_F(Query, GivesPartitionKeysAsConstants) {
  const auto written =
      write("SELECT i AS id, 'n' AS name, i % 3 AS part FROM range(9) t(i)", {"part"});
  const auto scan = scan_of("s", kNumbers, {{"part", "BIGINT"}}, written);
  EXPECT_EQ(ask({.sql = "SELECT part, count(*), sum(id) FROM \"s\" GROUP BY part ORDER BY part",
                 .scans = {scan}}),
            "0|3|9; 1|3|12; 2|3|15");
}

TEST_F(Query, OpensNoFileThatItsPartitionExcludes) {
  const auto written =
      write("SELECT i AS id, 'n' AS name, i % 3 AS part FROM range(9) t(i)", {"part"});
  const auto scan = scan_of("s", kNumbers, {{"part", "BIGINT"}}, written);
  EXPECT_EQ(ask({.sql = "SELECT sum(id) FROM \"s\" WHERE part = 2 AND id > 2", .scans = {scan}}),
            "13");
  std::size_t opened = 0;
  for (const ScanCount& count : statistics_.counts)
    opened += count.rows > 0 ? 1 : 0;
  EXPECT_EQ(opened, 1u);
}

TEST_F(Query, RefusesATypeThatTheTableDoesNotHave) {
  const auto written = write("SELECT 'x' AS id, 'y' AS name");
  const auto error =
      error_of({.sql = "SELECT id FROM \"s\"", .scans = {scan_of("s", kNumbers, {}, written)}});
  EXPECT_EQ(error.code(), "HIVE_BAD_DATA");
  EXPECT_EQ(
      error.message(),
      "s3://lake/t/run1-0.parquet: column id is VARCHAR in the file, but BIGINT in the table");
}

TEST_F(Query, RefusesAValueThatDoesNotFit) {
  const auto written = write("SELECT 5000000000 AS id, 'y' AS name");
  const auto error =
      error_of({.sql = "SELECT id FROM \"s\"",
                .scans = {scan_of("s", {{"id", "INTEGER"}, {"name", "VARCHAR"}}, {}, written)}});
  EXPECT_EQ(error.code(), "HIVE_BAD_DATA");
  EXPECT_NE(error.message().find("s3://lake/t/run1-0.parquet"), std::string::npos);
}

TEST_F(Query, ReadsATableWithoutFiles) {
  EXPECT_EQ(ask({.sql = "SELECT count(*), max(id) FROM \"s\"",
                 .scans = {{.handle = "s", .columns = kNumbers}}}),
            "0|NULL");
}

TEST_F(Query, NamesACorruptObject) {
  auto written = write("SELECT 1 AS id, 'y' AS name");
  auto scan = scan_of("s", kNumbers, {}, written);
  std::string content = objects_.content(scan.files[0].object.body);
  scan.files[0].object = objects_.put("t/bad.parquet", content.substr(0, content.size() - 20));
  const auto error = error_of({.sql = "SELECT id FROM \"s\"", .scans = {scan}});
  EXPECT_EQ(error.kind(), ErrorKind::corrupt);
  EXPECT_NE(error.message().find("s3://lake/t/bad.parquet"), std::string::npos);
  EXPECT_EQ(error.message().find("sluice://"), std::string::npos);
}

TEST_F(Query, NamesAnObjectWithADamagedPage) {
  auto scan =
      scan_of("s", kNumbers, {}, write("SELECT i AS id, 'y' AS name FROM range(9999) t(i)"));
  std::string content = objects_.content(scan.files[0].object.body);
  for (std::size_t at = 40; at < content.size() / 2; ++at)
    content[at] = '\x5a';
  scan.files[0].object = objects_.put("t/bad.parquet", content);
  const auto error = error_of({.sql = "SELECT sum(id) FROM \"s\"", .scans = {scan}});
  EXPECT_EQ(error.kind(), ErrorKind::corrupt);
  EXPECT_NE(error.message().find("s3://lake/t/bad.parquet"), std::string::npos);
}

TEST_F(Query, CountsWhatItReads) {
  const auto written = write("SELECT i AS id, 'n' || i AS name FROM range(200000) t(i)");
  const auto scan = scan_of("s", kNumbers, {}, written);
  ask({.sql = "SELECT count(*) FROM \"s\" WHERE id % 2 = 0", .scans = {scan}});
  ASSERT_EQ(statistics_.counts.size(), 1u);
  EXPECT_EQ(statistics_.counts[0].records, 200000u);
  EXPECT_EQ(statistics_.counts[0].rows, 200000u);
  EXPECT_TRUE(statistics_.counts[0].is_complete);
  const auto narrow = statistics_.scanned_bytes;
  ask({.sql = "SELECT max(id), max(name) FROM \"s\" WHERE id % 2 = 0", .scans = {scan}});
  EXPECT_GT(narrow, 0u);
  EXPECT_GT(statistics_.scanned_bytes, narrow);
  EXPECT_LE(statistics_.scanned_bytes, scan.files[0].object.size_bytes + 64 * 1024);
}

TEST_F(Query, CountsEveryRowThatItHandsOnWhereALedgerIsKept) {
  const auto written = write("SELECT i AS id, 'n' || i AS name FROM range(500000) t(i)");
  auto scan = scan_of("s", kNumbers, {}, written);
  scan.bad_records = BadRecords::reject;
  EXPECT_EQ(ask({.sql = "SELECT name FROM \"s\" WHERE id = 5", .scans = {scan}}), "n5");
  ASSERT_EQ(statistics_.counts.size(), 1u);
  EXPECT_TRUE(statistics_.counts[0].is_complete);
  EXPECT_EQ(statistics_.counts[0].records, 500000u);
  EXPECT_EQ(statistics_.counts[0].rows, 500000u);
}

TEST_F(Query, ReadsNoRowGroupThatAFilterExcludes) {
  const auto written = write("SELECT i AS id, 'n' || i AS name FROM range(500000) t(i)");
  const auto scan = scan_of("s", kNumbers, {}, written);
  EXPECT_EQ(ask({.sql = "SELECT name FROM \"s\" WHERE id = 5", .scans = {scan}}), "n5");
  EXPECT_LT(statistics_.scanned_bytes, scan.files[0].object.size_bytes / 2);
}

TEST_F(Query, StopsAtALimitAndSaysThatItDidNotReadAll) {
  const auto written = write("SELECT i AS id, 'n' || i AS name FROM range(500000) t(i)");
  const auto scan = scan_of("s", kNumbers, {}, written);
  EXPECT_EQ(ask({.sql = "SELECT id FROM \"s\" LIMIT 1", .scans = {scan}}), "0");
  ASSERT_EQ(statistics_.counts.size(), 1u);
  EXPECT_FALSE(statistics_.counts[0].is_complete);
}

TEST_F(Query, DoesNotSeeAnotherQuerysScan) {
  const auto written = write("SELECT 1 AS id, 'y' AS name");
  auto open = engine().query(
      {.sql = "SELECT id FROM \"s\"", .scans = {scan_of("s", kNumbers, {}, written)}});
  EXPECT_EQ(error_of({.sql = "SELECT id FROM \"s\""}).code(), "GENERIC_INTERNAL_ERROR");
}

TEST_F(Query, JoinsAScanWithItselfAndThroughACte) {
  const auto written = write("SELECT i AS id, 'n' AS name FROM range(10) t(i)");
  EXPECT_EQ(ask({.sql = "WITH c AS (SELECT id FROM \"s\" WHERE id > 3) SELECT count(*) FROM c a "
                        "JOIN c b ON a.id = b.id JOIN \"s\" x ON x.id = a.id",
                 .scans = {scan_of("s", kNumbers, {}, written)}}),
            "6");
}

TEST_F(Query, TopRowsComeWhole) {
  const auto written =
      write("SELECT i AS id, 'n' || i AS name, i % 4 AS part FROM range(9000) t(i)", {"part"});
  EXPECT_EQ(
      ask({.sql = "SELECT id, name, part FROM \"s\" WHERE part IN (1, 3) ORDER BY id DESC LIMIT 2",
           .scans = {scan_of("s", kNumbers, {{"part", "INTEGER"}}, written)}}),
      "8999|n8999|3; 8997|n8997|1");
}

TEST_F(Query, ExpectsTheAnalyzersTypes) {
  EXPECT_EQ(ask({.sql = "SELECT 1::BIGINT", .expected_types = {"BIGINT"}}), "1");
  EXPECT_EQ(error_of({.sql = "SELECT 1::BIGINT", .expected_types = {"INTEGER"}}).code(),
            "GENERIC_INTERNAL_ERROR");
}

TEST_F(Query, MapsErrorsToTrinosCodes) {
  EXPECT_EQ(error_of({.sql = "SELECT CAST('x' AS INTEGER)"}).code(), "INVALID_CAST_ARGUMENT");
  EXPECT_EQ(error_of({.sql = "SELECT (SELECT i FROM range(2) t(i))"}).code(),
            "SUBQUERY_MULTIPLE_ROWS");
  const auto coded = error_of({.sql = "SELECT error('SLUICE:DIVISION_BY_ZERO:Division by zero')"});
  EXPECT_EQ(coded.code(), "DIVISION_BY_ZERO");
  EXPECT_EQ(coded.message(), "Division by zero");
}

// Cancels once the query has begun to read.
class CancellingObjects final : public Objects {
 public:
  CancellingObjects(Objects& inner, CancelToken& token) : inner_(inner), token_(token) {}
  std::unique_ptr<store::ObjectReader> open(const store::Object& object) override {
    token_.cancel();
    return inner_.open(object);
  }
  std::unique_ptr<store::BodyWriter> stage(const store::BucketName& bucket,
                                           const store::ObjectKey& key) override {
    return inner_.stage(bucket, key);
  }

 private:
  Objects& inner_;
  CancelToken& token_;
};

TEST_F(Query, IsCancelledWhileItRuns) {
  const auto scan = scan_of("s", kNumbers, {}, write("SELECT 1 AS id, 'y' AS name"));
  CancelToken token;
  CancellingObjects objects(objects_, token);
  engine_ = std::make_unique<Engine>(objects, options());
  const auto error =
      error_of({.sql = "SELECT count(*) FROM \"s\", range(100000000000) a(i) WHERE i % 7 = id + 7",
                .scans = {scan},
                .cancel = &token});
  EXPECT_EQ(error.kind(), ErrorKind::cancelled);
}

TEST_F(Query, FailsPastItsMemoryAndSpillLimit) {
  auto small = options(64 << 20);
  small.spill_limit_bytes = 1 << 20;
  engine_ = std::make_unique<Engine>(objects_, small);
  const auto error = error_of(
      {.sql =
           "SELECT count(*) FROM (SELECT DISTINCT hash(i), i::VARCHAR FROM range(6000000) t(i))"});
  EXPECT_EQ(error.kind(), ErrorKind::limit);
  EXPECT_EQ(error.code(), "EXCEEDED_LOCAL_MEMORY_LIMIT");
}

TEST_F(Query, SortsMoreThanItsMemoryThroughEncryptedSpillFiles) {
  engine_ = std::make_unique<Engine>(objects_, options(128 << 20));
  const std::string pattern = "PLAINTEXTPLAINTEXT";
  auto result = engine().query(
      {.sql = "SELECT i, repeat('PLAINTEXT', 12) || i FROM range(3000000) t(i) ORDER BY hash(i)"});
  ASSERT_FALSE(result->next().empty());
  std::uintmax_t spilled = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ + "/spill")) {
    if (!entry.is_regular_file()) continue;
    spilled += entry.file_size();
    std::ifstream file(entry.path(), std::ios::binary);
    std::string content(std::min<std::uintmax_t>(entry.file_size(), 64 << 20), '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    EXPECT_EQ(content.find(pattern), std::string::npos) << entry.path();
  }
  EXPECT_GT(spilled, 1u << 20);
}

TEST_F(Query, OpensOnlyTheFilesOfThePartitionsThatItAsksFor) {
  const auto written = write("SELECT 1 AS id, 'y' AS name");
  auto scan = scan_of("s", kNumbers, {{"day", "INTEGER"}}, written);
  const auto object = scan.files[0].object;
  scan.files.clear();
  for (int day = 0; day < 100000; ++day) {
    scan.files.push_back({.object = object, .partition_values = {std::to_string(day)}});
  }
  EXPECT_EQ(ask({.sql = "SELECT count(*), min(day) FROM \"s\" WHERE day BETWEEN 500 AND 509",
                 .scans = {scan}}),
            "10|500");
  EXPECT_LE(statistics_.counts.size(), 11u) << "the ten, and one that the binder looks at";
}

}  // namespace
}  // namespace sluice::engine
