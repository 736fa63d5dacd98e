#include "engine/text/json_framer.h"

#include <gtest/gtest.h>

#include <random>

#include "engine/text/text_fixture.h"

namespace sluice::engine {
namespace {

using Texts = std::vector<std::string>;

TEST(JsonFramer, TakesALineForARecord) {
  const auto found = json_records("{\"a\":1}\n\n  {\"a\":\"}\\\"{\"}\r\n{\"a\":[{}]}");
  EXPECT_EQ(texts(found), (Texts{"{\"a\":1}", "{\"a\":\"}\\\"{\"}", "{\"a\":[{}]}"}));
  EXPECT_EQ(found[1].line, 3u);
  EXPECT_EQ(found[2].line, 4u);
}

TEST(JsonFramer, TakesObjectsBehindEachOtherAndObjectsOverManyLines) {
  const auto found =
      json_records("{\"a\":1}{\"a\":2} {\"a\":3}\n{\n \"a\":\n  {\"b\":4}\n}\n{\"a\":5}");
  EXPECT_EQ(texts(found), (Texts{"{\"a\":1}", "{\"a\":2}", "{\"a\":3}",
                                 "{\n \"a\":\n  {\"b\":4}\n}", "{\"a\":5}"}));
  EXPECT_EQ(found[4].line, 6u);
}

TEST(JsonFramer, TakesTheElementsOfAnArray) {
  const JsonFormat array{.is_array = true};
  EXPECT_EQ(texts(json_records("[{\"a\":1},{\"a\":2}]", array)), (Texts{"{\"a\":1}", "{\"a\":2}"}));
  EXPECT_EQ(texts(json_records("[\n {\n\"a\":1},\n {\"a\":2}\n]\n", array)),
            (Texts{"{\n\"a\":1}", "{\"a\":2}"}));
  EXPECT_EQ(texts(json_records("[1,\"a,b\",[2,3],{\"a\":1}]", array)),
            (Texts{"1", "\"a,b\"", "[2,3]", "{\"a\":1}"}));
  EXPECT_TRUE(json_records("[]", array).empty());
}

TEST(JsonFramer, ReportsAnArrayThatIsNeverClosed) {
  const auto found = json_records("[{\"a\":1},\n", {.is_array = true});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].text, "");
  EXPECT_EQ(found[1].fault, RecordFault::unclosed);
}

TEST(JsonFramer, CutsABrokenLineAndGoesOnBehindIt) {
  const std::string good = "{\"a\":1}\n";
  for (const std::string bad :
       {"{\"a\":", "{\"a\":1", "{\"a", "{\"a\":{}", "{\"a\":1]", "oops", "[1,2]", "{\"a\":[1}"}) {
    const auto found = json_records(good + bad + "\n" + good + good);
    ASSERT_EQ(texts(found), (Texts{"{\"a\":1}", bad, "{\"a\":1}", "{\"a\":1}"})) << bad;
    EXPECT_EQ(found[3].line, 4u);
  }
}

TEST(JsonFramer, KeepsTheBeginningOfARecordThatIsTooLong) {
  const TextLimits limits{.block_bytes = 64, .record_bytes_max = 100};
  const auto found =
      json_records("{\"a\":\"" + std::string(5000, 'x') + "\"}\n{\"a\":1}\n", {}, limits);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].fault, RecordFault::too_long);
  EXPECT_EQ(found[0].text.size(), 100u);
  EXPECT_EQ(found[1].text, "{\"a\":1}");
  EXPECT_EQ(found[1].line, 2u);
}

std::string random_json(std::mt19937& random, std::size_t pieces) {
  const Texts kPieces = {"{",
                         "}",
                         "[",
                         "]",
                         "\n",
                         "\"",
                         "\\",
                         "\\\"",
                         ",",
                         ":",
                         " ",
                         "1",
                         "{\"a\":1}",
                         "{\"key\":[1,{\"b\":\"}\"}]}\n",
                         "{\n\"a\":\n2}\n",
                         "\"" + std::string(70, 'z') + "\"",
                         "true",
                         "\r\n"};
  std::string text = random() % 3 == 0 ? "[" : "";
  for (std::size_t i = 0; i < pieces; ++i)
    text += kPieces[random() % kPieces.size()];
  return text;
}

TEST(JsonFramer, FindsTheSameRecordsWhateverTheBlockSize) {
  std::mt19937 random(11);
  for (int round = 0; round < 1000; ++round) {
    const std::string content = random_json(random, 1 + random() % 40);
    const JsonFormat format{.is_array = random() % 2 == 0};
    const std::size_t record_max = round % 2 == 0 ? 20 + random() % 60 : 32 << 20;
    const auto expected = json_records(content, format, {.record_bytes_max = record_max});
    for (const std::size_t block : {1u, 2u, 3u, 7u, 16u, 63u, 64u, 65u, 200u}) {
      const TextLimits limits{.block_bytes = block, .record_bytes_max = record_max};
      ASSERT_EQ(texts(json_records(content, format, limits)), texts(expected))
          << content << "\nblock " << block << " max " << record_max;
      ASSERT_EQ(json_records(content, format, limits), expected) << content << "\nblock " << block;
    }
  }
}

}  // namespace
}  // namespace sluice::engine
