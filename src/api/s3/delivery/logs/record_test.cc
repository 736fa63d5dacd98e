#include "api/s3/delivery/logs/record.h"

#include <gtest/gtest.h>

#include "api/s3/delivery/logs/operation_name.h"
#include "api/s3/delivery/logs/target.h"

namespace sluice::api::s3 {
namespace {

constexpr std::string_view kOwner =
    "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";

Timestamp moment(std::int64_t seconds) {
  return Timestamp(std::chrono::seconds(seconds));
}

std::string of_http(const std::string& path, const std::string& query) {
  HttpRequest request{.method = "GET", .path = path, .query = query};
  return request_line(request);
}

// The first record of the example in AWS's description of the format; its access point aside, which
// is not served.
TEST(LogRecord, IsWrittenAsInAwssExample) {
  const LogRecord record{
      .bucket_owner = std::string(kOwner),
      .bucket = "amzn-s3-demo-bucket1",
      .time = moment(1'549'411'238),
      .remote_ip = "192.0.2.3",
      .requester = std::string(kOwner),
      .request_id = "3E57427F3EXAMPLE",
      .operation = "REST.GET.VERSIONING",
      .request_uri = "GET /amzn-s3-demo-bucket1?versioning HTTP/1.1",
      .status = 200,
      .user_agent = "S3Console/0.4",
      .host_id = "s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234=",
      .signature_version = "SigV4",
      .cipher_suite = "ECDHE-RSA-AES128-GCM-SHA256",
      .authentication = "AuthHeader",
      .host = "amzn-s3-demo-bucket1.s3.us-west-1.amazonaws.com",
      .tls_version = "TLSV1.2",
      .is_by_acl = true};
  EXPECT_EQ(line_of(record, {.body_bytes = 113, .total = std::chrono::milliseconds(7)}),
            "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be amzn-s3-demo-bucket1 "
            "[06/Feb/2019:00:00:38 +0000] 192.0.2.3 "
            "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be 3E57427F3EXAMPLE "
            "REST.GET.VERSIONING - \"GET /amzn-s3-demo-bucket1?versioning HTTP/1.1\" 200 - 113 - 7 "
            "0 \"-\" \"S3Console/0.4\" - "
            "s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 "
            "ECDHE-RSA-AES128-GCM-SHA256 AuthHeader "
            "amzn-s3-demo-bucket1.s3.us-west-1.amazonaws.com TLSV1.2 - Yes -");
}

TEST(LogRecord, EncodesKeysTwice) {
  const LogRecord record{.key = "a b/ü+%.txt"};
  EXPECT_NE(line_of(record, {}).find(" a%2520b/%25C3%25BC%252B%2525.txt "), std::string::npos);
}

TEST(LogRecord, KeepsItsFieldsWhateverAClientSends) {
  const LogRecord record{.request_uri = "GET /b HTTP/1.1",
                         .referrer = "x\" 200 \"",
                         .user_agent = "a\tb\x01\xff\"",
                         .host = "evil host\""};
  const auto line = line_of(record, {});
  EXPECT_NE(line.find("\"x%22 200 %22\" \"a%09b%01%FF%22\""), std::string::npos);
  EXPECT_NE(line.find(" evil%20host%22 "), std::string::npos);
}

TEST(LogRecord, HoldsNoSecrets) {
  EXPECT_EQ(of_http("/b/k", "X-Amz-Signature=abc&X-Amz-Expires=5&x-amz-security-token=t%2B"),
            "GET /b/k?X-Amz-Signature=REDACTED&X-Amz-Expires=5&x-amz-security-token=REDACTED "
            "HTTP/1.1");
  EXPECT_EQ(of_http("/b/k", "X%2DAmz%2DSignature=abc&AWSAccessKeyId=AKIA&Signature=s"),
            "GET /b/k?X%2DAmz%2DSignature=REDACTED&AWSAccessKeyId=AKIA&Signature=REDACTED "
            "HTTP/1.1");
  EXPECT_EQ(without_secrets("https://b.example/k?a&X-Amz-Signature=abc#top"),
            "https://b.example/k?a&X-Amz-Signature=REDACTED");
  EXPECT_EQ(of_http("/b", "acl"), "GET /b?acl HTTP/1.1");
}

TEST(LogOperation, HasAwssNames) {
  EXPECT_EQ(log_operation("GetObject", "GET", true), "REST.GET.OBJECT");
  EXPECT_EQ(log_operation("ListObjectsV2", "GET", false), "REST.GET.BUCKET");
  EXPECT_EQ(log_operation("ListObjectVersions", "GET", false), "REST.GET.BUCKETVERSIONS");
  EXPECT_EQ(log_operation("DeleteObjects", "POST", false), "REST.POST.MULTI_OBJECT_DELETE");
  EXPECT_EQ(log_operation("UploadPart", "PUT", true), "REST.PUT.PART");
  EXPECT_EQ(log_operation("CompleteMultipartUpload", "POST", true), "REST.POST.UPLOAD");
  EXPECT_EQ(log_operation("CopyObject", "PUT", true), "REST.COPY.OBJECT");
  EXPECT_EQ(log_operation("GetBucketLogging", "GET", false), "REST.GET.LOGGING_STATUS");
  EXPECT_EQ(log_operation("PutBucketPolicy", "PUT", false), "REST.PUT.BUCKETPOLICY");
  EXPECT_EQ(log_operation("HeadBucket", "HEAD", false), "REST.HEAD.BUCKET");
  EXPECT_EQ(log_operation("", "POST", true), "REST.POST.OBJECT");
  EXPECT_EQ(log_operation("", "GET", false), "REST.GET.BUCKET");
}

TEST(LogKey, TellsWhenAndWhereTo) {
  const LogSource source{.account = "123456789012", .region = "us-east-1", .bucket = "photos"};
  const auto key = [&](LogTarget::KeyFormat format) {
    const LogTarget target{.bucket = "logs", .prefix = "to/", .format = format, .grants = {}};
    // Delivered on the next day.
    return log_key(target, source, moment(1'795'368'005), moment(1'795'300'000), "ABC");
  };
  EXPECT_EQ(key(LogTarget::KeyFormat::simple), "to/2026-11-22-17-20-05-ABC");
  EXPECT_EQ(key(LogTarget::KeyFormat::by_delivery),
            "to/123456789012/us-east-1/photos/2026/11/22/2026-11-22-17-20-05-ABC");
  EXPECT_EQ(key(LogTarget::KeyFormat::by_event),
            "to/123456789012/us-east-1/photos/2026/11/21/2026-11-21-00-00-00-ABC");
}

}  // namespace
}  // namespace sluice::api::s3
