// Against tables that AWS's own crawler made, where a copy of them is at hand: the environment
// variable SLUICE_CONFORMANCE_GLUE names the folder with golden/expected.json.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/json.h"
#include "crawl/crawl_test_world.h"
#include "engine/text/decompress.h"

namespace sluice::crawl {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string gunzip(const std::string& content) {
  const auto reader = engine::decompress(std::make_unique<store::TextReader>(content),
                                         engine::Compression::gzip, "golden");
  std::string text;
  std::array<std::byte, 65536> buffer;
  while (const std::size_t count = reader->read(buffer)) {
    text.append(reinterpret_cast<const char*>(buffer.data()), count);
  }
  return text;
}

struct GoldenTest : testing::Test, TestLake {
  void SetUp() override {
    const char* folder = std::getenv("SLUICE_CONFORMANCE_GLUE");
    if (folder == nullptr) GTEST_SKIP() << "SLUICE_CONFORMANCE_GLUE is not set";
    golden = fs::path(folder) / "golden";
  }

  void load(const std::string& table, const std::string& prefix) {
    for (const auto& entry : fs::directory_iterator(golden / table)) {
      put(prefix + entry.path().stem().string(), gunzip(read_file(entry.path())));
    }
  }

  void expect_table(const std::string& name, const json::object& expected) {
    const catalog::Table found = table(name);
    json::array columns;
    for (const auto& each : found.storage.columns) {
      columns.push_back(json::array{each.name, to_text(each.type), each.comment});
    }
    EXPECT_EQ(json::value(columns), expected.at("columns"));
    EXPECT_EQ(found.storage.serde.library, expected.at("SerializationLibrary").as_string());
    EXPECT_EQ(found.storage.input_format, expected.at("InputFormat").as_string());
    EXPECT_EQ(found.storage.output_format, expected.at("OutputFormat").as_string());
    EXPECT_EQ(found.storage.serde.parameters.size(),
              expected.at("SerdeParameters").as_object().size());
    for (const auto& each : expected.at("SerdeParameters").as_object()) {
      EXPECT_EQ(found.storage.serde.parameters.at(each.key()), each.value().as_string());
    }
    for (const auto& each : expected.at("Parameters").as_object()) {
      EXPECT_EQ(found.parameters.at(each.key()), each.value().as_string()) << each.key();
    }
  }

  fs::path golden;
};

TEST_F(GoldenTest, LikeAwsMakesTheTablesThatAwsMade) {
  const json::value expected = parse_json(read_file(golden / "expected.json"));
  for (const auto& each : expected.as_object()) {
    const std::string name(each.key());
    load(name, name + "/");
    crawl(aws, name + "/");
    expect_table(name, each.value().as_object());
  }
}

TEST_F(GoldenTest, LikeAwsCallsPlainFoldersPartitions) {
  const json::value expected = parse_json(read_file(golden / "expected.json"));
  load("accelerometer_landing", "accelerometer_landing/a/b/");
  crawl(aws, "accelerometer_landing/");
  expect_table("accelerometer_landing", expected.at("accelerometer_landing").as_object());
  const catalog::Table found = table("accelerometer_landing");
  EXPECT_EQ(columns_of(found.partition_keys), "partition_0 string, partition_1 string");
  EXPECT_EQ(found.parameters.at("partition_filtering.enabled"), "true");
}

}  // namespace
}  // namespace sluice::crawl
