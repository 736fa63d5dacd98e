// Parquet's footers and Avro's headers, made by hand and taken from real files.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/error.h"
#include "crawl/avro_schema.h"
#include "crawl/crawl_test_world.h"
#include "crawl/parquet_schema.h"
#include "crawl/parquet_types.h"

namespace sluice::crawl {
namespace {

using Elements = std::vector<ParquetElement>;

std::string columns(const std::vector<catalog::Column>& columns) {
  return TestLake::columns_of(columns);
}

std::string parquet(Elements elements) {
  return columns(parquet_columns(elements));
}

ParquetElement group(const char* name, int children) {
  return {.name = name, .children = children};
}

ParquetElement leaf(const char* name, ParquetPhysical physical) {
  return {.name = name, .physical = physical};
}

TEST(ParquetTypes, ReadPrimitivesAndTheirAnnotations) {
  ParquetElement decimal = leaf("d", ParquetPhysical::fixed);
  decimal.converted = ParquetConverted::decimal;
  decimal.precision = 12;
  decimal.scale = 3;
  ParquetElement text = leaf("t", ParquetPhysical::byte_array);
  text.logical = ParquetLogical::string;
  ParquetElement day = leaf("day", ParquetPhysical::int32);
  day.converted = ParquetConverted::date;
  ParquetElement time = leaf("at", ParquetPhysical::int64);
  time.logical = ParquetLogical::timestamp;
  ParquetElement small = leaf("u8", ParquetPhysical::int32);
  small.logical = ParquetLogical::integer;
  small.bits = 8;
  small.is_unsigned = true;
  ParquetElement large = leaf("u64", ParquetPhysical::int64);
  large.converted = ParquetConverted::uint_64;
  EXPECT_EQ(parquet({group("root", 9), decimal, text, day, time, small, large,
                     leaf("Old", ParquetPhysical::int96), leaf("b", ParquetPhysical::byte_array),
                     leaf("ok", ParquetPhysical::boolean)}),
            "d decimal(12,3), t string, day date, at timestamp, u8 smallint, u64 decimal(20,0), "
            "old timestamp, b binary, ok boolean");
}

TEST(ParquetTypes, ReadListsOfNewAndOldWriters) {
  ParquetElement list = group("xs", 1);
  list.logical = ParquetLogical::list;
  ParquetElement wrapper = group("list", 1);
  wrapper.repetition = ParquetRepetition::repeated;
  ParquetElement old = leaf("array", ParquetPhysical::int64);
  old.repetition = ParquetRepetition::repeated;
  ParquetElement bare = leaf("bare", ParquetPhysical::double_);
  bare.repetition = ParquetRepetition::repeated;
  EXPECT_EQ(parquet({group("root", 1), list, wrapper, leaf("element", ParquetPhysical::int32)}),
            "xs array<int>");
  EXPECT_EQ(parquet({group("root", 1), list, old}), "xs array<bigint>");
  EXPECT_EQ(parquet({group("root", 1), bare}), "bare array<double>");
}

TEST(ParquetTypes, ReadMapsAndStructs) {
  ParquetElement map = group("m", 1);
  map.converted = ParquetConverted::map;
  ParquetElement entries = group("key_value", 2);
  entries.repetition = ParquetRepetition::repeated;
  ParquetElement key = leaf("key", ParquetPhysical::byte_array);
  key.converted = ParquetConverted::utf8;
  EXPECT_EQ(parquet({group("root", 1), map, entries, key, group("value", 2),
                     leaf("A", ParquetPhysical::int32), leaf("b", ParquetPhysical::float_)}),
            "m map<string,struct<a:int,b:float>>");
}

TEST(ParquetTypes, RefuseElementsThatAreNoTree) {
  EXPECT_THROW(parquet({}), Error);
  EXPECT_THROW(parquet({group("root", 0)}), Error);
  EXPECT_THROW(parquet({group("root", 2), leaf("a", ParquetPhysical::int32)}), Error);
  EXPECT_THROW(parquet({group("root", 1), leaf("a", ParquetPhysical::none)}), Error);
  Elements deep;
  for (int i = 0; i < 1000; ++i)
    deep.push_back(group("g", 1));
  EXPECT_THROW(parquet(deep), Error);
}

TEST(ParquetFooter, RefusesDamage) {
  EXPECT_THROW(parse_parquet_footer(""), Error);
  EXPECT_THROW(parse_parquet_footer("\x19\xfc\xff\xff\xff\xff\x0f"), Error);
  EXPECT_THROW(parse_parquet_footer(std::string(100, '\x1c')), Error);
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

struct RealFilesTest : testing::Test, TestLake {
  std::string data(const std::string& name) {
    return read_file(std::string(SLUICE_SOURCE_DIR) + "/third_party/data/vega-datasets/" + name);
  }
};

TEST_F(RealFilesTest, FlightsAreThreeMillionRowsOfParquet) {
  const std::string content = data("flights-3m.parquet");
  if (content.empty()) GTEST_SKIP() << "scripts/setup has not fetched the data";
  put("flights/flights-3m.parquet", content);
  const CrawlPlan made = crawl(native, "flights/");
  EXPECT_EQ(columns_of(table("flights").storage.columns),
            "date timestamp, delay bigint, distance bigint, origin string, destination string");
  EXPECT_EQ(table("flights").parameters.at("recordCount"), "3000000");
  EXPECT_LT(made.counts.bytes_read, 1u << 20);
}

TEST_F(RealFilesTest, AirportsAndBirdStrikesAreCsvWithHeaders) {
  if (data("airports.csv").empty()) GTEST_SKIP() << "scripts/setup has not fetched the data";
  put("raw/airports/airports.csv", data("airports.csv"));
  put("raw/birdstrikes/birdstrikes.csv", data("birdstrikes.csv"));
  put("raw/movies/movies.json", data("movies.json"));
  crawl(native, "raw/");
  EXPECT_EQ(tables(), (std::vector<std::string>{"airports", "birdstrikes", "movies"}));
  EXPECT_EQ(columns_of(table("airports").storage.columns),
            "iata string, name string, city string, state string, country string, latitude double, "
            "longitude double");
  EXPECT_EQ(table("birdstrikes").storage.columns.front().name, "airport name");
  EXPECT_EQ(table("movies").storage.serde.parameters.at("sluice.json.array"), "true");
}

// "Obj", the header's map of one entry, a sync mark, and one block of two records.
std::string avro_file(const std::string& schema) {
  const auto number = [](std::uint64_t value) {
    std::string bytes;
    for (value *= 2; value >= 128; value /= 128)
      bytes += static_cast<char>(value % 128 + 128);
    return bytes + static_cast<char>(value);
  };
  const std::string sync(16, 's');
  return "Obj\x01" + number(1) + number(11) + "avro.schema" + number(schema.size()) + schema +
         number(0) + sync + number(2) + number(3) + "abc" + sync;
}

constexpr const char* kAvroSchema = R"({"type":"record","name":"r","fields":[
  {"name":"Id","type":"long"},
  {"name":"day","type":["null",{"type":"int","logicalType":"date"}]},
  {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}},
  {"name":"tags","type":{"type":"array","items":"string"}},
  {"name":"extra","type":{"type":"map","values":"double"}},
  {"name":"kind","type":{"type":"enum","name":"k","symbols":["a"]}},
  {"name":"kind2","type":"k"},
  {"name":"inner","type":{"type":"record","name":"i","fields":[{"name":"X","type":"float"}]}}]})";

