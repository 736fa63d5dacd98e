#include <gtest/gtest.h>

#include "api/s3/s3_test_world.h"

namespace sluice::api::s3 {
namespace {

TEST(Copies, KeepOrReplaceWhatTheSourceSays) {
  S3World world;
  world.send("PUT", "/b/a%3Fb", {{"x-amz-meta-x", "1"}, {"Content-Type", "text/x"}}, "hello");
  auto copied = world.send("PUT", "/b/kept", {{"x-amz-copy-source", "/b/a%3Fb"}});
  EXPECT_EQ(copied.status, 200) << copied.text;
  EXPECT_NE(copied.text.find("5d41402abc4b2a76b9719d911017c592"), std::string::npos);
  const auto kept = world.send("HEAD", "/b/kept");
  EXPECT_EQ(kept.headers.get("x-amz-meta-x"), "1");
  EXPECT_EQ(kept.headers.get("Content-Type"), "text/x");
  world.send("PUT", "/b/new",
             {{"x-amz-copy-source", "b/a%3Fb"},
              {"x-amz-metadata-directive", "REPLACE"},
              {"x-amz-meta-y", "2"},
              {"x-amz-checksum-algorithm", "SHA256"}});
  const auto replaced = world.send("HEAD", "/b/new", {{"x-amz-checksum-mode", "ENABLED"}});
  EXPECT_FALSE(replaced.headers.has("x-amz-meta-x"));
  EXPECT_EQ(replaced.headers.get("x-amz-meta-y"), "2");
  EXPECT_EQ(replaced.headers.get("Content-Type"), "binary/octet-stream");
  EXPECT_EQ(replaced.headers.get("x-amz-checksum-sha256"),
            "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
  EXPECT_EQ(world.get("/b/new"), "hello");
}

TEST(Copies, RefuseSourcesThatCannotBe) {
  S3World world;
  world.send("PUT", "/b/k", {}, "x");
  EXPECT_EQ(world.outcome("PUT", "/b/t", {{"x-amz-copy-source", "b/none"}}), "404 NoSuchKey");
  EXPECT_EQ(world.outcome("PUT", "/b/t", {{"x-amz-copy-source", "none/k"}}), "404 NoSuchBucket");
  EXPECT_EQ(world.outcome("PUT", "/b/t", {{"x-amz-copy-source", "b"}}), "400 InvalidArgument");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{"x-amz-copy-source", "b/k"}}), "400 InvalidRequest");
  EXPECT_EQ(world.outcome("PUT", "/b/t",
                          {{"x-amz-copy-source", "b/k"}, {"x-amz-copy-source-if-match", "no"}}),
            "412 PreconditionFailed");
  EXPECT_EQ(world.outcome("PUT", "/b/t",
                          {{"x-amz-copy-source", "b/k"}, {"x-amz-copy-source-if-none-match", "*"}}),
            "412 PreconditionFailed");
  world.permissions.denied_key = "k";
  EXPECT_EQ(world.outcome("PUT", "/b/t", {{"x-amz-copy-source", "b/k"}}), "403 AccessDenied");
}

TEST(Deletes, LeaveMarkersWhereVersionsAreKept) {
  S3World world({.versioned = true});
  const auto put = world.send("PUT", "/b/k", {}, "x");
  const std::string version(put.headers.get("x-amz-version-id"));
  const auto deleted = world.send("DELETE", "/b/k");
  EXPECT_EQ(deleted.status, 204);
  EXPECT_EQ(deleted.headers.get("x-amz-delete-marker"), "true");
  const std::string marker(deleted.headers.get("x-amz-version-id"));
  const auto gone = world.send("GET", "/b/k");
  EXPECT_EQ(gone.status, 404);
  EXPECT_EQ(gone.headers.get("x-amz-delete-marker"), "true");
  EXPECT_EQ(world.outcome("GET", "/b/k?versionId=" + marker), "405 MethodNotAllowed");
  EXPECT_EQ(world.get("/b/k?versionId=" + version), "x");
  EXPECT_EQ(world.outcome("DELETE", "/b/k?versionId=" + marker), "204");
  EXPECT_EQ(world.get("/b/k"), "x");
}

