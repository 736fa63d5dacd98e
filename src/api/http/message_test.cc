#include "api/http/message.h"

#include <gtest/gtest.h>

#include "api/http/body.h"
#include "api/http/date.h"
#include "api/http/uri.h"
#include "base/error.h"

namespace sluice::api {
namespace {

TEST(Headers, AreFoundInAnyCaseAndKeepTheirOrder) {
  Headers headers{{"Host", "a"}, {"X-A", "1"}, {"x-a", "2"}};
  EXPECT_EQ(headers.get("x-A"), "1");
  EXPECT_FALSE(headers.has("X-B"));
  headers.set("X-a", "3");
  EXPECT_EQ(headers.size(), 2u);
  headers.add("X-B", "4");
  headers.remove("host");
  EXPECT_EQ(headers.begin()->value, "3");
}

TEST(ContentEncoding, IsKeptAsWrittenButForHowTheBodyTravelled) {
  EXPECT_EQ(without_aws_chunked("deflate,gzip"), "deflate,gzip");
  EXPECT_EQ(without_aws_chunked("deflate, gzip, AWS-chunked"), "deflate, gzip");
  EXPECT_EQ(without_aws_chunked("aws-chunked, gzip"), "gzip");
  EXPECT_EQ(without_aws_chunked("aws-chunked,aws-chunked"), "");
}

TEST(QueryParameters, AreDecodedAndKnowWhetherTheyHaveAValue) {
  const QueryParameters query("acl&prefix=a%2Bb+c&&empty=&x=1=2");
  EXPECT_FALSE(query.find("acl")->has_value);
  EXPECT_EQ(query.find("prefix")->value, "a+b c");
  EXPECT_TRUE(query.find("empty")->has_value);
  EXPECT_EQ(query.find("x")->value, "1=2");
  EXPECT_THROW(QueryParameters("a=%2"), Error);
}

TEST(Dates, AreWrittenAsTheyAreRead) {
  const auto time = parse_iso8601("2026-11-22T17:20:05.123456Z");
  ASSERT_TRUE(time);
  EXPECT_EQ(format_http_date(*time), "Sun, 22 Nov 2026 17:20:05 GMT");
  EXPECT_EQ(format_iso8601_seconds(*time), "2026-11-22T17:20:05Z");
  EXPECT_EQ(time->time_since_epoch().count() % 1000000, 123456);
  EXPECT_EQ(parse_iso8601("20261122T172005Z"), parse_http_date("Sun, 22 Nov 2026 17:20:05 GMT"));
  EXPECT_EQ(parse_iso8601("2026-11-22"), parse_iso8601("2026-11-22T00:00:00Z"));
  for (const auto* text : {"", "2026", "20261122", "2026-13-01", "2026-02-30T00:00:00Z",
                           "2026-11-22T17:20Z", "2026-11-22T17:20:05", "2026-11-22T24:00:00Z",
                           "2026-11-22T17:20:05Zx", "2026-11.22T17:2026-.1230"}) {
    EXPECT_FALSE(parse_iso8601(text)) << text;
  }
}

TEST(Bodies, AreReadToTheirLimit) {
  TextReader fits("abc");
  EXPECT_EQ(read_text(fits, 3), "abc");
  TextReader too_long("abcd");
  EXPECT_FALSE(read_text(too_long, 3));
}

}  // namespace
}  // namespace sluice::api
