#include "base/text.h"

#include <gtest/gtest.h>

#include "base/bytes.h"

namespace sluice {
namespace {

using namespace std::chrono_literals;

TEST(Text, DoublesTheQuotesInsideQuotes) {
  EXPECT_EQ(quote_text("a \"b\"", '"'), "\"a \"\"b\"\"\"");
  EXPECT_EQ(quote_text("it's", '\''), "'it''s'");
  EXPECT_EQ(quote_text("", '"'), "\"\"");
}

TEST(Text, TrimsAndSplitsKeepingEmptyPieces) {
  EXPECT_EQ(trim(" \t a b\n"), "a b");
  EXPECT_EQ(trim("  "), "");
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_TRUE(equal_ignoring_case("Flights", "FLIGHTS"));
  EXPECT_FALSE(equal_ignoring_case("flight", "flights"));
  EXPECT_EQ(lower_ascii("ÄA"), "Äa");
}

TEST(Text, ReturnsHexAndPercentCodedTextToWhatItWas) {
  EXPECT_EQ(to_hex(bytes_of("\x01\xFEz")), "01fe7a");
  EXPECT_EQ(from_hex("01FE7a"), "\x01\xFEz");
  EXPECT_FALSE(from_hex("abc"));
  EXPECT_FALSE(from_hex("zz"));
  EXPECT_EQ(percent_encode("a b/é+", Slash::kept), "a%20b/%C3%A9%2B");
  EXPECT_EQ(percent_encode("a/b", Slash::encoded), "a%2Fb");
  EXPECT_EQ(percent_decode("a%20b%2f+"), "a b/+");
  EXPECT_FALSE(percent_decode("50%"));
  EXPECT_FALSE(percent_decode("%2"));
}

TEST(Text, ShowsNumbersAsPeopleReadThem) {
  EXPECT_EQ(human_bytes(17), "17 B");
  EXPECT_EQ(human_bytes(1536), "1.5 KiB");
  EXPECT_EQ(human_bytes((1 << 20) - 1), "1.0 MiB");
  EXPECT_EQ(human_bytes(2ULL << 30), "2.0 GiB");
  EXPECT_EQ(human_count(7), "7");
  EXPECT_EQ(human_count(123), "123");
  EXPECT_EQ(human_count(3000000), "3,000,000");
  EXPECT_EQ(human_duration(400us), "0.4 ms");
  EXPECT_EQ(human_duration(850ms), "850 ms");
  EXPECT_EQ(human_duration(12340ms), "12.3 s");
  EXPECT_EQ(human_duration(125s), "2 min 05 s");
  EXPECT_EQ(human_duration(3720s), "1 h 02 min");
}

}  // namespace
}  // namespace sluice
