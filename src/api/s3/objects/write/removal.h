// Deleting one key or version, alone or among many.
#pragma once

#include <optional>

#include "api/s3/s3.h"

namespace sluice::api::s3 {

struct Removal {
  store::ObjectKey key;
  std::optional<store::VersionId> version;
  store::Conditions conditions;
};

struct Removed {
  // The marker that was left, or the version (or marker) that is gone; nothing when there was none.
  std::optional<store::Object> object;
  bool made_marker = false;
};

// Throws Error as Store::remove and remove_version do; what is not there is no error.
Removed remove(S3& s3, meta::Transaction& transaction, const store::Bucket& bucket,
               const Removal& removal, store::Bypass bypass, const std::string& context);

// Whether x-amz-bypass-governance-retention is asked for. Throws Error denied (AccessDenied) unless
// the caller may.
store::Bypass read_bypass(S3& s3, const Call& call, std::string_view key);

}  // namespace sluice::api::s3
