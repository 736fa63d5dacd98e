// Buckets and objects: what S3 calls them, kept durably, encrypted and checksummed.
//
// Bodies are immutable. A write first makes the body durable (stage), then adds the row that shows
// it (add), so that a crash between leaves a body which the collector removes.
//
// Two numbers bound a version's life: it exists from the commit that added it to the one that
// retired it, and it is the current one of its key until the commit that replaced it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"
#include "base/reader.h"
#include "meta/database.h"
#include "store/names.h"

namespace sluice::store {

struct BucketSettings {
  // Versions that were replaced or deleted stay readable by id, and count for nothing else. Turned
  // off again (S3's "suspended"), older versions stay and new ones are the "null" version.
  bool versioned = false;
  // As S3 counts: at the first midnight UTC once that many days are over. collect() does it.
  std::optional<int> expire_after_days;             // current versions
  std::optional<int> expire_noncurrent_after_days;  // replaced ones

  bool operator==(const BucketSettings&) const = default;
};

struct Bucket {
  BucketName name;
  Timestamp created;
  BucketSettings settings;
};

// Where a body lies. Compaction may move it: the row says where it is now.
struct BodyPlace {
  std::int64_t segment = 0;  // 0: a file of its own
  std::uint64_t offset = 0;
  std::int64_t row = 0;
};

// One version of an object, or a delete marker.
struct Object {
  BucketName bucket;
  ObjectKey key;
  VersionId version;  // "null" where the bucket was not versioned
  std::uint64_t size_bytes = 0;
  std::string etag;    // hex MD5 of the content, without quotes
  std::string sha256;  // hex, of the content: two objects with equal content have equal hashes
  std::string content_type;
  std::map<std::string, std::string> metadata;  // user metadata, keys in lower case
  Timestamp last_modified;
  bool is_delete_marker = false;
  bool is_current = true;  // false: only its version id finds it
  std::int64_t body = 0;   // the store's own handle of the bytes: equal handles, equal bytes
  BodyPlace place;
};

struct ObjectOptions {
  std::string content_type = "binary/octet-stream";
  std::map<std::string, std::string> metadata;
};

// A body on disk that no row shows yet. Keep one copy until the transaction that adds it returned:
// the last one gone, a body without a row is collected.
struct StagedObject {
  BucketName bucket;
  ObjectKey key;
  ObjectOptions options;
  std::uint64_t size_bytes = 0;
  std::string etag;
  std::string sha256;
  std::int64_t body = 0;
  BodyPlace place;
  std::shared_ptr<const struct StagedBody> hold;  // shared by the copies, see above
};

// Streams one body in. One thread at a time. Destroyed unfinished, nothing remains.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  virtual void write(std::span<const std::byte> data) = 0;
  // The body is durable when it returns. Once only.
  virtual StagedObject finish() = 0;
};

// Reads one version, verified chunk by chunk. Thread-safe, and threads do not wait for each other.
// Keeps its body alive, whatever becomes of the row.
class ObjectReader {
 public:
  virtual ~ObjectReader() = default;
  virtual const Object& object() const = 0;
  // Bytes read; fewer than asked only at the end. Throws Error corrupt (names the object).
  virtual std::size_t read_at(std::uint64_t offset, std::span<std::byte> out) = 0;
};

struct ListOptions {
  std::string prefix;
  std::string delimiter;    // "" lists every key below the prefix
  std::string start_after;  // keys and common prefixes after this text
  int max_keys = 1000;      // at most 10,000 come in one page
};

// What a listing touched in the index: rows stepped over and seeks. For tests and metrics.
struct ListCost {
  int rows = 0;
  int seeks = 0;
};

// Keys in UTF-8 byte order; objects and common prefixes together count towards max_keys.
struct ListPage {
  std::vector<Object> objects;
  std::vector<std::string> common_prefixes;
  std::optional<std::string> next_start_after;  // absent on the last page
  ListCost cost;
};

// Versions by key, newest first within a key, delete markers included.
struct VersionListOptions {
  std::string prefix;
  std::string start_after;  // keys after this one
  int max_keys = 1000;      // a page ends with a key's last version, so it may hold a few more
};

struct VersionPage {
  std::vector<Object> versions;
  std::optional<std::string> next_start_after;
};

