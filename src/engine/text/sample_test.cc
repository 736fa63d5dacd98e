#include "engine/text/sample.h"

#include <gtest/gtest.h>

#include "engine/text/text_fixture.h"

namespace sluice::engine {
namespace {

const CsvFormat kQuoted{.delimiter = ',', .quote = '"', .escape = '"'};

CsvSample sample(std::string text, const CsvFormat& format = kQuoted,
                 const SampleLimits& limits = {}) {
  return sample_csv(std::make_unique<TextReader>(std::move(text)), format, limits);
}

TEST(Sample, TellsFieldsAndWhetherTheyWereQuoted) {
  const CsvSample csv = sample("name,\"a b\"\n\"x\"\"y\",\\N\n");
  EXPECT_TRUE(csv.is_whole);
  ASSERT_EQ(csv.records.size(), 2u);
  EXPECT_EQ(csv.records[0].fields[1].text, "a b");
  EXPECT_TRUE(csv.records[0].fields[1].is_quoted);
  EXPECT_EQ(csv.records[1].fields[0].text, "x\"y");
  EXPECT_TRUE(csv.records[1].fields[1].is_null);
  EXPECT_EQ(csv.records[1].line, 2u);
}

TEST(Sample, EndsAtItsLimitsWithoutACutRecord) {
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text += "some,fields\n";
  const CsvSample by_records = sample(text, kQuoted, {.records = 10});
  EXPECT_EQ(by_records.records.size(), 10u);
  EXPECT_FALSE(by_records.is_whole);
  const CsvSample by_bytes = sample(text, kQuoted, {.records = 100'000, .bytes = 1000});
  EXPECT_EQ(by_bytes.records.size(), 84u);
  EXPECT_EQ(by_bytes.records.back().fields.size(), 2u);
}

TEST(Sample, SaysWhatIsWrongWithARecord) {
  const CsvSample csv = sample("a,b\n\"x\"y,1\n\"\xff\",2\nc,\"open\nd,e\n");
  ASSERT_EQ(csv.records.size(), 5u);
  EXPECT_EQ(csv.records[0].fault, "");
  EXPECT_EQ(csv.records[1].fault, "text behind the closing quote of field 1");
  EXPECT_EQ(csv.records[2].fault, "not UTF-8");
  EXPECT_EQ(csv.records[3].fault, "the quote opened on line 4 is not closed");
  EXPECT_EQ(csv.records[4].fault, "");
}

TEST(Sample, GivesJsonRecordsAsTheirText) {
  const auto json = sample_json(
      std::make_unique<TextReader>("{\"a\":1}\n{\"a\" 2}\n[3]\n{\"a\":\n{\"b\":4}}"), {});
  ASSERT_EQ(json.records.size(), 4u);
  EXPECT_EQ(json.records[0].text, "{\"a\":1}");
  EXPECT_EQ(json.records[1].fault, "not JSON: expected ':' at byte 6");
  EXPECT_EQ(json.records[2].fault, "not a JSON object");
  EXPECT_EQ(json.records[3].text, "{\"a\":\n{\"b\":4}}");
  EXPECT_EQ(json.records[3].line, 4u);
}

}  // namespace
}  // namespace sluice::engine
