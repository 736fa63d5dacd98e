// Buckets as rows.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "meta/database.h"
#include "store/store.h"

namespace sluice::store {

struct BucketRow {
  std::int64_t id = 0;  // stays when the configuration changes
  Bucket bucket;
};

std::optional<BucketRow> find_bucket_row(meta::Connection&, const meta::Snapshot&,
                                         const BucketName&);
// Throws Error not_found (NoSuchBucket).
BucketRow bucket_row(meta::Connection&, const meta::Snapshot&, const BucketName&);
std::vector<BucketRow> bucket_rows(meta::Connection&, const meta::Snapshot&);

// As the store's functions of these names.
void create_bucket_row(meta::Transaction&, const BucketName&, const BucketSettings&,
                       const std::string& owner, Timestamp now);
void delete_bucket_row(meta::Transaction&, const BucketName&, OpenUploads);
// Lets `change` loose on the bucket. Throws Error not_found (NoSuchBucket), conflict
// (InvalidBucketState).
BucketRow change_bucket_row(meta::Transaction&, const BucketName&,
                            const std::function<void(Bucket&)>& change);
// Off is suspended, once it was on.
void set_bucket_versioning(Bucket& bucket, Versioning versioning);

}  // namespace sluice::store
