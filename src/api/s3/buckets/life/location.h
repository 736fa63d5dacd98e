// Where a bucket is. One server stands for all of AWS's Regions, as S3's global endpoint does: a
// bucket is where its LocationConstraint puts it, or else in the lake's own Region.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
#pragma once

#include "api/s3/buckets/buckets.h"

namespace sluice::api::s3 {

// What CreateBucket asks for: "eu-west-1", "EU"; "" for the lake's own Region. Throws Error invalid
// (InvalidLocationConstraint) for what is no Region, and for us-east-1, which has no constraint.
std::string asked_location(const Buckets& buckets, const Call& call);

// What is kept of it; nothing for "".
void write_location(Buckets& buckets, meta::Transaction& now, const store::BucketName& bucket,
                    const std::string& location);

// As GetBucketLocation answers it; "" in us-east-1.
std::string location_of(Buckets& buckets, const store::BucketName& bucket);
// "us-east-1".
std::string region_of(Buckets& buckets, const store::BucketName& bucket);

}  // namespace sluice::api::s3
