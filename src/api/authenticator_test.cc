#include "api/authenticator.h"

#include <gtest/gtest.h>

#include "api/cloud_fixture.h"
#include "api/http/body.h"
#include "base/digest.h"

namespace sluice::api {
namespace {

const std::vector<std::string> kS3{"s3"};

HttpRequest put(std::string body, Headers headers = {}) {
  HttpRequest request{.method = "PUT", .path = "/bucket/key", .headers = std::move(headers)};
  request.headers.set("Host", "localhost");
  request.content_length = body.size();
  request.body = std::make_unique<TextReader>(std::move(body));
  return request;
}

template <class Function>
std::string code_of(const Function& function) {
  try {
    function();
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

class AuthenticatorTest : public testing::Test {
 protected:
  Caller authenticate(HttpRequest& request) {
    return cloud_.authenticator().authenticate(request, kS3, cloud_.clock().now());
  }
  std::string refusal(HttpRequest& request) {
    return code_of([&] { authenticate(request); });
  }
  static std::string body_of(HttpRequest& request) {
    return read_text(*request.body, 1u << 20).value();
  }

  Cloud cloud_;
};

TEST_F(AuthenticatorTest, KnowsTheRootByItsKey) {
  auto request = put("hello");
  cloud_.sign(request, cloud_.root(), "s3", "hello", sha256_hex("hello"));
  const auto caller = authenticate(request);
  EXPECT_EQ(caller.kind, Caller::Kind::root);
  EXPECT_EQ(caller.arn, "arn:aws:iam::000000000000:root");
  EXPECT_EQ(caller.account, "000000000000");
  EXPECT_TRUE(caller.credential);
  EXPECT_EQ(body_of(request), "hello");
}

TEST_F(AuthenticatorTest, KnowsACallerWhoseLastUseCannotBeNoted) {
  cloud_.files().set_capacity(0);
  auto request = put("hello");
  cloud_.sign(request, cloud_.root(), "s3", "hello", sha256_hex("hello"));
  EXPECT_EQ(authenticate(request).kind, Caller::Kind::root);
}

TEST_F(AuthenticatorTest, TakesARequestWithoutCredentialsAsAnonymous) {
  auto request = put("hello");
  EXPECT_TRUE(authenticate(request).is_anonymous());
  EXPECT_EQ(body_of(request), "hello");
}

TEST_F(AuthenticatorTest, RefusesAnotherBodyThanTheSignedOne) {
  auto request = put("jello");
  cloud_.sign(request, cloud_.root(), "s3", "hello", sha256_hex("hello"));
  authenticate(request);
  EXPECT_EQ(code_of([&] { body_of(request); }), "XAmzContentSHA256Mismatch");
}

TEST_F(AuthenticatorTest, RefusesAMissingBodyAtOnce) {
  auto request = put("");
  cloud_.sign(request, cloud_.root(), "s3", "", sha256_hex("hello"));
  EXPECT_EQ(refusal(request), "XAmzContentSHA256Mismatch");
}

TEST_F(AuthenticatorTest, RefusesAChangedPath) {
  auto request = put("");
  cloud_.sign(request, cloud_.root(), "s3", "", sha256_hex(""));
  request.path = "/bucket/other";
  EXPECT_EQ(refusal(request), "SignatureDoesNotMatch");
}

TEST_F(AuthenticatorTest, RefusesASignatureForAnotherService) {
  auto request = put("");
  cloud_.sign(request, cloud_.root(), "kms", "", sha256_hex(""));
  EXPECT_EQ(refusal(request), "AuthorizationHeaderMalformed");
}

TEST_F(AuthenticatorTest, RefusesAnOldSignature) {
  auto request = put("");
  cloud_.sign(request, cloud_.root(), "s3", "", sha256_hex(""));
  cloud_.clock().advance(std::chrono::minutes(16));
  EXPECT_EQ(refusal(request), "RequestTimeTooSkewed");
}

TEST_F(AuthenticatorTest, RefusesAnUnknownKey) {
  auto request = put("");
  cloud_.sign(request, {"AKIAIOSFODNN7EXAMPLE", "secret"}, "s3", "", sha256_hex(""));
  EXPECT_EQ(refusal(request), "InvalidAccessKeyId");
}

TEST_F(AuthenticatorTest, DecodesUnsignedChunks) {
  auto request = put("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n",
                     {{"Content-Encoding", "gzip,aws-chunked"},
                      {"x-amz-decoded-content-length", "5"},
                      {"x-amz-trailer", "x-amz-checksum-crc32"}});
  cloud_.sign(request, cloud_.root(), "s3", "", "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
  authenticate(request);
  EXPECT_EQ(request.content_length, 5);
  EXPECT_EQ(request.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(body_of(request), "hello");
}

TEST_F(AuthenticatorTest, AsksForTheDecodedLength) {
  auto request = put("5\r\nhello\r\n0\r\n\r\n");
  cloud_.sign(request, cloud_.root(), "s3", "", "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
  EXPECT_EQ(refusal(request), "MissingContentLength");
}

TEST_F(AuthenticatorTest, RefusesSignedChunksOfNobody) {
  auto request = put("0\r\n\r\n", {{"x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"},
                                   {"x-amz-decoded-content-length", "0"}});
  EXPECT_EQ(refusal(request), "AccessDenied");
}

TEST_F(AuthenticatorTest, TellsPoliciesHowItWasSigned) {
  auto request = put("");
  cloud_.sign(request, cloud_.root(), "s3", "", "UNSIGNED-PAYLOAD");
  const auto caller = authenticate(request);
  const std::vector<std::pair<std::string, std::string>> expected{
      {"s3:authType", "REST-HEADER"},
      {"s3:signatureversion", "AWS4-HMAC-SHA256"},
      {"s3:signatureAge", "0"},
      {"s3:x-amz-content-sha256", "UNSIGNED-PAYLOAD"}};
  EXPECT_EQ(caller.conditions, expected);
}

TEST_F(AuthenticatorTest, TakesHeadersFromAPresignedQuery) {
  auto request = put("hello");
  request.query =
      "x-amz-acl=public-read&X-Amz-Meta-Team=a%20b&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD&acl=x";
  cloud_.presign(request, cloud_.root());
  authenticate(request);
  EXPECT_EQ(request.headers.get("x-amz-acl"), "public-read");
  EXPECT_EQ(request.headers.get("x-amz-meta-team"), "a b");
  EXPECT_EQ(request.headers.get("x-amz-content-sha256"), "UNSIGNED-PAYLOAD");
  for (const auto* name : {"acl", "x-amz-signature", "x-amz-credential", "x-amz-date"})
    EXPECT_FALSE(request.headers.has(name)) << name;
}

TEST_F(AuthenticatorTest, TakesNoHeadersFromAQueryThatIsNotSigned) {
  auto request = put("hello");
  cloud_.presign(request, cloud_.root());
  request.query += "&x-amz-acl=public-read";
  EXPECT_EQ(refusal(request), "SignatureDoesNotMatch");
  auto anonymous = put("hello");
  anonymous.query = "x-amz-acl=public-read";
  EXPECT_TRUE(authenticate(anonymous).is_anonymous());
  EXPECT_FALSE(anonymous.headers.has("x-amz-acl"));
}

}  // namespace
}  // namespace sluice::api
