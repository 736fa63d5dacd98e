#include "engine/text/csv_framer.h"

#include <gtest/gtest.h>

#include <random>

#include "base/error.h"
#include "engine/text/text_fixture.h"

namespace sluice::engine {
namespace {

using Texts = std::vector<std::string>;

const CsvFormat kPlain{.delimiter = ','};
const CsvFormat kQuoted{.delimiter = ',', .quote = '"', .escape = '"'};
const CsvFormat kEscaped{.delimiter = ',', .quote = '"', .escape = '\\'};

TEST(CsvFramer, EndsRecordsAtLfAtCrLfAndAtTheEndOfTheContent) {
  EXPECT_EQ(texts(csv_records("a,1\nb,2\r\nc,3", kPlain)), (Texts{"a,1", "b,2", "c,3"}));
  EXPECT_EQ(texts(csv_records("a,1\nb,2\r\nc,3", kQuoted)), (Texts{"a,1", "b,2", "c,3"}));
  EXPECT_EQ(texts(csv_records("a,1\r", kPlain)), (Texts{"a,1"}));
  EXPECT_EQ(texts(csv_records("a\rb,1\n", kPlain)), (Texts{"a\rb,1"}));
}

TEST(CsvFramer, FindsNothingInAnEmptyFileAndInAHeaderOnly) {
  EXPECT_TRUE(csv_records("", kQuoted).empty());
  CsvFormat with_header = kQuoted;
  with_header.header_lines = 1;
  EXPECT_TRUE(csv_records("a,b\n", with_header).empty());
  EXPECT_TRUE(csv_records("a,b", with_header).empty());
}

TEST(CsvFramer, SkipsHeaderLinesButCountsThemAsLines) {
  CsvFormat format = kQuoted;
  format.header_lines = 2;
  const auto found = csv_records("title\na,b\n1,2\n3,4\n", format);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].text, "1,2");
  EXPECT_EQ(found[0].number, 1u);
  EXPECT_EQ(found[0].line, 3u);
  EXPECT_EQ(found[0].offset_bytes, 10u);
  EXPECT_EQ(found[1].line, 4u);
}

TEST(CsvFramer, SkipsTheByteOrderMarkButCountsItsBytes) {
  const auto found = csv_records(
      "\xef\xbb\xbf"
      "a,1\n",
      kPlain);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].text, "a,1");
  EXPECT_EQ(found[0].offset_bytes, 3u);
}

TEST(CsvFramer, RefusesUtf16) {
  EXPECT_THROW(csv_records("\xff\xfe"
                           "a\0",
                           kPlain),
               Error);
}

TEST(CsvFramer, TakesAnEmptyLineForARecordOnlyWhereAskedTo) {
  EXPECT_EQ(texts(csv_records("a\n\n\r\nb\n", kQuoted)), (Texts{"a", "b"}));
  const auto kept = CsvFramer::EmptyLines::records;
  EXPECT_EQ(texts(csv_records("a\n\n\r\nb\n", kQuoted, {}, kept)), (Texts{"a", "", "", "b"}));
  EXPECT_EQ(csv_records("a\n\n\r\nb\n", kQuoted)[1].line, 4u);
}

TEST(CsvFramer, KeepsLineEndsWithinQuotes) {
  const auto found = csv_records("1,\"a\nb\"\"\n\"\n2,c\n", kQuoted);
  EXPECT_EQ(texts(found), (Texts{"1,\"a\nb\"\"\n\"", "2,c"}));
  EXPECT_EQ(found[1].line, 4u);
  EXPECT_EQ(texts(csv_records("1,\"a\\\"\n\"\n2,c\n", kEscaped)), (Texts{"1,\"a\\\"\n\"", "2,c"}));
}

TEST(CsvFramer, TakesAQuoteWithinAFieldForAnOrdinaryCharacter) {
  EXPECT_EQ(texts(csv_records("5\" pipe,x\n6\" pipe,y\n", kQuoted)),
            (Texts{"5\" pipe,x", "6\" pipe,y"}));
  EXPECT_EQ(texts(csv_records("a\\,\"b\nc\n", kEscaped)), (Texts{"a\\,\"b", "c"}));
}

TEST(CsvFramer, IgnoresQuotesWhereTheFormatHasNone) {
  EXPECT_EQ(texts(csv_records("1,\"a\nb\"\n", kPlain)), (Texts{"1,\"a", "b\""}));
}

