#include "store/store.h"

#include "base/bytes.h"
#include "base/error.h"
#include "store/bodies/body_store.h"
#include "store/collect/collector.h"
#include "store/rows/bucket_rows.h"
#include "store/rows/listing.h"
#include "store/rows/object_rows.h"
#include "store/rows/object_writes.h"

namespace sluice::store {
namespace {

constexpr std::size_t kCopyBytes = 256 * 1024;

// A compaction between the look-up and the opening moves a body; twice in a row is already rare.
constexpr int kOpenTries = 8;

Error no_such_key(const BucketName& bucket, const ObjectKey& key) {
  return Error(ErrorKind::not_found, "NoSuchKey",
               fmt::format("there is no object s3://{}/{}", bucket, key));
}

// Where the rows of the newest segment end, and a handle no row has.
struct Tail {
  std::uint64_t segment_end = 0;
  std::int64_t next_body = 1;
};

Tail tail_of(meta::Connection& connection, std::int64_t segment) {
  Tail tail;
  auto last = connection.prepare(
      "SELECT offset, size_bytes FROM objects INDEXED BY objects_in_segment"
      " WHERE segment > 0 AND segment = ?1 ORDER BY offset DESC LIMIT 1");
  if (last.bind(1, segment).step()) {
    tail.segment_end = static_cast<std::uint64_t>(last.int64(0)) +
                       stored_bytes(static_cast<std::uint64_t>(last.int64(1)));
  }
  auto body = connection.prepare(
      "SELECT max(coalesce((SELECT max(body) FROM objects INDEXED BY objects_in_files"
      "  WHERE segment = 0 AND marker = 0), 0),"
      " coalesce((SELECT body FROM objects ORDER BY row DESC LIMIT 1), 0))");
  body.step();
  tail.next_body = body.int64(0) + 1;
  return tail;
}

std::optional<std::string> stored_key_check(meta::Connection& connection) {
  auto statement = connection.prepare("SELECT value FROM store_settings WHERE name = 'key_check'");
  if (!statement.step()) return std::nullopt;
  return statement.blob(0);
}

}  // namespace

struct Store::Implementation {
  Implementation(meta::Database& database_, Files& files, const Clock& clock_, Random& random,
                 const StoreOptions& options_)
      : database(database_),
        clock(clock_),
        options(options_),
        bodies(files, clock_, random, options_),
        writes(database_, clock_, random),
        collector(database_, bodies, writes, clock_, options_) {}

  void check_master_key() {
    const std::string expected = bodies.master_key().check_value();
    const auto stored = database.read(stored_key_check);
    if (stored == expected) return;
    if (stored) {
      throw Error(
          ErrorKind::denied, "WrongMasterKey",
          fmt::format("the master key is not the one that {} was written with", options.directory));
    }
    database.write([&](meta::Transaction& transaction) {
      auto statement = transaction.prepare(
          "INSERT OR REPLACE INTO store_settings(name, value) VALUES('key_check', ?1)");
      statement.bind_blob(1, bytes_of(expected)).run();
    });
  }

  void resume() {
    const std::int64_t segment = bodies.newest_segment();
    const Tail tail =
        database.read([&](meta::Connection& connection) { return tail_of(connection, segment); });
    bodies.resume(tail.segment_end, tail.next_body);
  }

  template <class LookUp>
  auto look_up(const meta::Snapshot& snapshot, const BucketName& name, LookUp&& function) const {
    return database.read([&](meta::Connection& connection) {
      return function(connection, bucket_row(connection, snapshot, name));
    });
  }

