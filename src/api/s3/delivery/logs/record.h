// A request as one line of a server access log.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/message.h"
#include "base/clock.h"

namespace sluice::api::s3 {

// What is empty or absent is "-" in the line.
struct LogRecord {
  std::string bucket_owner;  // a canonical user id
  std::string bucket;
  Timestamp time;  // when the request came
  std::string remote_ip;
  std::string requester;  // the canonical user id of a root, the ARN of others
  std::string request_id;
  std::string operation;  // "REST.GET.OBJECT"
  std::string key;
  std::string request_uri;  // without secrets: see request_line()
  int status = 0;
  std::string error_code;
  std::optional<std::uint64_t> object_bytes;
  std::string referrer;
  std::string user_agent;
  std::string version_id;
  std::string host_id;
  std::string signature_version;  // "SigV4"
  std::string cipher_suite;
  std::string authentication;  // "AuthHeader", "QueryString"
  std::string host;
  std::string tls_version;
  bool is_by_acl = false;
};

// Without an end of line; printable ASCII alone, whatever clients send.
std::string line_of(const LogRecord& record, const Sent& how);

// "GET /photos/a%20b?versionId=1 HTTP/1.1", as it was sent but for the values of parameters that
// let others in or at: signatures, session tokens, customers' keys. They are "REDACTED".
std::string request_line(const HttpRequest& request);
// The same of an address in a header.
std::string without_secrets(std::string_view url);

}  // namespace sluice::api::s3
