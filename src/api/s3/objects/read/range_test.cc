#include "api/s3/objects/read/range.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sluice::api::s3 {
namespace {

std::string code_of(std::string_view range, std::uint64_t size) {
  try {
    parse_range(range, size);
    return "";
  } catch (const Error& error) {
    return error.code();
  }
}

TEST(Range, TakesBothEndsOneEndAndSuffixes) {
  EXPECT_EQ(parse_range("bytes=0-9", 100), (ByteRange{0, 10}));
  EXPECT_EQ(parse_range("bytes=90-", 100), (ByteRange{90, 10}));
  EXPECT_EQ(parse_range("bytes=-3", 100), (ByteRange{97, 3}));
  EXPECT_EQ(parse_range("bytes=5-1000000", 100), (ByteRange{5, 95}));
  EXPECT_EQ(parse_range("bytes=-99999999999999999999999", 100), (ByteRange{0, 100}));
}

TEST(Range, OverlooksWhatIsNoRange) {
  for (const auto* text : {"", "0-9", "bytes=", "bytes=-", "bytes=9-0", "bytes=a-b",
                           "bytes=0-1,3-4", "items=0-1", "bytes=+1-2", "bytes=1--2"}) {
    EXPECT_FALSE(parse_range(text, 100)) << text;
  }
}

TEST(Range, RefusesWhatHasNoByte) {
  EXPECT_EQ(code_of("bytes=100-", 100), "InvalidRange");
  EXPECT_EQ(code_of("bytes=-0", 100), "InvalidRange");
  EXPECT_EQ(code_of("bytes=0-", 0), "InvalidRange");
  EXPECT_EQ(code_of("bytes=-5", 0), "InvalidRange");
}

TEST(Range, OfACopyNeedsBothEnds) {
  EXPECT_EQ(parse_copy_range("bytes=0-4", 5), (ByteRange{0, 5}));
  for (const auto* text : {"0-2", "bytes=0", "bytes=hello-", "bytes=0-2,3-5", "bytes=-2"}) {
    EXPECT_THROW(parse_copy_range(text, 5), Error) << text;
  }
  EXPECT_THROW(parse_copy_range("bytes=0-21", 5), Error);
}

}  // namespace
}  // namespace sluice::api::s3
