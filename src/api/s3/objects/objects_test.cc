#include <gtest/gtest.h>

#include "api/s3/s3_test_world.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

TEST(Objects, ComeBackAsTheyWerePut) {
  S3World world;
  auto put = world.send("PUT", "/b/a%20b//c",
                        {{"Content-Type", "text/x"},
                         {"Cache-Control", "no-cache"},
                         {"Content-Encoding", "gzip,aws-chunked"},
                         {"Expires", "not a date"},
                         {"x-amz-meta-Color", "red"},
                         {"x-amz-tagging", "a=1&b=2"}},
                        "hello");
  EXPECT_EQ(put.status, 200) << put.text;
  EXPECT_EQ(put.headers.get("ETag"), "\"5d41402abc4b2a76b9719d911017c592\"");
  EXPECT_EQ(put.headers.get("x-amz-checksum-type"), "FULL_OBJECT");
  EXPECT_TRUE(put.headers.has("x-amz-checksum-crc64nvme"));
  EXPECT_EQ(put.headers.get("x-amz-server-side-encryption"), "AES256");
  auto got = world.send("GET", "/b/a%20b//c");
  EXPECT_EQ(S3World::body(got), "hello");
  EXPECT_EQ(got.headers.get("Content-Type"), "text/x");
  EXPECT_EQ(got.headers.get("Cache-Control"), "no-cache");
  EXPECT_EQ(got.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(got.headers.get("Expires"), "not a date");
  EXPECT_EQ(got.headers.get("x-amz-meta-color"), "red");
  EXPECT_EQ(got.headers.get("x-amz-tagging-count"), "2");
  EXPECT_FALSE(got.headers.has("x-amz-version-id"));
  const auto head = world.send("HEAD", "/b/a%20b//c");
  EXPECT_EQ(head.length, 5u);
  EXPECT_FALSE(head.stream);
}

TEST(Objects, KeepHeadersByteByByte) {
  S3World world;
  const std::string latin = "caf\xe9";
  const std::string utf = "caf\xc3\xa9 \xe2\x82\xac";
  const auto put =
      world.send("PUT", "/b/k", {{"x-amz-meta-latin", latin}, {"x-amz-meta-utf", utf}});
  EXPECT_EQ(put.status, 200) << put.text;
  const auto head = world.send("HEAD", "/b/k");
  EXPECT_EQ(head.headers.get("x-amz-meta-latin"), latin);
  EXPECT_EQ(head.headers.get("x-amz-meta-utf"), utf);
}

TEST(Objects, AreNamedAbsent) {
  S3World world;
  EXPECT_EQ(world.outcome("GET", "/b/k"), "404 NoSuchKey");
  EXPECT_EQ(world.outcome("GET", "/nowhere/k"), "404 NoSuchBucket");
  EXPECT_EQ(world.outcome("PUT", "/nowhere/k", {}, "x"), "404 NoSuchBucket");
  EXPECT_EQ(world.outcome("PUT", "/b/" + std::string(1025, 'k'), {}, "x"), "400 KeyTooLongError");
}

TEST(Objects, HaveNoTorrents) {
  S3World world;
  EXPECT_EQ(world.outcome("PUT", "/b/k", {}, "x"), "200");
  EXPECT_EQ(world.outcome("GET", "/b/k?torrent"), "404 NoSuchKey");
}

TEST(Objects, AreWrittenWithoutAVersionIdWhileVersioningIsSuspended) {
  S3World world;
  const auto set = [&](store::Versioning versioning) {
    world.lake().database().write([&](meta::Transaction& now) {
      world.lake().store().set_versioning(now, store::BucketName("b"), versioning);
    });
  };
  set(store::Versioning::enabled);
  EXPECT_TRUE(world.send("PUT", "/b/k", {}, "x").headers.has("x-amz-version-id"));
  set(store::Versioning::suspended);
  EXPECT_FALSE(world.send("PUT", "/b/k", {}, "x").headers.has("x-amz-version-id"));
  EXPECT_EQ(world.send("GET", "/b/k").headers.get("x-amz-version-id"), "null");
}

TEST(Objects, AnswerRanges) {
  S3World world;
  world.send("PUT", "/b/k", {}, "0123456789");
  auto part = world.send("GET", "/b/k", {{"Range", "bytes=2-4"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.headers.get("Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(S3World::body(part), "234");
  EXPECT_EQ(world.get("/b/k", {{"Range", "bytes=-2"}}), "89");
  EXPECT_EQ(world.send("HEAD", "/b/k", {{"Range", "bytes=7-"}}).length, 3u);
  EXPECT_EQ(world.outcome("GET", "/b/k", {{"Range", "bytes=10-"}}), "416 InvalidRange");
  EXPECT_EQ(world.outcome("GET", "/b/k?partNumber=1"), "206");
  EXPECT_EQ(world.outcome("GET", "/b/k?partNumber=2"), "400 InvalidPart");
  EXPECT_EQ(world.outcome("GET", "/b/k?partNumber=1", {{"Range", "bytes=0-1"}}),
            "400 InvalidRequest");
}

TEST(Objects, AreReadUnderConditions) {
  S3World world;
  world.send("PUT", "/b/k", {}, "hello");
  const std::string etag = "\"5d41402abc4b2a76b9719d911017c592\"";
  const auto before = "Fri, 15 Jan 2027 07:00:00 GMT";
  const auto after = "Fri, 15 Jan 2027 09:00:00 GMT";
  EXPECT_EQ(world.outcome("GET", "/b/k", {{"If-Match", etag}}), "200");
  EXPECT_EQ(world.outcome("GET", "/b/k", {{"If-Match", "\"no\""}}), "412 PreconditionFailed");
  EXPECT_EQ(world.outcome("GET", "/b/k", {{"If-None-Match", etag}}), "304");
  EXPECT_EQ(world.outcome("GET", "/b/k", {{"If-None-Match", "\"no\""}}), "200");
  EXPECT_EQ(world.outcome("GET", "/b/k", {{"If-Modified-Since", after}}), "304");
  EXPECT_EQ(world.outcome("GET", "/b/k", {{"If-Modified-Since", before}}), "200");
  EXPECT_EQ(world.outcome("GET", "/b/k", {{"If-Unmodified-Since", before}}),
            "412 PreconditionFailed");
  // An ETag decides for the date beside it.
  EXPECT_EQ(world.outcome("GET", "/b/k", {{"If-Match", etag}, {"If-Unmodified-Since", before}}),
            "200");
  EXPECT_EQ(
      world.outcome("GET", "/b/k", {{"If-None-Match", "\"no\""}, {"If-Modified-Since", after}}),
      "200");
}

TEST(Objects, AreWrittenUnderConditions) {
  S3World world;
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"If-Match", "*"}}, "1"), "404 NoSuchKey");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"If-None-Match", "*"}}, "1"), "200");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"If-None-Match", "*"}}, "2"), "412 PreconditionFailed");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"If-Match", "\"no\""}}, "2"), "412 PreconditionFailed");
  EXPECT_EQ(
      world.outcome("PUT", "/b/k", {{"If-Match", "\"c4ca4238a0b923820dcc509a6f75849b\""}}, "2"),
      "200");
  EXPECT_EQ(world.get("/b/k"), "2");
}

