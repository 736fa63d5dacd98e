#include "api/s3/buckets/buckets.h"

namespace sluice::api::s3 {

void add_bucket_operations(Operations& operations, Buckets& buckets) {
  add_create_operations(operations, buckets);
  add_list_operations(operations, buckets);
  add_versioning_operations(operations, buckets);
  add_lock_operations(operations, buckets);
  add_policy_operations(operations, buckets);
  add_acl_operations(operations, buckets);
  add_ownership_operations(operations, buckets);
  add_cors_operations(operations, buckets);
  add_tagging_operations(operations, buckets);
  add_encryption_operations(operations, buckets);
  add_logging_operations(operations, buckets);
  add_website_operations(operations, buckets);
  add_payment_operations(operations, buckets);
  add_listed_operations(operations, buckets);
  add_lifecycle_operations(operations, buckets);
  add_notification_operations(operations, buckets);
}

}  // namespace sluice::api::s3
