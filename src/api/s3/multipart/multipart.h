// Operations on multipart uploads.
#pragma once

#include "api/s3/s3.h"

namespace sluice::api::s3 {

void add_multipart_operations(Operations& operations, S3& s3);

}  // namespace sluice::api::s3
