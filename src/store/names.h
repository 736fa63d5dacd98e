// Names of what the store holds.
#pragma once

#include <string>
#include <string_view>

#include "base/name.h"

namespace sluice::store {

using BucketName = Name<struct BucketNameTag>;
using ObjectKey = Name<struct ObjectKeyTag>;
using VersionId = Name<struct VersionIdTag>;

// Where an object is: s3://bucket/key.
struct ObjectUri {
  BucketName bucket;
  ObjectKey key;  // may be a prefix, or empty

  bool operator==(const ObjectUri&) const = default;
};

// Throws Error invalid when the text is not "s3://bucket[/key]"; s3a:// and s3n:// are taken as
// well.
ObjectUri parse_uri(std::string_view text);
std::string to_text(const ObjectUri& uri);

// Throws Error invalid (code InvalidBucketName). Rules:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
BucketName bucket_name(std::string_view text);
// 1 to 1,024 bytes of UTF-8. Throws Error invalid (codes InvalidURI, KeyTooLongError).
ObjectKey object_key(std::string_view text);

}  // namespace sluice::store
