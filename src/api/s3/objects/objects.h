// Operations on objects, and what of them the hooks call.
#pragma once

#include <optional>

#include "api/s3/s3.h"

namespace sluice::api::s3 {

void add_object_operations(Operations& operations, S3& s3);

// Content-MD5 and x-amz-checksum-* of the body, as a reader around it; for every operation. Throws
// Error invalid (InvalidDigest, InvalidRequest: a checksum that must be there is not).
void guard_body(const Operation& operation, Arrival& arrival);

}  // namespace sluice::api::s3
