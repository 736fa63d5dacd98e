// Who sent an upload by HTML form: S3's form authenticator over access/signature.
#pragma once

#include "access/identity/credentials.h"
#include "access/signature/signing_keys.h"
#include "api/s3/objects/form/post_form.h"

namespace sluice::api {

// Thread-safe.
class FormSignatures final : public s3::FormAuthenticator {
 public:
  // The credentials outlive it.
  FormSignatures(const access::Credentials& credentials, bool allows_version_2)
      : credentials_(credentials), allows_version_2_(allows_version_2) {}

  Proof authenticate(const access::PostForm& form, Timestamp now) override;

 private:
  const access::Credentials& credentials_;
  bool allows_version_2_;
  access::SigningKeys signing_keys_;
};

}  // namespace sluice::api
