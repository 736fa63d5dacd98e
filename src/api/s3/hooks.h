// What S3 does its own way around its operations: CORS, POST forms, websites, who may, and what
// absence tells.
#pragma once

#include "api/s3/access/access.h"
#include "api/s3/objects/objects.h"
#include "api/wire/service.h"

namespace sluice::api::s3 {

struct HookOptions {
  // For uploads by HTML form; null: they are not served.
  FormAuthenticator* forms = nullptr;
};

// Thread-safe.
class Hooks final : public ServiceHooks {
 public:
  // Both outlive it.
  Hooks(S3& s3, Access& access, HookOptions options = {})
      : s3_(s3), access_(access), options_(options) {}

  std::optional<HttpResponse> intercept(Arrival& arrival) override;
  void guard_body(const Operation& operation, Arrival& arrival) override;
  void authorise(Call& call) override;
  void describe_error(const Arrival& arrival, const Call* call, ErrorAnswer& error) override;
  void finish(const Arrival& arrival, const Call* call, HttpResponse& response) override;

 private:
  HttpResponse preflight(const Arrival& arrival) const;
  std::shared_ptr<const BucketRules> rules_of(const Arrival& arrival) const;

  S3& s3_;
  Access& access_;
  HookOptions options_;
};

}  // namespace sluice::api::s3
