// KMS as clients see it: keys, aliases, grants and what is done with them, over access/keys.
#pragma once

#include "access/keys/keys.h"
#include "api/authority.h"
#include "api/kms/permissions.h"
#include "api/wire/service.h"

namespace sluice::api::kms {

// What its handlers work on. Keys and authority outlive it. Thread-safe.
class Kms final : public ServiceHooks {
 public:
  Kms(access::Keys& keys, const Authority& authority);

  const Service& service() const { return service_; }
  access::Keys& keys() { return keys_; }
  const Authority& authority() const { return permissions_.authority(); }
  const KeyPermissions& permissions() const { return permissions_; }

  void authorise(Call& call) override;

  // A key by id, ARN, alias or alias's ARN. S3's own comes into being when it is named; throws
  // Error not_found (NotFoundException).
  access::KmsKey find_key(std::string_view name);

 private:
  access::Keys& keys_;
  KeyPermissions permissions_;
  Service service_;
};

// arn:aws:kms:REGION:ACCOUNT:alias/NAME
std::string alias_arn(const access::Account& account, std::string_view alias);

access::EncryptionContext encryption_context_of(const Call& call, std::string_view member);

}  // namespace sluice::api::kms
