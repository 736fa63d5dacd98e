// S3 Control, as far as Terraform needs it: tags of buckets by their ARN. A service of its own for
// clients, but signed for S3 and about S3's buckets.
#pragma once

#include "api/s3/buckets/buckets.h"
#include "api/wire/service.h"

namespace sluice::api::s3 {

// Thread-safe.
class Control final : public ServiceHooks {
 public:
  // `buckets` outlives it.
  explicit Control(Buckets& buckets);

  const Service& service() const { return service_; }

  // By the bucket's policy and the caller's, as S3.
  void authorise(Call& call) override;

 private:
  Buckets& buckets_;
  Service service_;
};

}  // namespace sluice::api::s3