TEST(AvroSchema, BecomesHivesTypes) {
  EXPECT_EQ(
      columns(avro_columns(kAvroSchema)),
      "id bigint, day date, price decimal(9,2), tags array<string>, extra map<string,double>, "
      "kind string, kind2 string, inner struct<x:float>");
}

TEST(AvroSchema, RefusesWhatHiveHasNoTypeFor) {
  EXPECT_THROW(avro_columns(R"("long")"), Error);
  EXPECT_THROW(avro_columns(R"({"type":"record","name":"r","fields":[
      {"name":"a","type":["int","string"]}]})"),
               Error);
  EXPECT_THROW(avro_columns(R"({"type":"record","name":"r","fields":[
      {"name":"next","type":["null","r"]}]})"),
               Error);
  EXPECT_THROW(avro_columns("{"), Error);
}

struct AvroFileTest : testing::Test, TestLake {};

TEST_F(AvroFileTest, IsReadFromItsHeaderAndCountedByItsBlocks) {
  put("a/x.avro", avro_file(kAvroSchema));
  crawl(native, "a/");
  const catalog::Table found = table("a");
  EXPECT_EQ(found.storage.columns.size(), 8u);
  EXPECT_EQ(found.parameters.at("recordCount"), "2");
  EXPECT_EQ(found.storage.serde.parameters.at("avro.schema.literal"), kAvroSchema);
}

TEST_F(AvroFileTest, IsSkippedWhenItWasCutOff) {
  const std::string whole = avro_file(kAvroSchema);
  put("a/x.avro", whole.substr(0, whole.size() - 10));
  put("a/y.avro", whole.substr(0, 40));
  const CrawlPlan made = plan(native, "a/");
  EXPECT_EQ(made.counts.skipped, 2u);
  EXPECT_EQ(made.findings[0].evidence, "it ends within a block: it was cut off");
  EXPECT_EQ(made.findings[1].evidence, "its header is damaged");
}

}  // namespace
}  // namespace sluice::crawl
