#include "api/s3/objects/objects.h"

#include "api/s3/objects/groups.h"

namespace sluice::api::s3 {

void add_object_operations(Operations& operations, S3& s3) {
  add_read_operations(operations, s3);
  add_attribute_operations(operations, s3);
  add_put_operations(operations, s3);
  add_copy_operations(operations, s3);
  add_delete_operations(operations, s3);
  add_multi_delete_operations(operations, s3);
  add_listing_operations(operations, s3);
  add_version_listing_operations(operations, s3);
  add_tagging_operations(operations, s3);
  add_lock_operations(operations, s3);
  add_restore_operations(operations, s3);
}

}  // namespace sluice::api::s3
