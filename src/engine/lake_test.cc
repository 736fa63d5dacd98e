// The engine on a real lake: encrypted bodies on disk, pinned by their rows.
#include "store/lake.h"

#include <fstream>

#include "engine/engine_fixture.h"

namespace sluice::engine {
namespace {

class OnALake : public EngineTest {
 protected:
  OnALake()
      : lake_(files_, clock_, random_,
              {.directory = folder_ + "/lake",
               .schema = store::Store::schema(),
               .key_file = folder_ + "/key"}) {
    lake_.database().write([&](meta::Transaction& now) {
      lake_.store().create_bucket(now, store::BucketName("lake"), {});
    });
    engine_ = std::make_unique<Engine>(lake_.store(), options());
  }

  // Shows what a write has staged, as a scan of the objects' rows.
  Scan publish(const WriteResult& written, std::vector<ScanColumn> columns,
               std::vector<ScanColumn> keys) {
    Scan scan = scan_of("s", std::move(columns), std::move(keys), written);
    lake_.database().write([&](meta::Transaction& now) {
      for (std::size_t i = 0; i < written.files.size(); ++i) {
        scan.files[i].object = lake_.store().add(now, written.files[i].object);
      }
    });
    return scan;
  }

  SystemFiles files_;
  SystemClock clock_;
  SystemRandom random_;
  store::Lake lake_;
};

TEST_F(OnALake, WritesPartitionsAndReadsThemBack) {
  const auto written =
      write("SELECT i AS id, 'value ' || i AS text, i % 50 AS p FROM range(200000) t(i)", {"p"});
  const auto scan = publish(written, {{"id", "BIGINT"}, {"text", "VARCHAR"}}, {{"p", "BIGINT"}});
  EXPECT_EQ(
      ask({.sql = "SELECT count(*), sum(id), max(text) FROM \"s\" WHERE p >= 10", .scans = {scan}}),
      "160000|16000720000|value 99999");
  const auto page =
      lake_.store().list(lake_.database().snapshot(), store::BucketName("lake"), {.prefix = "t/"});
  EXPECT_EQ(page.objects.size(), 50u);
  EXPECT_EQ(page.objects[0].key.text(), "t/p=0/run1-0.parquet");
}

TEST_F(OnALake, ReportsAFlippedByteAndAnswersNothing) {
  const auto scan = publish(write("SELECT i AS id, hash(i) AS h FROM range(300000) t(i)"),
                            {{"id", "BIGINT"}, {"h", "UBIGINT"}}, {});
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder_ + "/lake/bodies")) {
    if (!entry.is_regular_file() || entry.file_size() < 1000) continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(entry.file_size() / 2);
    file.seekg(middle);
    const char byte = static_cast<char>(file.get() ^ 1);
    file.seekp(middle);
    file.put(byte);
  }
  const auto error = error_of({.sql = "SELECT max(h), sum(id) FROM \"s\"", .scans = {scan}});
  EXPECT_EQ(error.kind(), ErrorKind::corrupt);
  EXPECT_NE(error.message().find("run1-0.parquet"), std::string::npos);
}

}  // namespace
}  // namespace sluice::engine
