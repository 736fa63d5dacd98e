// Buckets as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "meta/database.h"
#include "store/store.h"

namespace sluice::store {

struct BucketRow {
  std::int64_t id = 0;  // stays when the settings change
  Bucket bucket;
};

std::optional<BucketRow> find_bucket_row(meta::Connection&, const meta::Snapshot&,
                                         const BucketName&);
// Throws Error not_found (NoSuchBucket).
BucketRow bucket_row(meta::Connection&, const meta::Snapshot&, const BucketName&);
std::vector<BucketRow> bucket_rows(meta::Connection&, const meta::Snapshot&);

// As the store's functions of these names.
void create_bucket_row(meta::Transaction&, const BucketName&, const BucketSettings&, Timestamp now);
void change_bucket_row(meta::Transaction&, const BucketName&, const BucketSettings&);
void delete_bucket_row(meta::Transaction&, const BucketName&);

}  // namespace sluice::store
