// Buckets with their configuration, as every request asks for them.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>

#include "meta/database.h"
#include "store/buckets/bucket_rows.h"
#include "store/lifecycle.h"

namespace sluice::store {

struct KnownBucket {
  BucketRow row;
  // Those without an id, by kind.
  std::map<std::string, Document, std::less<>> documents;
  Lifecycle lifecycle;
};

// Kept until a commit changes some bucket's configuration; objects that come and go change nothing.
// Thread-safe.
class BucketCache {
 public:
  explicit BucketCache(meta::Database& database) : database_(database) {}

  // Null when the snapshot sees no such bucket.
  std::shared_ptr<const KnownBucket> find(const meta::Snapshot& snapshot,
                                          const BucketName& name) const;
  // Throws Error not_found (NoSuchBucket).
  std::shared_ptr<const KnownBucket> get(const meta::Snapshot& snapshot,
                                         const BucketName& name) const;

 private:
  struct Entry {
    std::int64_t configuration = 0;
    std::shared_ptr<const KnownBucket> bucket;  // shared with those who are using it
  };

  std::shared_ptr<const KnownBucket> load(const meta::Snapshot& snapshot,
                                          const BucketName& name) const;

  meta::Database& database_;
  mutable std::shared_mutex mutex_;
  mutable std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace sluice::store
