// S3's signatures of before 2014, for old clients that cannot do better. Off unless asked for.
// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "access/signature/claim.h"
#include "access/signature/text/query.h"

namespace sluice::access {

// "AWS AKID:signature". Throws signature_error.
Claim read_version_2_header(const SignedRequest& request, std::string_view authorization,
                            const SignatureRules& rules);
// AWSAccessKeyId, Signature, Expires.
Claim read_version_2_query(const std::vector<QueryParameter>& query, const SignatureRules& rules);

std::string version_2_string_to_sign(const Claim& claim, const SignedRequest& request,
                                     const SignatureRules& rules);

// In base64. Also of POST policies.
std::string version_2_signature(std::string_view secret, std::string_view text);

}  // namespace sluice::access
