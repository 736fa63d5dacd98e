#include <gtest/gtest.h>

#include "api/s3/s3_test_world.h"

namespace sluice::api::s3 {
namespace {

constexpr std::string_view kPrefix = "x-amz-server-side-encryption";
constexpr auto kKey = "pO3upElrwuEXSoFwCfnZPdSsmt/xWeFa0N9KgDijwVs=";
constexpr auto kKeyMd5 = "DWygnHRtgiJ77HCm+1rvHw==";
constexpr auto kOtherKey = "6b+WOZ1T3cqZMxgThRcXAQBrS5mXKdDUphvpxptl9/4=";
constexpr auto kOtherKeyMd5 = "arxBvwY2V4SiOne6yppVPQ==";

Headers customer(const std::string& key, const std::string& md5, const std::string& copy = "") {
  const std::string prefix = "x-amz-" + copy + "server-side-encryption-customer-";
  return {{prefix + "algorithm", "AES256"}, {prefix + "key", key}, {prefix + "key-md5", md5}};
}

TEST(Encryption, WithACustomersKeyNeedsItToRead) {
  S3World world;
  const auto put = world.send("PUT", "/b/k", customer(kKey, kKeyMd5), "secret");
  EXPECT_EQ(put.status, 200) << put.text;
  EXPECT_EQ(put.headers.get("x-amz-server-side-encryption-customer-key-MD5"), kKeyMd5);
  EXPECT_EQ(world.outcome("GET", "/b/k"), "400 InvalidRequest");
  EXPECT_EQ(world.outcome("HEAD", "/b/k"), "400 InvalidRequest");
  EXPECT_EQ(world.outcome("GET", "/b/k", customer(kOtherKey, kOtherKeyMd5)), "400 InvalidRequest");
  EXPECT_EQ(world.get("/b/k", customer(kKey, kKeyMd5)), "secret");
}

TEST(Encryption, RefusesHalvesOfACustomersKey) {
  S3World world;
  const std::string prefix = std::string(kPrefix) + "-customer-";
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{prefix + "algorithm", "AES256"}}, "x"),
            "400 InvalidArgument");
  EXPECT_EQ(
      world.outcome("PUT", "/b/k", {{prefix + "key", kKey}, {prefix + "key-md5", kKeyMd5}}, "x"),
      "400 InvalidArgument");
  EXPECT_EQ(world.outcome("PUT", "/b/k", customer(kKey, "AAAAAAAAAAAAAAAAAAAAAA=="), "x"),
            "400 InvalidArgument");
  auto both = customer(kKey, kKeyMd5);
  both.add(std::string(kPrefix), "AES256");
  EXPECT_EQ(world.outcome("PUT", "/b/k", both, "x"), "400 InvalidArgument");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{std::string(kPrefix) + "-aws-kms-key-id", "k"}}, "x"),
            "400 InvalidArgument");
  EXPECT_EQ(world.outcome("PUT", "/b/k", {{std::string(kPrefix), "rot13"}}, "x"),
            "400 InvalidArgument");
}

TEST(Encryption, WithKmsEndsWithTheKey) {
  S3World world;
  const auto put = world.send("PUT", "/b/k",
                              {{std::string(kPrefix), "aws:kms"},
                               {std::string(kPrefix) + "-aws-kms-key-id", "one"},
                               {std::string(kPrefix) + "-context", "eyJhIjoiYiJ9"},
                               {std::string(kPrefix) + "-bucket-key-enabled", "true"}},
                              "secret");
  EXPECT_EQ(put.status, 200) << put.text;
  EXPECT_EQ(put.headers.get(std::string(kPrefix) + "-aws-kms-key-id"),
            "arn:aws:kms:us-east-1:000000000000:key/one");
  EXPECT_EQ(world.get("/b/k"), "secret");
  EXPECT_EQ(world.outcome("GET", "/b/k", {{std::string(kPrefix), "aws:kms"}}),
            "400 InvalidArgument");
  world.keys.is_disabled = true;
  EXPECT_EQ(world.outcome("GET", "/b/k"), "400 KMS.DisabledException");
  EXPECT_EQ(world.outcome("HEAD", "/b/k"), "200");
}

TEST(Encryption, FollowsTheBucketsDefault) {
  S3World world;
  world.lake().database().write([&](meta::Transaction& now) {
    world.lake().store().set_document(
        now, store::BucketName("b"), {.kind = "encryption", .id = ""},
        R"({"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms",)"
        R"("KMSMasterKeyID":"two"},"BucketKeyEnabled":true}]})");
  });
  const auto put = world.send("PUT", "/b/k", {}, "x");
  EXPECT_EQ(put.headers.get(std::string(kPrefix)), "aws:kms");
  EXPECT_EQ(put.headers.get(std::string(kPrefix) + "-bucket-key-enabled"), "true");
  EXPECT_EQ(world.get("/b/k"), "x");
  const auto other = world.send("PUT", "/b/k", {{std::string(kPrefix), "AES256"}}, "y");
  EXPECT_EQ(other.headers.get(std::string(kPrefix)), "AES256");
  EXPECT_EQ(world.get("/b/k"), "y");
}

TEST(Encryption, OfACopyIsItsOwn) {
  S3World world;
  world.send("PUT", "/b/k", customer(kKey, kKeyMd5), "secret");
  auto headers = customer(kKey, kKeyMd5, "copy-source-");
  headers.add("x-amz-copy-source", "b/k");
  EXPECT_EQ(world.outcome("PUT", "/b/managed", headers), "200");
  EXPECT_EQ(world.get("/b/managed"), "secret");
  for (const auto& header : customer(kOtherKey, kOtherKeyMd5))
    headers.add(header.name, header.value);
  EXPECT_EQ(world.outcome("PUT", "/b/other", headers), "200");
  EXPECT_EQ(world.get("/b/other", customer(kOtherKey, kOtherKeyMd5)), "secret");
  EXPECT_EQ(world.outcome("PUT", "/b/none", {{"x-amz-copy-source", "b/k"}}), "400 InvalidRequest");
}

TEST(Encryption, WithBrokenKeysIsTheServersFault) {
  S3World world;
  const Headers headers{{std::string(kPrefix), "aws:kms"}};
  world.send("PUT", "/b/k", headers, "secret");
  world.keys.is_broken = true;
  EXPECT_EQ(world.outcome("PUT", "/b/other", headers, "secret"), "500 InternalError");
  EXPECT_EQ(world.outcome("GET", "/b/k"), "500 InternalError");
}

}  // namespace
}  // namespace sluice::api::s3
