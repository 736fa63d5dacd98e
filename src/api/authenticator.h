// Who signed a request: the gateway's authenticator over access/signature and access/identity.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "access/identity/access_keys.h"
#include "access/identity/credentials.h"
#include "access/signature/claim.h"
#include "access/signature/request.h"
#include "access/signature/signing_keys.h"
#include "access/signature/verify.h"
#include "api/wire/gateway.h"
#include "base/log.h"

namespace sluice::api {

struct AuthenticatorOptions {
  // S3's signatures of before 2014, off as in every region opened since.
  bool allows_version_2 = false;
  // Of requests whose signature covers a hash of the body that no header tells (all services but
  // S3): such a body is read before its sender is known.
  std::size_t hashed_body_bytes_max = 1u << 20;
  const Log* log = nullptr;  // of what fails without failing the request; null: nowhere
};

// SigV4 in the header or the query, bodies plain or aws-chunked, session tokens. Thread-safe.
//
// A decoded aws-chunked body is an access::ChunkedReader and stays the outermost reader: whoever
// checks its trailers asks for them there. Its "aws-chunked" is taken out of Content-Encoding.
// x-amz-* parameters of an S3 request's presigned query become headers.
class SignatureAuthenticator final : public Authenticator {
 public:
  // Credentials and keys outlive it.
  SignatureAuthenticator(const access::Credentials& credentials, access::AccessKeys& access_keys,
                         AuthenticatorOptions options = {});

  Caller authenticate(HttpRequest& request, const std::vector<std::string>& signing_names,
                      Timestamp now) override;

 private:
  struct Proof;
  Proof prove(HttpRequest& request, const access::SignedRequest& as_sent,
              const access::SignatureRules& rules, const std::vector<std::string>& signing_names,
              Timestamp now);
  void note_use(const access::Claim& claim, const std::string& service);
  std::string hash_body(HttpRequest& request, const access::SignatureRules& rules) const;

  const access::Credentials& credentials_;
  access::AccessKeys& access_keys_;
  AuthenticatorOptions options_;
  access::SigningKeys signing_keys_;
};

// Also for those who verify by themselves (POST forms). The session's own facts are among the
// conditions.
Caller caller_of(std::shared_ptr<const access::Credential> credential);

}  // namespace sluice::api
