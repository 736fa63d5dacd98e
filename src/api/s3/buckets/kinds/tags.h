// What tags of buckets may be.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-buckets.html
#pragma once

#include <cstddef>

#include "base/json.h"

namespace sluice::api::s3 {

inline constexpr std::size_t kBucketTagsMax = 50;

// A TagSet. Throws Error invalid (InvalidTag, BadRequest).
void check_tags(const json::array& tags, std::size_t tags_max);

}  // namespace sluice::api::s3
