// STS as clients see it: who am I, and temporary credentials, over access/identity.
#pragma once

#include "access/identity/sessions.h"
#include "api/authority.h"
#include "api/wire/service.h"

namespace sluice::api::sts {

// What its handlers work on. Sessions and authority outlive it. Thread-safe.
class Sts final : public ServiceHooks {
 public:
  Sts(access::Sessions& sessions, const Authority& authority);

  const Service& service() const { return service_; }
  access::Sessions& sessions() { return sessions_; }
  const Authority& authority() const { return authority_; }

  // Signed requests only; the trust policy of a role is AssumeRole's own to ask.
  void authorise(Call& call) override;

 private:
  access::Sessions& sessions_;
  const Authority& authority_;
  Service service_;
};

}  // namespace sluice::api::sts
