// What S3 does its own way around its operations: CORS, POST forms, websites, who may, and what
// absence tells.
#pragma once

#include "api/s3/access/access.h"
#include "api/s3/delivery/logs/access_logs.h"
#include "api/s3/objects/form/post_form.h"
#include "api/wire/service.h"
#include "base/disk_space.h"

namespace sluice::api::s3 {

// Thread-safe.
class Hooks final : public ServiceHooks {
 public:
  // Outlives it.
  explicit Hooks(Access& access) : access_(access) {}
  // Uploads by HTML form are served from now on; before the first request. `service` is S3 itself.
  void serve_forms(const Service& service, FormAuthenticator& forms);
  // From now on objects are refused that would leave less of the disk than its reserve. Before the
  // first request; outlives it.
  void keep_reserve(const DiskSpace& disk) { disk_ = &disk; }
  // Requests to buckets with access logs are noted there from now on; before the first request.
  void write_logs(AccessLogs& logs) { logs_ = &logs; }

  std::optional<HttpResponse> intercept(Arrival& arrival) override;
  void guard_body(const Operation& operation, Arrival& arrival) override;
  void authorise(Call& call) override;
  void describe_error(const Arrival& arrival, const Call* call, ErrorAnswer& error) override;
  void finish(const Arrival& arrival, const Call* call, HttpResponse& response) override;

 private:
  HttpResponse preflight(const Arrival& arrival) const;
  void answer_terms(const Arrival& arrival, const Call* call, HttpResponse& response) const;
  std::shared_ptr<const BucketRules> rules_of(const Arrival& arrival) const;

  Access& access_;
  const Service* service_ = nullptr;
  FormAuthenticator* forms_ = nullptr;
  const DiskSpace* disk_ = nullptr;
  AccessLogs* logs_ = nullptr;
};

}  // namespace sluice::api::s3
