// What can be wrong with a signature, and how each family of services says so.
#pragma once

#include <string>

#include "base/error.h"

namespace sluice::access {

// S3 has names of its own; the query protocol (IAM, STS) and the JSON ones (KMS, Glue, Athena)
// share faults under two spellings.
enum class ErrorDialect { s3, query, json };

enum class SignatureFault {
  malformed_header,  // s3: AuthorizationHeaderMalformed; IncompleteSignature
  malformed_query,   // s3: AuthorizationQueryParametersError; IncompleteSignature
  missing_token,     // s3: AccessDenied; MissingAuthenticationToken
  unsupported,       // s3: InvalidArgument; IncompleteSignature
  not_signed,        // s3: AccessDenied; SignatureDoesNotMatch
  does_not_match,    // SignatureDoesNotMatch; json: InvalidSignatureException
  skewed,            // s3: RequestTimeTooSkewed; SignatureDoesNotMatch
  expired,           // s3: AccessDenied; SignatureDoesNotMatch
  unknown_key,       // s3: InvalidAccessKeyId; InvalidClientTokenId, UnrecognizedClientException
  invalid_token,     // s3: InvalidToken; InvalidClientTokenId, UnrecognizedClientException
  expired_token,     // ExpiredToken; json: ExpiredTokenException
  not_accepted,      // s3: InvalidRequest; IncompleteSignature
};

// `message` is AWS's sentence; "" takes the fault's usual one.
Error signature_error(ErrorDialect dialect, SignatureFault fault, std::string message = "");

}  // namespace sluice::access
