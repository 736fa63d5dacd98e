#include "access/signature/fault.h"

#include <array>
#include <string_view>

namespace sluice::access {
namespace {

struct Words {
  std::string_view s3;
  std::string_view query;
  std::string_view json;
  ErrorKind kind;
  std::string_view message;
};

Words words_of(SignatureFault fault) {
  using enum SignatureFault;
  switch (fault) {
    case malformed_header:
      return {"AuthorizationHeaderMalformed", "IncompleteSignature", "IncompleteSignatureException",
              ErrorKind::invalid, "The authorization header that you provided is not valid."};
    case malformed_query:
      return {"AuthorizationQueryParametersError", "IncompleteSignature",
              "IncompleteSignatureException", ErrorKind::invalid,
              "The authorization query parameters that you provided are not valid."};
    case missing_token:
      return {"AccessDenied", "MissingAuthenticationToken", "MissingAuthenticationTokenException",
              ErrorKind::denied, "Request is missing Authentication Token"};
    case unsupported:
      return {"InvalidArgument", "IncompleteSignature", "IncompleteSignatureException",
              ErrorKind::invalid, "Unsupported Authorization Type"};
    case not_signed:
      return {"AccessDenied", "SignatureDoesNotMatch", "InvalidSignatureException",
              ErrorKind::denied, "There were headers present in the request which were not signed"};
    case does_not_match:
      return {"SignatureDoesNotMatch", "SignatureDoesNotMatch", "InvalidSignatureException",
              ErrorKind::denied,
              "The request signature we calculated does not match the signature you provided."
              " Check your key and signing method."};
    case skewed:
      return {"RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException",
              ErrorKind::denied,
              "The difference between the request time and the current time is too large."};
    case expired:
      return {"AccessDenied", "SignatureDoesNotMatch", "InvalidSignatureException",
              ErrorKind::denied, "Request has expired"};
    case unknown_key:
      return {"InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException",
              ErrorKind::denied,
              "The AWS Access Key Id you provided does not exist in our records."};
    case invalid_token:
      return {"InvalidToken", "InvalidClientTokenId", "UnrecognizedClientException",
              ErrorKind::denied, "The provided token is malformed or otherwise invalid."};
    case expired_token:
      return {"ExpiredToken", "ExpiredToken", "ExpiredTokenException", ErrorKind::denied,
              "The provided token has expired."};
    case not_accepted:
      return {"InvalidRequest", "IncompleteSignature", "IncompleteSignatureException",
              ErrorKind::invalid,
              "The authorization mechanism you have provided is not supported."
              " Please use AWS4-HMAC-SHA256."};
  }
  return {"InternalError", "InternalFailure", "InternalFailure", ErrorKind::io, ""};
}

std::string_view code_of(const Words& words, ErrorDialect dialect) {
  if (dialect == ErrorDialect::s3) return words.s3;
  return dialect == ErrorDialect::query ? words.query : words.json;
}

}  // namespace

Error signature_error(ErrorDialect dialect, SignatureFault fault, std::string message) {
  const Words words = words_of(fault);
  if (message.empty()) message = words.message;
  return Error(words.kind, std::string(code_of(words, dialect)), std::move(message));
}

}  // namespace sluice::access