TEST(Objects, RefuseWhatIsAgainstTheirLimits) {
  S3World world;
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"x-amz-meta-a", std::string(2048, 'x')}}),
            "400 MetadataTooLarge");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"x-amz-storage-class", "FAST"}}),
            "400 InvalidStorageClass");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"x-amz-tagging", "a=1&a=2"}}), "400 InvalidTag");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"x-amz-website-redirect-location", "elsewhere"}}),
            "400 InvalidRedirectLocation");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"x-amz-object-lock-mode", "GOVERNANCE"}}),
            "400 InvalidArgument");
  EXPECT_EQ(world.outcome("GET", "/b/k"), "404 NoSuchKey");
}

TEST(Objects, AnswerWithTheHeadersThatAreAskedFor) {
  S3World world;
  world.send("PUT", "/b/k", {}, "x");
  const auto got =
      world.send("GET", "/b/k?response-content-type=foo%2Fbar&response-cache-control=private");
  EXPECT_EQ(got.headers.get("Content-Type"), "foo/bar");
  EXPECT_EQ(got.headers.get("Cache-Control"), "private");
}

TEST(Objects, OfAnArchiveAreReadOnceRestored) {
  S3World world;
  world.send("PUT", "/b/k", {{"x-amz-storage-class", "GLACIER"}}, "cold");
  EXPECT_EQ(world.outcome("GET", "/b/k"), "403 InvalidObjectState");
  EXPECT_EQ(world.send("HEAD", "/b/k").headers.get("x-amz-storage-class"), "GLACIER");
  const std::string request = "<RestoreRequest><Days>2</Days></RestoreRequest>";
  EXPECT_EQ(world.outcome("POST", "/b/k?restore", {}, request), "202");
  EXPECT_EQ(world.outcome("POST", "/b/k?restore", {}, request), "200");
  EXPECT_EQ(world.get("/b/k"), "cold");
  EXPECT_TRUE(world.send("HEAD", "/b/k")
                  .headers.get("x-amz-restore")
                  .starts_with("ongoing-request=\"false\", expiry-date="));
}

