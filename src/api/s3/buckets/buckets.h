// Operations on buckets and their configuration.
#pragma once

#include "api/s3/access/access.h"
#include "api/s3/s3.h"

namespace sluice::api::s3 {

// What the handlers work on; both outlive it.
struct Buckets {
  S3& s3;
  Access& access;

  const std::string& region() const { return s3.lake.identity().region; }
};

// `buckets` outlives the handlers.
void add_bucket_operations(Operations& operations, Buckets& buckets);

// Its parts.
void add_create_operations(Operations& operations, Buckets& buckets);
void add_list_operations(Operations& operations, Buckets& buckets);
void add_versioning_operations(Operations& operations, Buckets& buckets);
void add_lock_operations(Operations& operations, Buckets& buckets);
void add_policy_operations(Operations& operations, Buckets& buckets);
void add_acl_operations(Operations& operations, Buckets& buckets);
void add_ownership_operations(Operations& operations, Buckets& buckets);
void add_cors_operations(Operations& operations, Buckets& buckets);
void add_tagging_operations(Operations& operations, Buckets& buckets);
void add_encryption_operations(Operations& operations, Buckets& buckets);
void add_logging_operations(Operations& operations, Buckets& buckets);
void add_website_operations(Operations& operations, Buckets& buckets);
void add_payment_operations(Operations& operations, Buckets& buckets);
void add_listed_operations(Operations& operations, Buckets& buckets);
void add_lifecycle_operations(Operations& operations, Buckets& buckets);
void add_notification_operations(Operations& operations, Buckets& buckets);

}  // namespace sluice::api::s3
