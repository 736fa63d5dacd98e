#include <gtest/gtest.h>

#include "api/s3/s3_test_world.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

struct Keys : S3World {
  explicit Keys(const std::vector<std::string>& names) {
    for (const auto& name : names)
      send("PUT", "/b/" + name, {}, "x");
  }
};

TEST(Listing, FoldsWhatLiesBelowADelimiter) {
  Keys world({"a/1", "a/2", "b"});
  const auto xml = world.get("/b?list-type=2&delimiter=%2F&fetch-owner=true");
  EXPECT_EQ(S3World::element(xml, "CommonPrefixes"), "<Prefix>a/</Prefix>");
  EXPECT_EQ(S3World::element(xml, "Key"), "b");
  EXPECT_EQ(S3World::element(xml, "KeyCount"), "2");
  EXPECT_EQ(S3World::element(xml, "DisplayName"), "Ann");
  EXPECT_EQ(S3World::element(xml, "IsTruncated"), "false");
}

TEST(Listing, GoesOnWhereItStopped) {
  Keys world({"bar", "baz", "foo"});
  const auto first = world.get("/b?list-type=2&max-keys=1&start-after=a");
  EXPECT_EQ(S3World::element(first, "Key"), "bar");
  EXPECT_EQ(S3World::element(first, "StartAfter"), "a");
  const auto token = S3World::element(first, "NextContinuationToken");
  const auto rest =
      world.get("/b?list-type=2&continuation-token=" + percent_encode(token, Slash::encoded));
  EXPECT_EQ(S3World::element(rest, "Key"), "baz");
  EXPECT_EQ(S3World::element(rest, "ContinuationToken"), token);
  EXPECT_EQ(world.outcome("GET", "/b?list-type=2&continuation-token=%21"), "400 InvalidArgument");
}

TEST(Listing, OfTheFirstVersionHasMarkers) {
  Keys world({"bar", "baz", "foo"});
  const auto xml = world.get("/b?marker=bar&max-keys=1");
  EXPECT_EQ(S3World::element(xml, "Key"), "baz");
  EXPECT_EQ(S3World::element(xml, "Marker"), "bar");
  EXPECT_EQ(S3World::element(xml, "IsTruncated"), "true");
  EXPECT_EQ(S3World::element(xml, "NextMarker"), "(none)");
  EXPECT_EQ(S3World::element(world.get("/b?max-keys=0"), "IsTruncated"), "false");
  EXPECT_EQ(world.outcome("GET", "/b?max-keys=-1"), "400 InvalidArgument");
  EXPECT_EQ(world.outcome("GET", "/b?max-keys=many"), "400 InvalidArgument");
  EXPECT_EQ(world.outcome("GET", "/none"), "404 NoSuchBucket");
}

TEST(Listing, EncodesNamesForThoseWhoAsk) {
  Keys world({"foo%2B1/bar", "asdf%2Bb", "quux%20ab/t"});
  const auto xml = world.get("/b?delimiter=%2F&encoding-type=url");
  EXPECT_EQ(S3World::element(xml, "Key"), "asdf%2Bb");
  EXPECT_NE(xml.find("<Prefix>foo%2B1/</Prefix>"), std::string::npos);
  EXPECT_NE(xml.find("<Prefix>quux%20ab/</Prefix>"), std::string::npos);
  EXPECT_EQ(S3World::element(xml, "EncodingType"), "url");
}

TEST(Listing, OfVersionsHasMarkersOfDeletion) {
  S3World world({.versioned = true});
  world.send("PUT", "/b/k", {}, "1");
  world.send("PUT", "/b/k", {}, "2");
  world.send("DELETE", "/b/k");
  const auto xml = world.get("/b?versions&max-keys=2");
  EXPECT_NE(xml.find("<DeleteMarker>"), std::string::npos);
  EXPECT_EQ(S3World::element(xml, "IsTruncated"), "true");
  EXPECT_EQ(S3World::element(xml, "NextKeyMarker"), "k");
  const auto rest = world.get("/b?versions&key-marker=k&version-id-marker=" +
                              S3World::element(xml, "NextVersionIdMarker"));
  EXPECT_EQ(S3World::element(rest, "IsTruncated"), "false");
  EXPECT_EQ(S3World::element(rest, "IsLatest"), "false");
  EXPECT_EQ(world.outcome("GET", "/b?versions&version-id-marker=x"), "400 InvalidArgument");
}

}  // namespace
}  // namespace sluice::api::s3