TEST(CsvFramer, CutsAnUnclosedQuoteAtItsLineAndGoesOn) {
  const auto found = csv_records("1,\"a\n2,b\n3,c\n", kQuoted);
  EXPECT_EQ(texts(found), (Texts{"1,\"a", "2,b", "3,c"}));
  EXPECT_EQ(found[0].fault, RecordFault::unclosed);
  EXPECT_EQ(found[1].fault, RecordFault::none);
  EXPECT_EQ(found[2].line, 3u);

  const auto later = csv_records("\"x\ny\",\"open\n2,b\n", kQuoted);
  EXPECT_EQ(texts(later), (Texts{"\"x\ny\",\"open", "2,b"}));
  EXPECT_EQ(later[1].line, 3u);
}

TEST(CsvFramer, CutsAQuoteThatStaysOpenForLongerThanARecordMayBe) {
  std::string content = "1,\"stray\n";
  for (int i = 0; i < 50; ++i)
    content += "2,good\n";
  content += "3,\"closes\"\n";
  const auto found = csv_records(content, kQuoted, {.block_bytes = 64, .record_bytes_max = 100});
  ASSERT_EQ(found.size(), 52u);
  EXPECT_EQ(found[0].text, "1,\"stray");
  EXPECT_EQ(found[0].fault, RecordFault::unclosed);
  EXPECT_EQ(found[51].fault, RecordFault::none);
}

TEST(CsvFramer, KeepsTheBeginningOfARecordThatIsTooLong) {
  const TextLimits limits{.block_bytes = 64, .record_bytes_max = 100};
  const auto found = csv_records("a,b\n" + std::string(5000, 'x') + "\nc,d\n", kQuoted, limits);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[1].fault, RecordFault::too_long);
  EXPECT_EQ(found[1].text, std::string(100, 'x'));
  EXPECT_EQ(found[2].text, "c,d");
  EXPECT_EQ(found[2].line, 3u);
  EXPECT_EQ(found[2].offset_bytes, 5005u);
}

// A content that is made as it is read, and never held.
class EndlessLine final : public Reader {
 public:
  explicit EndlessLine(std::size_t bytes) : left_(bytes) {}
  std::size_t read(std::span<std::byte> out) override {
    const std::size_t count = std::min(out.size(), left_);
    largest_ = std::max(largest_, out.size());
    std::memset(out.data(), 'x', count);
    left_ -= count;
    return count;
  }
  static inline std::size_t largest_ = 0;

 private:
  std::size_t left_;
};

TEST(CsvFramer, DoesNotHoldALineOfAHundredMegabytes) {
  const TextLimits limits;
  RecordStream stream(
      std::make_unique<EndlessLine>(100'000'000),
      std::make_unique<CsvFramer>(kQuoted, CsvFramer::EmptyLines::skipped, limits.record_bytes_max),
      limits);
  const auto block = stream.next();
  ASSERT_NE(block, nullptr);
  EXPECT_EQ(block->records.at(0).fault, RecordFault::too_long);
  EXPECT_EQ(stream.next(), nullptr);
  EXPECT_LE(EndlessLine::largest_, 34u << 20);
}

// Pieces that meet each other in every way.
std::string random_csv(std::mt19937& random, std::size_t pieces) {
  const Texts kPieces = {"a",
                         ",",
                         "\n",
                         "\r\n",
                         "\"",
                         "\"\"",
                         "\\",
                         "\\\"",
                         "é",
                         "\r",
                         "text of some length",
                         "\"quoted\"",
                         ",\"",
                         "\",",
                         std::string(70, 'z')};
  std::string text;
  for (std::size_t i = 0; i < pieces; ++i)
    text += kPieces[random() % kPieces.size()];
  return text;
}

TEST(CsvFramer, FindsTheSameRecordsWhateverTheBlockSize) {
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    const std::string content = random_csv(random, 1 + random() % 60);
    for (CsvFormat format : {kPlain, kQuoted, kEscaped}) {
      format.header_lines = static_cast<int>(random() % 2);
      const std::size_t record_max = round % 2 == 0 ? 20 + random() % 60 : 32 << 20;
      const TextLimits whole{.record_bytes_max = record_max};
      const auto expected = csv_records(content, format, whole);
      for (const std::size_t block : {1u, 2u, 3u, 7u, 16u, 63u, 64u, 65u, 200u}) {
        const TextLimits limits{.block_bytes = block, .record_bytes_max = record_max};
        ASSERT_EQ(csv_records(content, format, limits), expected) << content << "\nblock " << block;
      }
    }
  }
}

TEST(CsvFramer, RefusesFormatsThatContradictThemselves) {
  EXPECT_THROW(check_csv_format({.delimiter = '\n'}), Error);
  EXPECT_THROW(check_csv_format({.delimiter = '"', .quote = '"'}), Error);
  EXPECT_THROW(check_csv_format({.delimiter = ',', .escape = ','}), Error);
}

}  // namespace
}  // namespace sluice::engine