TEST(Deletes, HoldTheirConditions) {
  S3World world;
  EXPECT_EQ(world.outcome("DELETE", "/b/k", {{"If-Match", "\"no\""}}), "204");
  world.send("PUT", "/b/k", {}, "1");
  EXPECT_EQ(world.outcome("DELETE", "/b/k", {{"If-Match", "\"no\""}}), "412 PreconditionFailed");
  EXPECT_EQ(world.outcome("DELETE", "/b/k", {{"x-amz-if-match-size", "2"}}),
            "412 PreconditionFailed");
  EXPECT_EQ(world.outcome("DELETE", "/b/k", {{"If-Match", "*"}}), "204");
  EXPECT_EQ(world.outcome("GET", "/b/k"), "404 NoSuchKey");
}

TEST(Deletes, OfAMarkerHoldTheirConditions) {
  S3World world({.versioned = true});
  EXPECT_EQ(world.outcome("DELETE", "/b/k", {{"If-Match", "\"no\""}}), "204");
  world.send("PUT", "/b/k", {}, "1");
  world.send("DELETE", "/b/k");
  EXPECT_EQ(world.outcome("DELETE", "/b/k", {{"If-Match", "\"no\""}}), "412 PreconditionFailed");
  EXPECT_EQ(world.outcome("DELETE", "/b/k", {{"If-Match", "*"}}), "204");
}

TEST(Deletes, OfManyTellOfEach) {
  S3World world;
  world.send("PUT", "/b/one", {}, "1");
  world.send("PUT", "/b/two", {}, "2");
  world.permissions.denied_key = "two";
  auto answer = world.send("POST", "/b?delete", {},
                           "<Delete><Object><Key>one</Key></Object><Object><Key>two</Key></Object>"
                           "<Object><Key>none</Key></Object></Delete>");
  EXPECT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(S3World::element(answer.text, "Deleted"), "<Key>one</Key>");
  EXPECT_EQ(S3World::element(answer.text, "Code"), "AccessDenied");
  EXPECT_EQ(world.outcome("GET", "/b/one"), "404 NoSuchKey");
  EXPECT_EQ(world.get("/b/two"), "2");
  std::string many = "<Delete>";
  for (int i = 0; i < 1001; ++i)
    many += "<Object><Key>k</Key></Object>";
  EXPECT_EQ(world.outcome("POST", "/b?delete", {}, many + "</Delete>"), "400 MalformedXML");
}

TEST(Deletes, OfManyTellOfNamesThatCannotBe) {
  S3World world({.versioned = true});
  world.send("PUT", "/b/one", {}, "1");
  const auto object = [](const std::string& inside) { return "<Object>" + inside + "</Object>"; };
  EXPECT_EQ(
      world.outcome("POST", "/b?delete", {},
                    "<Delete>" + object("<Key></Key>") + object("<Key>one</Key>") + "</Delete>"),
      "400 MalformedXML");
  const std::string too_long(1025, 'k');
  auto answer = world.send("POST", "/b?delete", {},
                           "<Delete>" + object("<Key>" + too_long + "</Key>") +
                               object("<Key>two</Key><VersionId>none</VersionId>") +
                               object("<Key>one</Key>") + "</Delete>");
  EXPECT_EQ(answer.status, 200) << answer.text;
  EXPECT_NE(answer.text.find("KeyTooLongError"), std::string::npos);
  EXPECT_NE(answer.text.find("NoSuchVersion"), std::string::npos);
  EXPECT_EQ(S3World::element(S3World::element(answer.text, "Deleted"), "Key"), "one");
}

}  // namespace
}  // namespace sluice::api::s3
