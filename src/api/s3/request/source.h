// What a copy is made of: x-amz-copy-source.
#pragma once

#include <optional>
#include <string_view>

#include "store/names.h"

namespace sluice::api::s3 {

struct CopySource {
  store::BucketName bucket;
  store::ObjectKey key;
  std::optional<store::VersionId> version;
};

// "bucket/key", "/bucket/key?versionId=…", percent-encoded. The one reading of it: policies decide
// about the very object that is copied. Throws Error invalid (InvalidArgument, KeyTooLongError).
CopySource parse_copy_source(std::string_view text);

}  // namespace sluice::api::s3