  meta::Database& database;
  const Clock& clock;
  StoreOptions options;
  BodyStore bodies;
  ObjectWrites writes;
  std::mutex collecting;
  Collector collector;
};

Store::Store(meta::Database& database, Files& files, const Clock& clock, Random& random,
             const StoreOptions& options)
    : implementation_(std::make_unique<Implementation>(database, files, clock, random, options)) {
  implementation_->check_master_key();
  implementation_->resume();
}

Store::~Store() = default;

void Store::create_bucket(meta::Transaction& transaction, const BucketName& name,
                          const BucketSettings& settings) {
  create_bucket_row(transaction, name, settings, implementation_->clock.now());
}

void Store::change_bucket(meta::Transaction& transaction, const BucketName& name,
                          const BucketSettings& settings) {
  change_bucket_row(transaction, name, settings);
}

void Store::delete_bucket(meta::Transaction& transaction, const BucketName& name) {
  delete_bucket_row(transaction, name);
}

std::optional<Bucket> Store::find_bucket(const meta::Snapshot& snapshot,
                                         const BucketName& name) const {
  return implementation_->database.read([&](meta::Connection& connection) {
    auto row = find_bucket_row(connection, snapshot, name);
    return row ? std::optional(std::move(row->bucket)) : std::nullopt;
  });
}

std::vector<Bucket> Store::buckets(const meta::Snapshot& snapshot) const {
  std::vector<Bucket> buckets;
  implementation_->database.read([&](meta::Connection& connection) {
    for (BucketRow& row : bucket_rows(connection, snapshot)) {
      buckets.push_back(std::move(row.bucket));
    }
  });
  return buckets;
}

std::optional<Object> Store::find(const meta::Snapshot& snapshot, const BucketName& bucket,
                                  const ObjectKey& key) const {
  return implementation_->look_up(
      snapshot, bucket,
      [&](meta::Connection& connection, const BucketRow& row) -> std::optional<Object> {
        auto found = find_current(connection, snapshot, row, key);
        if (!found) return std::nullopt;
        return std::move(found->object);
      });
}

Object Store::head(const meta::Snapshot& snapshot, const BucketName& bucket, const ObjectKey& key,
                   const std::optional<VersionId>& version) const {
  if (!version) {
    auto object = find(snapshot, bucket, key);
    if (!object) throw no_such_key(bucket, key);
    return *std::move(object);
  }
  auto row = implementation_->look_up(
      snapshot, bucket, [&](meta::Connection& connection, const BucketRow& of) {
        return find_version(connection, snapshot, of, key, *version);
      });
  if (!row) {
    throw Error(ErrorKind::not_found, "NoSuchVersion",
                fmt::format("s3://{}/{} has no version {}", bucket, key, *version));
  }
  return std::move(row->object);
}

std::optional<Object> Store::find_retired(const BucketName& bucket, const ObjectKey& key) const {
  const Timestamp since = implementation_->clock.now() - implementation_->options.grace;
  return implementation_->look_up(
      implementation_->database.snapshot(), bucket,
      [&](meta::Connection& connection, const BucketRow& row) -> std::optional<Object> {
        auto found = find_graced(connection, row, key, since);
        if (!found) return std::nullopt;
        return std::move(found->object);
      });
}

std::unique_ptr<ObjectReader> Store::open(const Object& object) const {
  if (object.is_delete_marker) throw no_such_key(object.bucket, object.key);
  Object found = object;
  bool is_missing = false;
  for (int tries = 0; tries < kOpenTries; ++tries) {
    if (auto reader = implementation_->bodies.reader(found)) return reader;
    const auto place = implementation_->database.read([&](meta::Connection& connection) {
      return find_place(connection, object.place.row, object.body);
    });
    if (!place) throw no_such_key(object.bucket, object.key);
    is_missing = place->segment == found.place.segment && place->offset == found.place.offset;
    if (is_missing && tries > 0) break;
    found.place = *place;
  }
  throw Error(ErrorKind::corrupt, "CorruptObject",
              fmt::format("s3://{}/{} is damaged: its stored bytes are missing", object.bucket,
                          object.key));
}

ListPage Store::list(const meta::Snapshot& snapshot, const BucketName& bucket,
                     const ListOptions& options) const {
  return implementation_->look_up(snapshot, bucket,
                                  [&](meta::Connection& connection, const BucketRow& row) {
                                    return list_objects(connection, snapshot, row, options);
                                  });
}

VersionPage Store::versions(const meta::Snapshot& snapshot, const BucketName& bucket,
                            const VersionListOptions& options) const {
  return implementation_->look_up(snapshot, bucket,
                                  [&](meta::Connection& connection, const BucketRow& row) {
                                    return list_versions(connection, snapshot, row, options);
                                  });
}

std::unique_ptr<BodyWriter> Store::stage(const BucketName& bucket, const ObjectKey& key,
                                         const ObjectOptions& options) {
  return implementation_->bodies.writer({.bucket = bucket, .key = key, .options = options});
}

Object Store::add(meta::Transaction& transaction, const StagedObject& staged) {
  return implementation_->writes.add(transaction, staged);
}

std::optional<Object> Store::remove(meta::Transaction& transaction, const BucketName& bucket,
                                    const ObjectKey& key) {
  return implementation_->writes.remove(transaction,
                                        bucket_row(transaction, transaction.now(), bucket), key);
}

void Store::remove_version(meta::Transaction& transaction, const BucketName& bucket,
                           const ObjectKey& key, const VersionId& version) {
  implementation_->writes.remove_version(
      transaction, bucket_row(transaction, transaction.now(), bucket), key, version);
}

void Store::retire(meta::Transaction& transaction, const BucketName& bucket, const ObjectKey& key) {
  implementation_->writes.retire(transaction, bucket_row(transaction, transaction.now(), bucket),
                                 key);
}

Object Store::put(const BucketName& bucket, const ObjectKey& key, Reader& content,
                  const ObjectOptions& options) {
  const auto writer = stage(bucket, key, options);
  std::vector<std::byte> buffer(kCopyBytes);
  while (const std::size_t bytes = content.read(buffer)) {
    writer->write(std::span(buffer).first(bytes));
  }
  const StagedObject staged = writer->finish();
  Object object;
  implementation_->database.write(
      [&](meta::Transaction& transaction) { object = add(transaction, staged); });
  return object;
}

CollectResult Store::collect() {
  std::lock_guard lock(implementation_->collecting);
  return implementation_->collector.collect();
}

}  // namespace sluice::store
