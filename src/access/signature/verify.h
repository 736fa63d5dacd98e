// Proving a claim: the signature is recomputed from the request as sent and compared in constant
// time. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include <string>
#include <string_view>

#include "access/signature/claim.h"
#include "access/signature/signing_keys.h"
#include "base/clock.h"

namespace sluice::access {

// What the chunks of an aws-chunked body are signed with, and after. Empty for version 2.
struct SignatureSeed {
  std::string signing_key;
  std::string signature;
  std::string scope;      // "20130524/us-east-1/s3/aws4_request"
  std::string date_time;  // "20130524T000000Z"
};

// `payload_hash` is the claim's own, or sha256_hex of the body where that is "".
// Throws Error denied: SignatureDoesNotMatch, RequestTimeTooSkewed (more than 15 minutes),
// AccessDenied (a presigned request that has expired or is not valid yet; host or an x-amz-* header
// that was not signed), in the dialect's spelling.
SignatureSeed verify(const Claim& claim, const SignedRequest& request, const SignatureRules& rules,
                     std::string_view secret, std::string_view payload_hash, Timestamp now,
                     SigningKeys& keys);

}  // namespace sluice::access
