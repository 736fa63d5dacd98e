#include "store/names.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace sluice::store {
namespace {

std::string code_of_bucket(std::string_view name) {
  try {
    bucket_name(name);
    return "";
  } catch (const Error& error) {
    return error.code();
  }
}

std::string code_of_key(std::string_view key) {
  try {
    object_key(key);
    return "";
  } catch (const Error& error) {
    return error.code();
  }
}

TEST(Names, TakesTheBucketNamesThatAwsTakes) {
  for (const char* name : {"abc", "my-bucket.2026", "0numbers0", "a.b.c"}) {
    EXPECT_EQ(code_of_bucket(name), "") << name;
  }
}

TEST(Names, RefusesTheBucketNamesThatAwsRefuses) {
  for (const char* name :
       {"", "ab", "Upper", "under_score", "-abc", "abc-", ".abc", "a..b", "foo.-bar", "foo-.bar",
        "192.168.5.4", "xn--abc", "sthree-abc", "abc-s3alias", "a/b"}) {
    EXPECT_EQ(code_of_bucket(name), "InvalidBucketName") << name;
  }
  EXPECT_EQ(code_of_bucket(std::string(64, 'a')), "InvalidBucketName");
}

TEST(Names, TakesAnyUtf8KeyUpTo1024Bytes) {
  for (const char* key : {"a", "../x", "//", "flights/2024/01.csv", "straße/日本/🛫"}) {
    EXPECT_EQ(code_of_key(key), "") << key;
  }
  EXPECT_EQ(code_of_key(std::string(1024, 'k')), "");
}

TEST(Names, RefusesEmptyLongAndBrokenKeys) {
  EXPECT_EQ(code_of_key(""), "InvalidURI");
  EXPECT_EQ(code_of_key(std::string(1025, 'k')), "KeyTooLongError");
  for (const char* key : {"\xff", "a\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80"}) {
    EXPECT_EQ(code_of_key(key), "InvalidURI");
  }
}

TEST(Names, ReadsS3Uris) {
  EXPECT_EQ(parse_uri("s3://raw-zone/flights/a.csv"),
            (ObjectUri{BucketName("raw-zone"), ObjectKey("flights/a.csv")}));
  EXPECT_EQ(parse_uri("s3a://raw-zone").key, ObjectKey());
  EXPECT_EQ(to_text(parse_uri("s3://raw-zone/x/")), "s3://raw-zone/x/");
  EXPECT_THROW(parse_uri("/tmp/file"), Error);
  EXPECT_THROW(parse_uri("s3://RAW/x"), Error);
}

}  // namespace
}  // namespace sluice::store
