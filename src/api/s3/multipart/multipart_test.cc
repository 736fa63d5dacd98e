#include <gtest/gtest.h>

#include "api/s3/s3_test_world.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kPartBytes = 5u << 20;

struct UploadWorld : S3World {
  std::string begin(Headers headers = {}) {
    const auto answer = send("POST", "/b/k?uploads", std::move(headers));
    return S3World::element(answer.text, "UploadId");
  }
  HttpResponse part(const std::string& id, int number, const std::string& content,
                    Headers headers = {}) {
    return send("PUT", "/b/k?partNumber=" + std::to_string(number) + "&uploadId=" + id,
                std::move(headers), content);
  }
  static std::string document(const std::vector<std::pair<int, std::string>>& parts) {
    std::string xml = "<CompleteMultipartUpload>";
    for (const auto& [number, etag] : parts) {
      xml += "<Part><PartNumber>" + std::to_string(number) + "</PartNumber><ETag>" + etag +
             "</ETag></Part>";
    }
    return xml + "</CompleteMultipartUpload>";
  }
};

TEST(Multipart, PartsBecomeOneObject) {
  UploadWorld world;
  const auto id = world.begin({{"Content-Type", "text/x"}, {"x-amz-meta-a", "1"}});
  const std::string first(kPartBytes, 'A');
  const auto one = world.part(id, 1, first);
  const auto two = world.part(id, 3, "end");
  EXPECT_EQ(one.status, 200) << one.text;
  const auto xml = UploadWorld::document(
      {{1, std::string(one.headers.get("ETag"))}, {3, std::string(two.headers.get("ETag"))}});
  const auto done = world.send("POST", "/b/k?uploadId=" + id, {}, xml);
  EXPECT_EQ(done.status, 200) << done.text;
  EXPECT_EQ(S3World::element(done.text, "Location"), "http://localhost:4566/b/k");
  const auto etag = S3World::element(done.text, "ETag");
  EXPECT_NE(etag.find("-2"), std::string::npos);
  // Sent again, as clients do that lost the answer.
  const auto again = world.send("POST", "/b/k?uploadId=" + id, {}, xml);
  EXPECT_EQ(S3World::element(again.text, "ETag"), etag) << again.text;

  auto got = world.send("GET", "/b/k?partNumber=3");
  EXPECT_EQ(got.status, 206);
  EXPECT_EQ(got.headers.get("x-amz-mp-parts-count"), "2");
  EXPECT_EQ(got.headers.get("x-amz-meta-a"), "1");
  EXPECT_EQ(S3World::body(got), "end");
  EXPECT_EQ(world.get("/b/k"), first + "end");
  EXPECT_EQ(world.outcome("GET", "/b/k?partNumber=2"), "400 InvalidPart");
  const auto attributes =
      world.get("/b/k?attributes", {{"x-amz-object-attributes", "ObjectParts"}});
  EXPECT_EQ(S3World::element(attributes, "PartsCount"), "2") << attributes;
}

