// The source of a copy.
#pragma once

#include <optional>
#include <string_view>

#include "api/s3/objects/target.h"

namespace sluice::api::s3 {

struct CopySource {
  store::BucketName bucket;
  store::ObjectKey key;
  std::optional<store::VersionId> version;
};

// "bucket/key", "/bucket/key?versionId=…", percent-encoded. Throws Error invalid (InvalidArgument).
CopySource parse_copy_source(std::string_view text);

// The version that x-amz-copy-source names, once the caller may read it and the request's
// conditions on it hold. Throws Error as find_version and conditions do; conflict
// (PreconditionFailed) where a read would answer "not modified".
Found find_copy_source(S3& s3, const Call& call, const CopySource& source);

}  // namespace sluice::api::s3
