#include "store/buckets/bucket_cache.h"

#include "base/error.h"
#include "store/buckets/bucket_codec.h"
#include "store/buckets/documents.h"

namespace sluice::store {
namespace {

constexpr std::size_t kEntriesMax = 10'000;

}  // namespace

std::shared_ptr<const KnownBucket> BucketCache::load(const meta::Snapshot& snapshot,
                                                     const BucketName& name) const {
  return database_.read([&](meta::Connection& connection) -> std::shared_ptr<const KnownBucket> {
    auto row = find_bucket_row(connection, snapshot, name);
    if (!row) return nullptr;
    auto bucket = std::make_shared<KnownBucket>();
    bucket->row = std::move(*row);
    for (Document& document : single_documents(connection, snapshot, bucket->row)) {
      if (document.name.kind == kLifecycleKind) bucket->lifecycle = lifecycle_in(document.text);
      const std::string kind = document.name.kind;
      bucket->documents.emplace(kind, std::move(document));
    }
    return bucket;
  });
}

std::shared_ptr<const KnownBucket> BucketCache::find(const meta::Snapshot& snapshot,
                                                     const BucketName& name) const {
  const auto configuration = snapshot.configuration();
  if (!configuration) return load(snapshot, name);
  {
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(name.text());
    if (found != entries_.end() && found->second.configuration == *configuration) {
      return found->second.bucket;
    }
  }
  auto bucket = load(snapshot, name);
  const std::unique_lock lock(mutex_);
  if (!bucket) {
    entries_.erase(name.text());
    return nullptr;
  }
  if (entries_.size() >= kEntriesMax) entries_.clear();
  entries_[name.text()] = {*configuration, bucket};
  return bucket;
}

std::shared_ptr<const KnownBucket> BucketCache::get(const meta::Snapshot& snapshot,
                                                    const BucketName& name) const {
  auto bucket = find(snapshot, name);
  if (bucket) return bucket;
  throw Error(ErrorKind::not_found, "NoSuchBucket", fmt::format("there is no bucket {}", name));
}

}  // namespace sluice::store