struct StoreOptions {
  std::string directory;   // LAKE/bodies
  std::string master_key;  // 32 bytes
  std::uint64_t segment_bytes_max = 256ull << 20;
  // How long what retire() took away still answers by key.
  std::chrono::hours grace = std::chrono::hours(24);
};

struct CollectResult {
  std::uint64_t freed_bytes = 0;
  std::int64_t removed_rows = 0;
  std::int64_t expired_objects =
      0;  // by the buckets' settings; their rows go in a later collection
};

// Thread-safe. A key or version that a not yet published commit has written or retired can be
// changed by nobody else: Error conflict (ConcurrentModification).
class Store {
 public:
  // Throws Error denied (WrongMasterKey) when the bodies were written under another key.
  Store(meta::Database& database, Files& files, const Clock& clock, Random& random,
        const StoreOptions& options);
  ~Store();

  // Its part of the schema.
  static std::span<const meta::Migration> schema();

  // Buckets. Throws Error conflict (BucketAlreadyOwnedByYou), not_found (NoSuchBucket),
  // conflict (BucketNotEmpty).
  void create_bucket(meta::Transaction&, const BucketName&, const BucketSettings&);
  void change_bucket(meta::Transaction&, const BucketName&, const BucketSettings&);
  void delete_bucket(meta::Transaction&, const BucketName&);
  std::optional<Bucket> find_bucket(const meta::Snapshot&, const BucketName&) const;
  std::vector<Bucket> buckets(const meta::Snapshot&) const;

  // Reading. A listing costs what it returns: neither the keys below a common prefix nor delete
  // markers, noncurrent or retired rows are walked. open() and head() throw Error not_found
  // (NoSuchBucket, NoSuchKey, NoSuchVersion); find() answers absence.
  std::optional<Object> find(const meta::Snapshot&, const BucketName&, const ObjectKey&) const;
  // With a version it may answer a delete marker.
  Object head(const meta::Snapshot&, const BucketName&, const ObjectKey&,
              const std::optional<VersionId>& = {}) const;
  // What retire() took away, during its grace time. Only for S3's GET and HEAD of a key that find()
  // does not have: their clients list and read in separate requests.
  std::optional<Object> find_retired(const BucketName&, const ObjectKey&) const;
  // The object may have been found by a snapshot that is pinned no more: once collected, not_found.
  std::unique_ptr<ObjectReader> open(const Object&) const;
  ListPage list(const meta::Snapshot&, const BucketName&, const ListOptions&) const;
  VersionPage versions(const meta::Snapshot&, const BucketName&, const VersionListOptions&) const;

  // Writing in two steps, for who commits several things together.
  // Each is one small set of rows: many fit one transaction or slice.
  std::unique_ptr<BodyWriter> stage(const BucketName&, const ObjectKey&, const ObjectOptions& = {});
  Object add(meta::Transaction&, const StagedObject&);
  // Deletes the current version. Absence is not an error. Where the bucket is (or was) versioned
  // the answer is the delete marker that it leaves, for an absent key too, as S3 does.
  std::optional<Object> remove(meta::Transaction&, const BucketName&, const ObjectKey&);
  // Deletes one version or delete marker for good; the one before it becomes current again. Throws
  // Error not_found (NoSuchVersion).
  void remove_version(meta::Transaction&, const BucketName&, const ObjectKey&, const VersionId&);
  // As remove, but the bytes stay readable by key for the grace time (find_retired): for replaced
  // data files. An absent key stays absent.
  void retire(meta::Transaction&, const BucketName&, const ObjectKey&);

  // Writing in one step: durable and visible when it returns.
  Object put(const BucketName&, const ObjectKey&, Reader& content, const ObjectOptions& = {});

  // Expires versions by their buckets' settings and removes what nobody can reach: bodies without
  // rows, dead segment space, rows retired before every pin and past the grace time, abandoned
  // commits. One caller at a time; safe beside readers and writers. It alone may call the
  // database's remove_abandoned(): the store undoes more than that knows of.
  CollectResult collect();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// A Reader over a whole object.
std::unique_ptr<Reader> stream(std::unique_ptr<ObjectReader> object);

}  // namespace sluice::store
