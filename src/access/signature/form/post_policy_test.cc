#include "access/signature/form/post_policy.h"

#include <gtest/gtest.h>

#include "access/signature/signature_fixture.h"

namespace sluice::access {
namespace {

// As botocore's S3SigV4PostAuth and HmacV1PostAuth make them.
PostForm version_4_form() {
  return {
      .bucket = "bucket",
      .fields = {
          {"key", "user/x"},
          {"acl", "private"},
          {"x-amz-algorithm", "AWS4-HMAC-SHA256"},
          {"x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20261122/eu-west-1/s3/aws4_request"},
          {"x-amz-date", "20261122T120000Z"},
          {"policy",
           "eyJleHBpcmF0aW9uIjogIjIwMjYtMTEtMjJUMTM6MDA6MDBaIiwgImNvbmRpdGlvbnMiOiBbeyJidWNrZXQiOi"
           "AiYnVja2V0In0sIFsic3RhcnRzLXdpdGgiLCAiJGtleSIsICJ1c2VyLyJdLCB7ImFjbCI6ICJwcml2YXRlIn0s"
           "IFsiY29udGVudC1sZW5ndGgtcmFuZ2UiLCAxLCAxMDI0XSwgeyJ4LWFtei1hbGdvcml0aG0iOiAiQVdTNC1ITU"
           "FDLVNIQTI1NiJ9LCB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAyNjExMjIv"
           "ZXUtd2VzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LCB7IngtYW16LWRhdGUiOiAiMjAyNjExMjJUMTIwMDAwWiJ9XX"
           "0="},
          {"x-amz-signature", "e4a35504a98e0b2f7a1092b22467d8912aba17e5cd9ad0f97bd2dc8805f7502e"},
      }};
}

PostForm version_2_form() {
  return {.bucket = "bucket",
          .fields = {{"key", "user/x"},
                     {"acl", "private"},
                     {"awsaccesskeyid", "AKIAIOSFODNN7EXAMPLE"},
                     {"policy",
                      "eyJleHBpcmF0aW9uIjogIjIwMjYtMTEtMjJUMTM6MDA6MDBaIiwgImNvbmRpdGlvbnMiOiBbeyJi"
                      "dWNrZXQiOiAiYnVja2V0In0sIFsic3RhcnRzLXdpdGgiLCAiJGtleSIsICJ1c2VyLyJdLCB7ImFj"
                      "bCI6ICJwcml2YXRlIn0sIFsiY29udGVudC1sZW5ndGgtcmFuZ2UiLCAxLCAxMDI0XV19"},
                     {"signature", "XnsXSLkl9wRFuyfVX14xA8BKIGg="}}};
}

std::string check_form(const PostForm& form, Timestamp now = boto_time(),
                       const SignatureRules& rules = {.allows_version_2 = true}) {
  return code_of([&] {
    SigningKeys keys;
    const auto claim = read_form_claim(form, rules);
    if (!claim) throw Error(ErrorKind::invalid, "anonymous", "");
    EXPECT_EQ(claim->access_key_id, "AKIAIOSFODNN7EXAMPLE");
    const PostPolicy policy = verify_form(*claim, form, rules, kSecret, now, keys);
    EXPECT_EQ(policy.content_length->most, 1024U);
  });
}

TEST(PostPolicy, TakesBotocoresForms) {
  EXPECT_EQ(check_form(version_4_form()), "");
  EXPECT_EQ(check_form(version_2_form()), "");
  EXPECT_EQ(check_form(version_2_form(), boto_time(), {}), "InvalidRequest");
  EXPECT_EQ(check_form({.bucket = "bucket", .fields = {{"key", "x"}}}), "anonymous");
}

TEST(PostPolicy, RefusesWhatItDoesNotAllow) {
  for (const PostForm& good : {version_4_form(), version_2_form()}) {
    PostForm form = good;
    form.fields[0].value = "admin/x";
    EXPECT_EQ(check_form(form), "AccessDenied");
    form = good;
    form.fields[1].value = "public-read";
    EXPECT_EQ(check_form(form), "AccessDenied");
    form = good;
    form.fields.push_back({"x-amz-storage-class", "GLACIER"});
    EXPECT_EQ(check_form(form), "AccessDenied");
    form.fields.back().name = "x-ignore-this";
    EXPECT_EQ(check_form(form), "");
    form = good;
    form.bucket = "other";
    EXPECT_EQ(check_form(form), "AccessDenied");
    EXPECT_EQ(check_form(good, boto_time() + std::chrono::hours(2)), "AccessDenied");
  }
}

TEST(PostPolicy, RefusesAnotherSignatureOrPolicy) {
  PostForm form = version_4_form();
  form.fields.back().value[0] = 'f';
  EXPECT_EQ(check_form(form), "SignatureDoesNotMatch");
  form = version_4_form();
  form.fields[5].value.replace(0, 4, "eyJF");
  EXPECT_EQ(check_form(form), "SignatureDoesNotMatch");
  form = version_4_form();
  form.fields.pop_back();
  EXPECT_EQ(check_form(form), "InvalidArgument");
}

TEST(PostPolicy, IsRefusedWhenItIsMalformed) {
  const auto code = [](std::string_view text) { return code_of([&] { parse_post_policy(text); }); };
  EXPECT_EQ(code(R"({"expiration":"2026-11-22T13:00:00.000Z","conditions":[]})"), "");
  for (const std::string_view text :
       {"", "[]", "{", R"({"conditions":[]})", R"({"expiration":"2026-11-22T13:00:00Z"})",
        R"({"expiration":"soon","conditions":[]})",
        R"({"EXPIRATION":"2026-11-22T13:00:00Z","conditions":[]})",
        R"({"expiration":"2026-11-22T13:00:00Z","conditions":[{}]})",
        R"({"expiration":"2026-11-22T13:00:00Z","conditions":[["eq","key","x"]]})",
        R"({"expiration":"2026-11-22T13:00:00Z","conditions":[["content-length-range",-1,0]]})",
        R"({"expiration":"2026-11-22T13:00:00Z","conditions":[["content-length-range",0]]})"}) {
    EXPECT_EQ(code(text), "InvalidPolicyDocument") << text;
  }
}

TEST(PostPolicy, StartsWithAsksEachTypeOfAList) {
  const PostPolicy policy = parse_post_policy(
      R"({"expiration":"2026-11-22T13:00:00Z","conditions":[{"bucket":"b"},
          ["starts-with","$Content-Type","image/"]]})");
  const auto code = [&](const std::string& type) {
    const PostForm form{.bucket = "b", .fields = {{"content-type", type}}};
    return code_of([&] { check_post_policy(policy, form, boto_time()); });
  };
  EXPECT_EQ(code("image/png,image/gif"), "");
  EXPECT_EQ(code("image/png,text/html"), "AccessDenied");
}

}  // namespace
}  // namespace sluice::access
