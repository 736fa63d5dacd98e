#include <gtest/gtest.h>

#include "access/signature/body/chunked_reader.h"
#include "api/s3/s3_test_world.h"

namespace sluice::api::s3 {
namespace {

constexpr auto kHelloMd5 = "XUFAKrxLKna5cZ2REBfFkg==";
constexpr auto kHelloSha256 = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";
constexpr auto kHelloCrc32 = "NhCmhg==";

TEST(Checksums, ThatHoldAreKept) {
  S3World world;
  const auto put = world.send("PUT", "/b/k",
                              {{"Content-MD5", kHelloMd5},
                               {"x-amz-sdk-checksum-algorithm", "CRC32"},
                               {"x-amz-checksum-crc32", kHelloCrc32}},
                              "hello");
  EXPECT_EQ(put.headers.get("x-amz-checksum-crc32"), kHelloCrc32) << put.text;
  EXPECT_FALSE(world.send("HEAD", "/b/k").headers.has("x-amz-checksum-crc32"));
  const auto head = world.send("HEAD", "/b/k", {{"x-amz-checksum-mode", "ENABLED"}});
  EXPECT_EQ(head.headers.get("x-amz-checksum-crc32"), kHelloCrc32);
  EXPECT_EQ(head.headers.get("x-amz-checksum-type"), "FULL_OBJECT");
}

TEST(Checksums, ThatDoNotHoldRefuseTheBody) {
  S3World world;
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"Content-MD5", kHelloMd5}}, "hullo"), "400 BadDigest");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"Content-MD5", "bad"}}, "hello"), "400 InvalidDigest");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"x-amz-checksum-sha256", kHelloSha256}}, "hullo"),
            "400 BadDigest");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"x-amz-checksum-sha256", "bad"}}, "hello"),
            "400 BadDigest");
  EXPECT_EQ(world.outcome(
                "PUT", "/b/k",
                {{"x-amz-checksum-sha256", kHelloSha256}, {"x-amz-checksum-crc32", kHelloCrc32}},
                "hello"),
            "400 InvalidRequest");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"x-amz-sdk-checksum-algorithm", "SHA1"}}, "hello"),
            "400 InvalidRequest");
  EXPECT_EQ(world.outcome("GET", "/b/k"), "404 NoSuchKey");
}

TEST(Checksums, GuardDocumentsToo) {
  S3World world;
  world.send("PUT", "/b/k", {}, "x");
  const std::string tags = "<Tagging><TagSet></TagSet></Tagging>";
  EXPECT_EQ(world.outcome("PUT", "/b/k?tagging", {{"Content-MD5", kHelloMd5}}, tags),
            "400 BadDigest");
  EXPECT_EQ(world.outcome("PUT", "/b/k?tagging", {{"x-amz-checksum-crc32", kHelloCrc32}}, tags),
            "400 BadDigest");
}

HttpRequest with_trailer(const std::string& value) {
  auto request =
      S3World::request_of("PUT", "/b/k", {{"x-amz-trailer", "x-amz-checksum-crc32"}}, "");
  request.content_length = 5;
  request.body = std::make_unique<access::ChunkedReader>(
      std::make_unique<TextReader>("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:" + value + "\r\n\r\n"),
      access::ChunkedOptions{.payload = access::Payload::unsigned_chunks_with_trailer,
                             .seed = {},
                             .decoded_bytes = 5,
                             .announced_trailers = {"x-amz-checksum-crc32"}});
  return request;
}

TEST(Checksums, ComeBehindTheBodyAsTrailers) {
  S3World world;
  auto good = with_trailer(kHelloCrc32);
  EXPECT_EQ(world.handle(good).status, 200);
  auto bad = with_trailer("AAAAAA==");
  EXPECT_EQ(world.handle(bad).trace.error_code, "BadDigest");
}

}  // namespace
}  // namespace sluice::api::s3
