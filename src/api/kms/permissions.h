// Who may use a key: its policy first, with the caller's own where it lets the account decide, then
// its grants. https://docs.aws.amazon.com/kms/latest/developerguide/determining-access.html
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "access/keys/keys.h"
#include "api/authority.h"

namespace sluice::api::kms {

// What is done with a key.
struct KeyUse {
  std::string operation;  // "Decrypt"
  access::EncryptionContext encryption_context;
  // The service that does it for the caller: "s3"; "" when the caller asks KMS.
  std::string via;
  // Of CreateGrant: what shall be given.
  std::optional<access::KeyGrant> grant = std::nullopt;
};

// Also for services that use keys for their callers. Thread-safe. What it is given outlives it.
class KeyPermissions {
 public:
  KeyPermissions(const Authority& authority, access::Keys& keys)
      : authority_(authority), keys_(keys) {}

  const Authority& authority() const { return authority_; }

  // Throws Error denied: AccessDenied.
  void require(const Arrival& arrival, const access::KmsKey& key, const KeyUse& use) const;
  // The same with facts of the service's own.
  void require(const Arrival& arrival, const access::KmsKey& key, const KeyUse& use,
               access::Context context) const;

  // Whether `policy` would let the caller change it again. Throws Error invalid
  // (MalformedPolicyDocumentException).
  bool keeps_control(const Arrival& arrival, const std::string& key_arn,
                     const std::string& policy) const;

 private:
  access::SharedPolicy parsed(const std::string& text) const;
  bool is_granted(const Caller& caller, const access::KmsKey& key, const KeyUse& use) const;

  const Authority& authority_;
  access::Keys& keys_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, access::SharedPolicy> parsed_;  // by text
};

}  // namespace sluice::api::kms
