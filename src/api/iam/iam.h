// IAM as clients see it: users, groups, roles, policies and keys, over access/identity.
#pragma once

#include "access/identity/access_keys.h"
#include "access/identity/credentials.h"
#include "access/identity/entities.h"
#include "access/identity/policies.h"
#include "api/authority.h"
#include "api/wire/service.h"

namespace sluice::api::iam {

// What stands behind the service; all of it outlives it.
struct IamParts {
  access::Entities& entities;
  access::Policies& policies;
  access::AccessKeys& access_keys;
  const access::Credentials& credentials;
  const Authority& authority;
};

// What its handlers work on. Thread-safe.
class Iam final : public ServiceHooks {
 public:
  explicit Iam(const IamParts& parts);

  const Service& service() const { return service_; }
  access::Entities& entities() { return parts_.entities; }
  access::Policies& policies() { return parts_.policies; }
  access::AccessKeys& access_keys() { return parts_.access_keys; }
  const access::Credentials& credentials() const { return parts_.credentials; }
  const Authority& authority() const { return parts_.authority; }
  const access::Account& account() const { return parts_.authority.account(); }

  void authorise(Call& call) override;

 private:
  IamParts parts_;
  Service service_;
};

}  // namespace sluice::api::iam
