// Who a request says it is from, and by which signature. Nothing in a claim is proved before
// verify() (verify.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/signature/fault.h"
#include "access/signature/request.h"
#include "base/clock.h"

namespace sluice::access {

// What is accepted, and which service's words refuse it.
struct SignatureRules {
  // Also says how paths are signed: S3 signs them as sent, the others encode them once more.
  ErrorDialect dialect = ErrorDialect::s3;
  // Legacy: AWS refuses it in every region opened since 2014, so it is off unless asked for.
  bool allows_version_2 = false;
  // When set, a scope that names another region or service is refused.
  std::string region;
  std::string service;
  // For version 2: the bucket that the Host header names, "" in path style.
  std::string virtual_host_bucket;
};

enum class SignatureVersion { v2, v4 };
enum class ClaimPlace { header, query };

// How the body belongs to the signature (x-amz-content-sha256).
enum class Payload {
  hashed,                        // 64 hex digits: Claim::payload_hash
  unsigned_payload,              // UNSIGNED-PAYLOAD
  signed_chunks,                 // STREAMING-AWS4-HMAC-SHA256-PAYLOAD
  signed_chunks_with_trailer,    // …-TRAILER
  unsigned_chunks_with_trailer,  // STREAMING-UNSIGNED-PAYLOAD-TRAILER
};

inline bool is_aws_chunked(Payload payload) {
  return payload != Payload::hashed && payload != Payload::unsigned_payload;
}

struct Claim {
  SignatureVersion version = SignatureVersion::v4;
  ClaimPlace place = ClaimPlace::header;
  std::string access_key_id;
  std::string date;  // the scope's: "20130524"
  std::string region;
  std::string service;
  Timestamp signed_at;
  std::string signed_at_text;               // as signed: "20130524T000000Z"
  std::optional<Timestamp> expires;         // of presigned queries
  std::vector<std::string> signed_headers;  // in lower case, sorted
  std::string signature;
  std::string session_token;  // "" without one
  Payload payload = Payload::unsigned_payload;
  // Of presigned queries: parameters that stand for headers, which signers put there so that the
  // URL alone will do. Names in lower case; the signature's own parameters are not among them.
  std::vector<std::pair<std::string, std::string>> hoisted_headers;
  // What the canonical request ends with: the header's value, or "" when it must be computed from
  // the body (services but S3 need no such header).
  std::string payload_hash;
};

// What x-amz-content-sha256 says; without one, unsigned. Anonymous requests have it as well, but
// theirs cannot be signed chunks. Throws Error invalid (InvalidArgument).
Payload payload_of(std::string_view content_sha256, const SignatureRules& rules);

// Nothing for an anonymous request. Throws Error with AWS's codes (fault.h) for a claim that is
// malformed, incomplete, in two places at once, or against the rules.
std::optional<Claim> read_claim(const SignedRequest& request, const SignatureRules& rules);

}  // namespace sluice::access
