#include <set>

#include "engine/engine_fixture.h"
#include "engine/write/hive_path.h"

namespace sluice::engine {
namespace {

using Write = EngineTest;

TEST(HivePath, EscapesAsHiveDoes) {
  EXPECT_EQ(escape_partition("a b/c=d%e:\x01ü"), "a b%2Fc%3Dd%25e%3A%01ü");
  EXPECT_EQ(partition_folder({"k", "l"}, {"v", std::nullopt}), "k=v/l=__HIVE_DEFAULT_PARTITION__/");
}

TEST_F(Write, WritesNothingForAnEmptyResult) {
  const auto written = write("SELECT 1 AS a WHERE false");
  EXPECT_TRUE(written.files.empty());
  EXPECT_EQ(written.rows, 0u);
}

TEST_F(Write, LaysPartitionsOutAsHiveDoes) {
  const auto written = write(
      "SELECT * FROM (VALUES (1, 'a/b', 10), (2, NULL, 20), (3, '', 30), "
      "(4, 'a/b', 40)) t(id, k, n)",
      {"k"});
  ASSERT_EQ(written.files.size(), 2u);
  EXPECT_EQ(written.files[0].object.key.text(), "t/k=__HIVE_DEFAULT_PARTITION__/run1-0.parquet");
  EXPECT_EQ(written.files[0].partition_values[0], std::nullopt);
  EXPECT_EQ(written.files[0].rows, 2u);
  EXPECT_EQ(written.files[1].object.key.text(), "t/k=a%2Fb/run1-0.parquet");
  EXPECT_EQ(written.files[1].partition_values[0], "a/b");
  const auto scan =
      scan_of("s", {{"id", "INTEGER"}, {"n", "INTEGER"}}, {{"k", "VARCHAR"}}, written);
  EXPECT_EQ(
      ask({.sql = "SELECT k, sum(id), sum(n) FROM \"s\" GROUP BY k ORDER BY k", .scans = {scan}}),
      "a/b|5|50; NULL|5|50");
}

TEST_F(Write, PartitionsBySeveralKeysOfAnyColumn) {
  const auto written = write(
      "SELECT i % 2 AS a, i AS n, DATE '2024-01-01' + (i % 3)::INTEGER AS d "
      "FROM range(600) t(i)",
      {"d", "a"});
  EXPECT_EQ(written.files.size(), 6u);
  EXPECT_EQ(written.files[0].object.key.text(), "t/d=2024-01-01/a=0/run1-0.parquet");
  EXPECT_EQ(written.rows, 600u);
}

TEST_F(Write, SplitsAFileOnlyPastItsTargetSize) {
  auto request = write_request("SELECT i AS id, hash(i) AS h FROM range(1000000) t(i)");
  request.target_file_bytes = 3 << 20;
  const auto written = engine().write_parquet(request);
  EXPECT_GT(written.files.size(), 1u);
  EXPECT_LT(written.files.size(), 6u);
  std::set<std::string> keys;
  for (const auto& file : written.files)
    keys.insert(file.object.key.text());
  EXPECT_EQ(keys.size(), written.files.size());
  const auto scan = scan_of("s", {{"id", "BIGINT"}}, {}, written);
  EXPECT_EQ(
      ask({.sql = "SELECT count(*), sum(id), count(DISTINCT id) FROM \"s\"", .scans = {scan}}),
      "1000000|499999500000|1000000");
}

TEST_F(Write, SortsWithinEachPartition) {
  auto request =
      write_request("SELECT i AS id, i % 3 AS p, hash(i) AS h FROM range(300000) t(i)", {"p"});
  request.sort = {{.column = "h", .is_descending = true}};
  const auto written = engine().write_parquet(request);
  ASSERT_EQ(written.files.size(), 3u);
  const auto scan = scan_of("s", {{"h", "UBIGINT"}}, {{"p", "BIGINT"}}, written);
  EXPECT_EQ(
      ask({.sql =
               "SELECT count(*) FROM (SELECT h, lag(h) OVER () AS before FROM \"s\" WHERE p = 1) "
               "WHERE before < h",
           .scans = {scan}}),
      "0");
}

TEST_F(Write, SetsRejectedRowsAsideAndCountsWarnings) {
  auto request = write_request(
      "SELECT i AS id, i % 2 AS p, i % 10 <> 3 AS ok, "
      "CASE WHEN i = 8 THEN NULL ELSE i < 90 END AS small FROM range(100) t(i)",
      {"p"});
  request.checks = {{.column = "ok"}, {.column = "small", .is_rejecting = false}};
  std::mutex mutex;
  std::vector<std::string> rejected;
  request.on_rejected = [&](const std::vector<Value>& row, std::size_t check) {
    const std::lock_guard lock(mutex);
    rejected.push_back(fmt::format("{}|{}|{}", text_of(row[0]), text_of(row[1]), check));
  };
  const auto written = engine().write_parquet(request);
  EXPECT_EQ(written.rows_produced, 100u);
  EXPECT_EQ(written.rows_rejected, 10u);
  EXPECT_EQ(written.rows, 90u);
  EXPECT_EQ(written.check_failures, (std::vector<std::uint64_t>{10, 11}));
  ASSERT_EQ(rejected.size(), 10u);
  EXPECT_EQ(rejected[0], "3|1|0");
}

TEST_F(Write, RefusesColumnsThatAreNotThere) {
  EXPECT_THROW(write("SELECT 1 AS a", {"b"}), Error);
  EXPECT_THROW(write("SELECT 1 AS a", {"a"}), Error);
}

TEST_F(Write, WritesAThousandPartitionsInAGigabyteAsAThousandFiles) {
  const auto written = write(
      "SELECT i AS id, 'value ' || i AS text, i * 1.5 AS d, (i * 7919) % 1000 AS p "
      "FROM range(3000000) t(i)",
      {"p"});
  EXPECT_EQ(written.files.size(), 1000u);
  EXPECT_EQ(written.rows, 3000000u);
  const auto scan = scan_of("s", {{"id", "BIGINT"}}, {{"p", "BIGINT"}}, written);
  EXPECT_EQ(
      ask({.sql =
               "SELECT count(*), sum(id), sum(CASE WHEN (id * 7919) % 1000 = p THEN 0 ELSE 1 END) "
               "FROM \"s\"",
           .scans = {scan}}),
      "3000000|4499998500000|0");
}

TEST_F(Write, KeepsPartitionsApartInVeryLittleMemory) {
  engine_ = std::make_unique<Engine>(objects_, options(128 << 20));
  const auto written = write(
      "SELECT i AS id, repeat('x', 60) || i AS text, (i * 7919) % 300 AS p "
      "FROM range(2000000) t(i)",
      {"p"});
  EXPECT_EQ(written.files.size(), 300u);
  EXPECT_EQ(written.rows, 2000000u);
}

TEST_F(Write, TellsHowMuchOfTheQueryIsDone) {
  const auto written = write("SELECT i AS id FROM range(3000000) t(i)");
  auto request = write_request("SELECT id + 1 AS id FROM \"s\"");
  request.query.scans = {scan_of("s", {{"id", "BIGINT"}}, {}, written)};
  request.file_stem = "run2";
  std::mutex mutex;
  std::vector<WriteProgress> told;
  request.progress = [&](const WriteProgress& progress) {
    const std::lock_guard lock(mutex);
    told.push_back(progress);
  };
  engine().write_parquet(request);
  ASSERT_FALSE(told.empty());
  EXPECT_TRUE(std::any_of(told.begin(), told.end(), [](const WriteProgress& progress) {
    return progress.share_done > 0 && progress.share_done < 1;
  }));
}

TEST_F(Write, IsCancelled) {
  CancelToken token;
  auto request = write_request("SELECT i AS id FROM range(100000000000) t(i)");
  request.query.cancel = &token;
  request.progress = [&](const WriteProgress&) { token.cancel(); };
  try {
    engine().write_parquet(request);
    FAIL() << "should have been cancelled";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::cancelled);
  }
}

TEST_F(Write, TellsTheStoresErrorAsItIs) {
  class FullObjects final : public Objects {
   public:
    std::unique_ptr<store::ObjectReader> open(const store::Object&) override { return nullptr; }
    std::unique_ptr<store::BodyWriter> stage(const store::BucketName&,
                                             const store::ObjectKey&) override {
      throw Error(ErrorKind::limit, "DiskFull", "the disk is full");
    }
  } full;
  Engine engine(full, options());
  try {
    engine.write_parquet(write_request("SELECT 1 AS a"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "DiskFull");
  }
}

}  // namespace
}  // namespace sluice::engine
