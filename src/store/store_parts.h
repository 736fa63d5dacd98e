// What the store's own classes work on together.
#pragma once

#include <mutex>

#include "base/clock.h"
#include "base/random.h"
#include "meta/database.h"
#include "store/bodies/body_store.h"
#include "store/bodies/composed_reader.h"
#include "store/buckets/bucket_cache.h"
#include "store/buckets/bucket_rows.h"
#include "store/collect/collector.h"
#include "store/rows/object_writes.h"
#include "store/rows/property_writes.h"
#include "store/store.h"

namespace sluice::store {

struct StoreParts {
  StoreParts(meta::Database& database_, Files& files, const Clock& clock_, Random& random_,
             const StoreOptions& options_)
      : database(database_),
        clock(clock_),
        random(random_),
        options(options_),
        buckets(database_),
        bodies(files, clock_, random_, options_),
        writes(database_, clock_, random_),
        properties(writes, clock_),
        collector(database_, bodies, writes, clock_, options_) {}

  // One look-up in a bucket that the snapshot sees. Throws Error not_found (NoSuchBucket).
  template <class LookUp>
  auto look_up(const meta::Snapshot& snapshot, const BucketName& name, LookUp&& function) const {
    const auto bucket = buckets.get(snapshot, name);
    return database.read(
        [&](meta::Connection& connection) { return function(connection, bucket->row); });
  }

  meta::Database& database;
  const Clock& clock;
  Random& random;
  StoreOptions options;
  BucketCache buckets;
  BodyStore bodies;
  ObjectWrites writes;
  PropertyWrites properties;
  std::mutex collecting;
  bool is_backing_up = false;  // under `collecting`
  Collector collector;
  Uploads uploads{*this};
  Outbox outbox{database};
};

// What a multipart object is made of. Throws Error not_found (NoSuchKey) once its row is gone,
// corrupt (CorruptObject).
std::vector<PartSpan> composition_of(StoreParts&, const Object&);

// The bytes of a version, whether it is archived or not. As Store::open.
std::unique_ptr<ObjectReader> open_body(StoreParts&, const Object&, const std::optional<DataKey>&);

// While it lives, no body is removed or moved: a backup copies them. Throws Error conflict
// (BackupRunning) when there is one already.
class BodyHold {
 public:
  explicit BodyHold(StoreParts& parts);
  ~BodyHold();
  BodyHold(const BodyHold&) = delete;
  BodyHold& operator=(const BodyHold&) = delete;

 private:
  StoreParts& parts_;
};

// Store::scrub.
ScrubResult scrub_bodies(StoreParts&, const ScrubOptions&);

}  // namespace sluice::store
