#include "access/signature/verify.h"

#include <gtest/gtest.h>

#include "access/signature/signature_fixture.h"

namespace sluice::access {
namespace {

constexpr std::string_view kScope =
    "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";

// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
std::string authorization(std::string_view signed_headers, std::string_view signature) {
  return fmt::format("AWS4-HMAC-SHA256 {},SignedHeaders={},Signature={}", kScope, signed_headers,
                     signature);
}

const std::string kGetAuthorization =
    authorization("host;range;x-amz-content-sha256;x-amz-date",
                  "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");

SignedRequest get_object() {
  return {.method = "GET",
          .path = "/test.txt",
          .headers = {{"host", "examplebucket.s3.amazonaws.com"},
                      {"authorization", kGetAuthorization},
                      {"range", "bytes=0-9"},
                      {"x-amz-content-sha256", kEmptyHash},
                      {"x-amz-date", "20130524T000000Z"}}};
}

constexpr std::string_view kPresigned =
    "X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

SignedRequest presigned(std::string_view query = kPresigned) {
  return {.method = "GET",
          .path = "/test.txt",
          .query = query,
          .headers = {{"host", "examplebucket.s3.amazonaws.com"}}};
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result(text);
  result.replace(result.find(from), from.size(), to);
  return result;
}

TEST(Verify, TakesTheExamplesOfS3sDocumentation) {
  EXPECT_EQ(check(get_object(), doc_time()), "");
  EXPECT_EQ(check(presigned(), doc_time() + std::chrono::hours(23)), "");
  const std::string put =
      authorization("date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  EXPECT_EQ(check({.method = "PUT",
                   .path = "/test$file.text",
                   .headers = {{"authorization", put},
                               {"date", "Fri, 24 May 2013 00:00:00 GMT"},
                               {"host", "examplebucket.s3.amazonaws.com"},
                               {"x-amz-content-sha256",
                                "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"},
                               {"x-amz-date", "20130524T000000Z"},
                               {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}},
                  doc_time()),
            "");
  for (const auto& [query, signature] :
       {std::pair{"lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
        std::pair{"max-keys=2&prefix=J",
                  "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"}}) {
    const std::string header = authorization("host;x-amz-content-sha256;x-amz-date", signature);
    EXPECT_EQ(check({.method = "GET",
                     .path = "/",
                     .query = query,
                     .headers = {{"authorization", header},
                                 {"host", "examplebucket.s3.amazonaws.com"},
                                 {"x-amz-content-sha256", kEmptyHash},
                                 {"x-amz-date", "20130524T000000Z"}}},
                    doc_time()),
              "")
        << query;
  }
}

constexpr std::string_view kBotoAuthorization =
    "AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/20261122/eu-west-1/s3/aws4_request,"
    " SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,"
    " Signature=f1680643d40502022abe98b51c4404202585114feec05cccba4c03e3c240364e";

SignedRequest odd_key(std::string_view path) {
  return {.method = "GET",
          .path = path,
          .query = "versionId=a+b%2Bc%2Fd&tagging=",
          .headers = {{"host", "127.0.0.1:4566"},
                      {"x-amz-date", "20261122T120000Z"},
                      {"x-amz-security-token", "token/with+odd=characters"},
                      {"x-amz-content-sha256", kEmptyHash},
                      {"authorization", kBotoAuthorization}}};
}

TEST(Verify, SignsAKeyAsItWasSent) {
  EXPECT_EQ(check(odd_key("/bucket/a%20b/..//%C3%BC%2B%2F%28x%29~"), boto_time()), "");
  // The same key, less encoded than it was signed.
  EXPECT_EQ(check(odd_key("/bucket/a%20b/..//%c3%bc%2B%2F(x)%7E"), boto_time()), "");
  // "%2F" in a key is not the slash between two parts.
  EXPECT_EQ(check(odd_key("/bucket/a%20b/..//%C3%BC%2B/%28x%29~"), boto_time()),
            "SignatureDoesNotMatch");
  const auto claim = read_claim(odd_key("/x"), {});
  EXPECT_EQ(claim->session_token, "token/with+odd=characters");
  EXPECT_EQ(claim->region, "eu-west-1");
}

TEST(Verify, RefusesAnythingThatWasTamperedWith) {
  SignedRequest request = get_object();
  request.method = "DELETE";
  EXPECT_EQ(check(request, doc_time()), "SignatureDoesNotMatch");
  request = get_object();
  request.path = "/test.txt2";
  EXPECT_EQ(check(request, doc_time()), "SignatureDoesNotMatch");
  request = get_object();
  request.query = "acl";
  EXPECT_EQ(check(request, doc_time()), "SignatureDoesNotMatch");
  for (std::size_t i : {0, 2}) {
    request = get_object();
    request.headers[i].value = "bytes=0-99";
    EXPECT_EQ(check(request, doc_time()), "SignatureDoesNotMatch");
  }
  EXPECT_EQ(check(get_object(), doc_time(), {}, "another secret"), "SignatureDoesNotMatch");
  EXPECT_EQ(check(presigned(std::string(kPresigned) + "&acl"), doc_time()),
            "SignatureDoesNotMatch");
}

TEST(Verify, RefusesAClockThatIsFarOff) {
  using std::chrono::minutes;
  EXPECT_EQ(check(get_object(), doc_time() + minutes(14)), "");
  EXPECT_EQ(check(get_object(), doc_time() + minutes(16)), "RequestTimeTooSkewed");
  EXPECT_EQ(check(get_object(), doc_time() - minutes(16)), "RequestTimeTooSkewed");
  EXPECT_EQ(check(presigned(), doc_time() + std::chrono::hours(24)), "AccessDenied");
  EXPECT_EQ(check(presigned(), doc_time() - minutes(16)), "AccessDenied");
}

TEST(Verify, WantsHostAndAmazonsHeadersSigned) {
  SignedRequest request = get_object();
  request.headers.push_back({"x-amz-acl", "public-read"});
  EXPECT_EQ(check(request, doc_time()), "AccessDenied");
  request = presigned();
  request.headers.push_back({"x-amz-copy-source", "/other/secret"});
  EXPECT_EQ(check(request, doc_time()), "AccessDenied");
  const std::string without_host =
      authorization("range;x-amz-content-sha256;x-amz-date", std::string(64, '0'));
  request = get_object();
  request.headers[1].value = without_host;
  EXPECT_EQ(check(request, doc_time()), "AccessDenied");
}

TEST(Verify, RefusesAForgedSignatureWithAnUnsignedTrailer) {
  SignedRequest request = get_object();
  request.method = "PUT";
  request.headers[3].value = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  EXPECT_EQ(check(request, doc_time()), "SignatureDoesNotMatch");
  EXPECT_EQ(read_claim(request, {})->payload, Payload::unsigned_chunks_with_trailer);
}

TEST(Verify, RefusesTwoClaimsAtOnce) {
  SignedRequest request = get_object();
  request.query = kPresigned;
  EXPECT_EQ(check(request, doc_time()), "InvalidArgument");
  request = get_object();
  request.headers.push_back({"authorization", kGetAuthorization});
  EXPECT_EQ(check(request, doc_time()), "InvalidArgument");
  request = get_object();
  request.query = "AWSAccessKeyId=x&Signature=y&Expires=1";
  EXPECT_EQ(check(request, doc_time(), {.allows_version_2 = true}), "InvalidArgument");
}

TEST(Claim, SaysWhatIsMalformed) {
  const auto with_authorization = [](std::string_view value) {
    SignedRequest request = get_object();
    request.headers[1].value = value;
    return check(request, doc_time());
  };
  EXPECT_EQ(with_authorization(""), "anonymous");
  EXPECT_EQ(with_authorization("Basic dXNlcg=="), "InvalidArgument");
  EXPECT_EQ(with_authorization("AWS4-HMAC-SHA256 x"), "AuthorizationHeaderMalformed");
  EXPECT_EQ(with_authorization(replaced(kGetAuthorization, "/s3/aws4_request", "/s3")),
            "AuthorizationHeaderMalformed");
  EXPECT_EQ(with_authorization(replaced(kGetAuthorization, "20130524", "20130525")),
            "AuthorizationHeaderMalformed");
  EXPECT_EQ(with_authorization("AWS AKIAIOSFODNN7EXAMPLE:abc"), "InvalidRequest");
  const auto with_query = [](std::string_view from, std::string_view to) {
    const std::string query = replaced(kPresigned, from, to);
    return check(presigned(query), doc_time());
  };
  EXPECT_EQ(with_query("86400", "604801"), "AuthorizationQueryParametersError");
  EXPECT_EQ(with_query("86400", "-1"), "AuthorizationQueryParametersError");
  EXPECT_EQ(with_query("86400", "day"), "AuthorizationQueryParametersError");
  EXPECT_EQ(with_query("86400", "0"), "AccessDenied");
  EXPECT_EQ(with_query("T000000Z", "T0000"), "AuthorizationQueryParametersError");
  EXPECT_EQ(with_query("&X-Amz-SignedHeaders=host", ""), "AuthorizationQueryParametersError");
  EXPECT_EQ(with_query("HMAC", "ECDSA"), "AuthorizationQueryParametersError");
  SignedRequest request = get_object();
  request.headers[3].name = "x-other";
  EXPECT_EQ(check(request, doc_time()), "InvalidRequest");
  request = get_object();
  request.headers[3].value = "STREAMING";
  EXPECT_EQ(check(request, doc_time()), "InvalidArgument");
  request = get_object();
  request.headers[4].name = "x-other";
  EXPECT_EQ(check(request, doc_time()), "AccessDenied");
  EXPECT_EQ(check({.method = "GET", .path = "/"}, doc_time()), "anonymous");
}

TEST(Claim, HoldsToTheRegionAndServiceOfTheRules) {
  EXPECT_EQ(check(get_object(), doc_time(), {.region = "us-east-1", .service = "s3"}), "");
  EXPECT_EQ(check(get_object(), doc_time(), {.region = "eu-west-1"}),
            "AuthorizationHeaderMalformed");
  EXPECT_EQ(check(get_object(), doc_time(), {.service = "kms"}), "AuthorizationHeaderMalformed");
  EXPECT_EQ(check(get_object(), doc_time(), {.dialect = ErrorDialect::json, .service = "kms"}),
            "IncompleteSignatureException");
}

TEST(Version2, IsReadOnlyWhenAskedFor) {
  const SignatureRules rules{.allows_version_2 = true};
  const SignedRequest put{
      .method = "PUT",
      .path = "/bucket/key",
      .query = "acl",
      .headers = {{"host", "127.0.0.1:4566"},
                  {"x-amz-acl", "public-read"},
                  {"content-type", "text/plain"},
                  {"date", "Sun, 22 Nov 2026 12:00:00 GMT"},
                  {"authorization", "AWS AKIAIOSFODNN7EXAMPLE:Q/aKZDuLLk8WsW33B8PXSMfHE5M="}}};
  EXPECT_EQ(check(put, boto_time(), rules), "");
  EXPECT_EQ(check(put, boto_time()), "InvalidRequest");
  EXPECT_EQ(check(put, boto_time() + std::chrono::hours(1), rules), "RequestTimeTooSkewed");
  SignedRequest old = put;
  old.headers[3].value = "Tue, 07 Jul 1950 21:53:04 GMT";
  EXPECT_EQ(check(old, boto_time(), rules), "AccessDenied");
  SignedRequest get{.method = "GET",
                    .path = "/bucket/key",
                    .query =
                        "versionId=3&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
                        "&Signature=EIsKXfWkwgAb6BU1d9x1VHaGFLk%3D&Expires=1795349700",
                    .headers = {{"host", "127.0.0.1:4566"}}};
  EXPECT_EQ(check(get, boto_time(), rules), "");
  EXPECT_EQ(check(get, boto_time() + std::chrono::hours(1), rules), "AccessDenied");
  get.path = "/bucket/key2";
  EXPECT_EQ(check(get, boto_time(), rules), "SignatureDoesNotMatch");
}

}  // namespace
}  // namespace sluice::access