TEST(Objects, TellTheirAttributes) {
  S3World world;
  world.send("PUT", "/b/k",
             {{"x-amz-checksum-sha256", "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="}}, "hello");
  const auto xml =
      world.get("/b/k?attributes", {{"x-amz-object-attributes", "ETag,Checksum,ObjectSize"}});
  EXPECT_EQ(S3World::element(xml, "ETag"), "5d41402abc4b2a76b9719d911017c592");
  EXPECT_EQ(S3World::element(xml, "ObjectSize"), "5");
  EXPECT_EQ(S3World::element(xml, "ChecksumSHA256"),
            "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
  EXPECT_EQ(S3World::element(xml, "StorageClass"), "(none)");
}

TEST(Objects, KeepTheirTags) {
  S3World world;
  world.send("PUT", "/b/k", {}, "x");
  const std::string tags =
      "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>";
  EXPECT_EQ(world.outcome("PUT", "/b/k?tagging", {}, tags), "200");
  EXPECT_EQ(S3World::element(world.get("/b/k?tagging"), "Value"), "1");
  EXPECT_EQ(world.outcome("DELETE", "/b/k?tagging"), "204");
  EXPECT_EQ(S3World::element(world.get("/b/k?tagging"), "Value"), "(none)");
  EXPECT_EQ(world.outcome("GET", "/b/none?tagging"), "404 NoSuchKey");
}

TEST(Objects, UnderLockOutliveTheirDeletion) {
  S3World world({.versioned = true});
  world.lake().database().write([&](meta::Transaction& now) {
    world.lake().store().set_lock(now, store::BucketName("b"), {});
  });
  const auto put = world.send("PUT", "/b/k", {}, "x");
  const std::string version(put.headers.get("x-amz-version-id"));
  const std::string retention =
      "<Retention><Mode>GOVERNANCE</Mode>"
      "<RetainUntilDate>2030-01-01T00:00:00Z</RetainUntilDate></Retention>";
  EXPECT_EQ(world.outcome("PUT", "/b/k?retention", {}, retention), "200");
  EXPECT_EQ(S3World::element(world.get("/b/k?retention"), "Mode"), "GOVERNANCE");
  EXPECT_EQ(world.outcome("DELETE", "/b/k?versionId=" + version), "403 AccessDenied");
  EXPECT_EQ(world.send("HEAD", "/b/k").headers.get("x-amz-object-lock-mode"), "GOVERNANCE");
  EXPECT_EQ(world.outcome("DELETE", "/b/k?versionId=" + version,
                          {{"x-amz-bypass-governance-retention", "true"}}),
            "204");
  EXPECT_EQ(world.outcome("GET", "/b/k"), "404 NoSuchKey");
}

TEST(Objects, NameTheirVersionsAsTheStoreDoes) {
  S3World world({.versioned = true});
  world.send("PUT", "/b/k", {}, "x");
  for (const auto* method : {"GET", "HEAD", "DELETE"}) {
    EXPECT_EQ(world.outcome(method, "/b/k?versionId=yesterday"), "400 InvalidArgument");
  }
  const std::string unknown(32, '0');
  EXPECT_EQ(world.outcome("GET", "/b/k?versionId="), "400 InvalidArgument");
  EXPECT_EQ(world.outcome("GET", "/b/k?versionId=" + unknown), "404 NoSuchVersion");
  EXPECT_EQ(world.outcome("GET", "/b/k?versionId=null"), "404 NoSuchVersion");
  EXPECT_EQ(world.outcome("PUT", "/b/t", {{"x-amz-copy-source", "b/k?versionId=yesterday"}}),
            "400 InvalidArgument");
  EXPECT_EQ(world.outcome("GET", "/b?versions&key-marker=k&version-id-marker=yesterday"),
            "400 InvalidArgument");
}

TEST(Objects, SayHowLongTheyAre) {
  S3World world;
  auto request = make_request("PUT", "/b/k");
  EXPECT_EQ(world.handle(request).trace.error_code, "MissingContentLength");
  auto chunked = make_request("PUT", "/b/k", {{"Transfer-Encoding", "chunked"}}, "x");
  chunked.content_length.reset();
  EXPECT_EQ(world.handle(chunked).status, 200);
  EXPECT_EQ(world.outcome("PUT", "/b/empty"), "200");
}

TEST(Objects, HaveTenTagsAtMost) {
  S3World world;
  std::string header = "t=1";
  std::string document = "<Tagging><TagSet>";
  for (int i = 0; i < 11; ++i) {
    if (i < 10) header += "&t" + std::to_string(i) + "=1";
    document += "<Tag><Key>t" + std::to_string(i) + "</Key><Value>1</Value></Tag>";
  }
  const auto refused = world.send("PUT", "/b/k", {{"x-amz-tagging", header}}, "x");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(S3World::element(refused.text, "Code"), "BadRequest");
  EXPECT_EQ(S3World::element(refused.text, "Message"), "Object tags cannot be greater than 10");
  world.send("PUT", "/b/k", {}, "x");
  EXPECT_EQ(world.outcome("PUT", "/b/k?tagging", {}, document + "</TagSet></Tagging>"),
            "400 InvalidTag");
}

TEST(Objects, AreRestoredForAsLongAsAnyone) {
  S3World world;
  world.send("PUT", "/b/k", {{"x-amz-storage-class", "GLACIER"}}, "x");
  const auto restore = [&](const std::string& days) {
    return world.outcome("POST", "/b/k?restore", {},
                         "<RestoreRequest><Days>" + days + "</Days></RestoreRequest>");
  };
  EXPECT_EQ(restore("0"), "400 MalformedXML");
  EXPECT_EQ(restore("4294967297"), "400 MalformedXML");
  EXPECT_EQ(restore("2147483647"), "202");
  EXPECT_NE(world.send("HEAD", "/b/k").headers.get("x-amz-restore").find("GMT"), std::string::npos);
  EXPECT_EQ(world.get("/b/k"), "x");
}

}  // namespace
}  // namespace sluice::api::s3