TEST(Multipart, RefusesWhatDoesNotFit) {
  UploadWorld world;
  EXPECT_EQ(world.outcome("PUT", "/b/k?partNumber=1&uploadId=none", {}, "x"), "404 NoSuchUpload");
  const auto id = world.begin();
  EXPECT_EQ(world.part(id, 10'001, "x").trace.error_code, "InvalidArgument");
  const std::string small(world.part(id, 1, "x").headers.get("ETag"));
  const std::string last(world.part(id, 2, "y").headers.get("ETag"));
  const auto complete = [&](const std::string& xml) {
    return world.outcome("POST", "/b/k?uploadId=" + id, {}, xml);
  };
  EXPECT_EQ(complete(UploadWorld::document({{1, small}, {2, last}})), "400 EntityTooSmall");
  EXPECT_EQ(complete(UploadWorld::document({{2, last}, {1, small}})), "400 InvalidPartOrder");
  EXPECT_EQ(complete(UploadWorld::document({{1, last}})), "400 InvalidPart");
  EXPECT_EQ(complete(UploadWorld::document({})), "400 MalformedXML");
  EXPECT_EQ(world.outcome("DELETE", "/b/k?uploadId=" + id), "204");
  EXPECT_EQ(complete(UploadWorld::document({{1, small}})), "404 NoSuchUpload");
}

TEST(Multipart, APartNamedTwiceIsTheOneNamedLast) {
  UploadWorld world;
  const auto id = world.begin();
  const std::string first(world.part(id, 1, "first").headers.get("ETag"));
  const std::string last(world.part(id, 1, "last").headers.get("ETag"));
  const auto xml = UploadWorld::document({{1, first}, {1, last}});
  EXPECT_EQ(world.outcome("POST", "/b/k?uploadId=" + id, {}, xml), "200");
  EXPECT_EQ(world.get("/b/k"), "last");
}

TEST(Multipart, SumsChecksumsAsTheUploadWasBegun) {
  UploadWorld world;
  const auto id = world.begin({{"x-amz-checksum-algorithm", "SHA256"}});
  const std::string content(1024, 'A');
  const std::string sum = "arcu6553sHVAiX4MjW0j7I7vD4w6R+Gz9Ok0Q9lTa+0=";
  const auto part = world.part(id, 1, content, {{"x-amz-checksum-sha256", sum}});
  EXPECT_EQ(part.headers.get("x-amz-checksum-sha256"), sum) << part.text;
  EXPECT_EQ(world.part(id, 1, content, {{"x-amz-checksum-crc32", "AAAAAA=="}}).trace.error_code,
            "InvalidRequest");
  const auto xml = UploadWorld::document({{1, std::string(part.headers.get("ETag"))}});
  EXPECT_EQ(world.outcome("POST", "/b/k?uploadId=" + id, {{"x-amz-checksum-sha256", "bad"}}, xml),
            "400 BadDigest");
  const std::string whole = "Ok6Cs5b96ux6+MWQkJO7UBT5sKPBeXBLwvj/hK89smg=-1";
  const auto done =
      world.send("POST", "/b/k?uploadId=" + id, {{"x-amz-checksum-sha256", whole}}, xml);
  EXPECT_EQ(S3World::element(done.text, "ChecksumSHA256"), whole) << done.text;
  EXPECT_EQ(S3World::element(done.text, "ChecksumType"), "COMPOSITE");
}

TEST(Multipart, CombinesWhatCanBeCombined) {
  UploadWorld world;
  const auto id =
      world.begin({{"x-amz-checksum-algorithm", "CRC32"}, {"x-amz-checksum-type", "FULL_OBJECT"}});
  const auto a = world.part(id, 1, std::string(kPartBytes, 'A'));
  const auto b = world.part(id, 2, std::string(kPartBytes, 'B'));
  const auto c = world.part(id, 3, std::string(kPartBytes, 'C'));
  EXPECT_EQ(a.headers.get("x-amz-checksum-crc32"), "JRTCyQ==");
  const auto done = world.send("POST", "/b/k?uploadId=" + id, {},
                               UploadWorld::document({{1, std::string(a.headers.get("ETag"))},
                                                      {2, std::string(b.headers.get("ETag"))},
                                                      {3, std::string(c.headers.get("ETag"))}}));
  EXPECT_EQ(S3World::element(done.text, "ChecksumCRC32"), "WgDhBQ==") << done.text;
  EXPECT_EQ(
      world.outcome("POST", "/b/k?uploads",
                    {{"x-amz-checksum-algorithm", "SHA1"}, {"x-amz-checksum-type", "FULL_OBJECT"}}),
      "400 InvalidRequest");
}

TEST(Multipart, PartsAreCopiedFromObjects) {
  UploadWorld world;
  world.send("PUT", "/b/source", {}, "0123456789");
  const auto id = world.begin();
  const auto copied = world.part(
      id, 1, "", {{"x-amz-copy-source", "b/source"}, {"x-amz-copy-source-range", "bytes=2-4"}});
  EXPECT_EQ(copied.status, 200) << copied.text;
  const auto etag = S3World::element(copied.text, "ETag");
  EXPECT_EQ(
      world
          .part(id, 2, "",
                {{"x-amz-copy-source", "b/source"}, {"x-amz-copy-source-range", "bytes=0-21"}})
          .trace.error_code,
      "InvalidRange");
  const auto parts = world.get("/b/k?uploadId=" + id);
  EXPECT_EQ(S3World::element(parts, "Size"), "3");
  const auto uploads = world.get("/b?uploads");
  EXPECT_EQ(S3World::element(uploads, "UploadId"), id);
  EXPECT_EQ(S3World::element(uploads, "StorageClass"), "STANDARD");
  EXPECT_EQ(world.outcome("POST", "/b/k?uploadId=" + id, {}, UploadWorld::document({{1, etag}})),
            "200");
  EXPECT_EQ(world.get("/b/k"), "234");
}

TEST(Multipart, PartsOfACustomersKeyNeedIt) {
  UploadWorld world;
  const std::string prefix = "x-amz-server-side-encryption-customer-";
  const Headers key = {{prefix + "algorithm", "AES256"},
                       {prefix + "key", "pO3upElrwuEXSoFwCfnZPdSsmt/xWeFa0N9KgDijwVs="},
                       {prefix + "key-md5", "DWygnHRtgiJ77HCm+1rvHw=="}};
  const auto id = world.begin(key);
  EXPECT_EQ(world.part(id, 1, "x").trace.error_code, "InvalidRequest");
  const auto part = world.part(id, 1, "x", key);
  const auto xml = UploadWorld::document({{1, std::string(part.headers.get("ETag"))}});
  EXPECT_EQ(world.outcome("POST", "/b/k?uploadId=" + id, {}, xml), "400 InvalidRequest");
  const auto done = world.send("POST", "/b/k?uploadId=" + id, key, xml);
  EXPECT_EQ(done.headers.get(prefix + "algorithm"), "AES256") << done.text;
  EXPECT_EQ(world.get("/b/k", key), "x");
  // A part that is not there needs no key.
  EXPECT_EQ(world.outcome("GET", "/b/k?partNumber=2"), "400 InvalidPart");
}

TEST(Multipart, CountsPartsToTenThousand) {
  UploadWorld world;
  const auto id = world.begin();
  const auto part = world.part(id, 1, "x");
  const std::string etag(part.headers.get("ETag"));
  // 2^32 + 1 is no other name of part 1.
  EXPECT_EQ(world.outcome("POST", "/b/k?uploadId=" + id, {},
                          "<CompleteMultipartUpload><Part><PartNumber>4294967297</PartNumber>"
                          "<ETag>" +
                              etag + "</ETag></Part></CompleteMultipartUpload>"),
            "400 InvalidArgument");
  const auto marker = "&part-number-marker=4294967296";
  const auto listed = world.get("/b/k?uploadId=" + id + marker);
  EXPECT_EQ(S3World::element(listed, "Part"), "(none)") << listed;
  EXPECT_EQ(world.outcome("GET", "/b/k?part-number-marker=-1&uploadId=" + id),
            "400 InvalidArgument");
}

}  // namespace
}  // namespace sluice::api::s3
