// The source of a copy.
#pragma once

#include "api/s3/objects/target.h"
#include "api/s3/request/source.h"

namespace sluice::api::s3 {

// The version that x-amz-copy-source names, once the caller may read it and the request's
// conditions on it hold. Throws Error as find_version, Permissions and conditions do; conflict
// (PreconditionFailed) where a read would answer "not modified".
Found find_copy_source(S3& s3, const Call& call, const CopySource& source);

}  // namespace sluice::api::s3
