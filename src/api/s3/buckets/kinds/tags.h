// What tags of buckets may be.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-buckets.html
#pragma once

#include "base/json.h"

namespace sluice::api::s3 {

// A TagSet. Throws Error invalid (InvalidTag, BadRequest).
void check_bucket_tags(const json::array& set);

}  // namespace sluice::api::s3
