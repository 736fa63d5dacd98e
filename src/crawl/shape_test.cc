#include "crawl/shape.h"

#include <gtest/gtest.h>

namespace sluice::crawl {
namespace {

Shape shape(catalog::FileFormat format, const std::vector<std::string>& columns) {
  Shape result;
  result.format.format = format;
  for (const std::string& each : columns) {
    const std::size_t blank = each.find(' ');
    result.columns.push_back(
        {.name = each.substr(0, blank), .type = catalog::parse_type(each.substr(blank + 1))});
  }
  return result;
}

std::string common(const char* left, const char* right) {
  const auto type = common_type(catalog::parse_type(left), catalog::parse_type(right));
  return type ? to_text(*type) : "none";
}

TEST(CommonType, IsTheNarrowestThatHoldsBoth) {
  EXPECT_EQ(common("int", "bigint"), "bigint");
  EXPECT_EQ(common("int", "double"), "double");
  EXPECT_EQ(common("float", "double"), "double");
  EXPECT_EQ(common("int", "decimal(5,2)"), "decimal(12,2)");
  EXPECT_EQ(common("decimal(10,2)", "decimal(8,4)"), "decimal(12,4)");
  EXPECT_EQ(common("date", "timestamp"), "timestamp");
  EXPECT_EQ(common("varchar(3)", "string"), "string");
  EXPECT_EQ(common("struct<a:int>", "struct<a:bigint,b:date>"), "struct<a:bigint,b:date>");
  EXPECT_EQ(common("array<int>", "array<double>"), "array<double>");
  EXPECT_EQ(common("int", "string"), "none");
  EXPECT_EQ(common("struct<a:int>", "array<int>"), "none");
}

TEST(Similarity, WantsMoreThanSeventyPercentOfTheColumns) {
  const auto json = catalog::FileFormat::json;
  const Shape four = shape(json, {"a int", "b int", "c int", "d int"});
  EXPECT_FALSE(difference(four, shape(json, {"a int", "b int", "c int", "x int"}), Rules::native));
  EXPECT_FALSE(difference(four, shape(json, {"a int", "b int", "c int"}), Rules::native));
  EXPECT_TRUE(difference(four, shape(json, {"a int", "b int", "x int", "y int"}), Rules::native));
  EXPECT_TRUE(difference(four, shape(json, {"a int"}), Rules::native));
}

TEST(Similarity, WantsTheSameFormatCompressionAndDelimiter) {
  const Shape csv = shape(catalog::FileFormat::csv, {"a int", "b int"});
  Shape other = csv;
  EXPECT_FALSE(difference(csv, other, Rules::native));
  other.format.compression = catalog::FileCompression::gzip;
  EXPECT_EQ(difference(csv, other, Rules::native), "compression gzip instead of none");
  other = csv;
  other.format.csv.delimiter = ';';
  EXPECT_TRUE(difference(csv, other, Rules::like_aws));
  EXPECT_TRUE(difference(csv, shape(catalog::FileFormat::json, {"a int", "b int"}), Rules::native));
}

TEST(Similarity, OfDelimitedTextMindsTheOrderNatively) {
  const Shape one = shape(catalog::FileFormat::csv, {"a int", "b int", "c int"});
  const Shape other = shape(catalog::FileFormat::csv, {"a int", "c int", "b int"});
  EXPECT_EQ(difference(one, other, Rules::native), "column 2 is \"c\" instead of \"b\"");
  EXPECT_FALSE(difference(one, other, Rules::like_aws));
}

TEST(Similarity, OfParquetMindsTypesNatively) {
  const Shape one = shape(catalog::FileFormat::parquet, {"a int", "b int"});
  const Shape other = shape(catalog::FileFormat::parquet, {"a int", "b string"});
  EXPECT_EQ(difference(one, other, Rules::native), "column \"b\" is string instead of int");
}

TEST(Merge, TakesTheTypeOfWhoHasSeenAValue) {
  Shape empty = shape(catalog::FileFormat::json, {"a string", "b string"});
  empty.untyped = {"a", "b"};
  const Shape full = shape(catalog::FileFormat::json, {"a bigint", "c date"});
  const Shape merged = merge(empty, full);
  EXPECT_EQ(to_text(merged.columns[0].type), "bigint");
  EXPECT_EQ(merged.untyped, std::set<std::string>{"b"});
  EXPECT_EQ(merged.columns.size(), 3u);
  EXPECT_EQ(to_text(merge(full, empty).columns[0].type), "bigint");
}

TEST(Merge, MakesStringsOfFieldsThatDifferInsideStructs) {
  const auto type = merged_type(catalog::parse_type("struct<a:int,b:int>"),
                                catalog::parse_type("struct<a:int,b:string,c:date>"));
  EXPECT_EQ(to_text(type), "struct<a:int,b:string,c:date>");
}

TEST(ShapeText, ReadsBackEqual) {
  Shape given = shape(catalog::FileFormat::csv, {"a int", "b struct<x:decimal(5,2)>"});
  given.format.csv = {
      .delimiter = '\x01', .quote = '"', .escape = '\\', .header_lines = 1, .null_text = "NA"};
  given.format.compression = catalog::FileCompression::zstd;
  given.original_names = {"A", "é"};
  given.untyped = {"a"};
  given.avro_schema = "{}";
  EXPECT_EQ(parse_shape(to_text(given)), given);
}

}  // namespace
}  // namespace sluice::crawl
