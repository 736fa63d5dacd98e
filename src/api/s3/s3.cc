#include "api/s3/s3.h"

#include "api/s3/multipart/multipart.h"
#include "api/s3/objects/objects.h"

namespace sluice::api::s3 {

Operations make_operations(S3& s3) {
  Operations operations;
  add_object_operations(operations, s3);
  add_multipart_operations(operations, s3);
  return operations;
}

}  // namespace sluice::api::s3
