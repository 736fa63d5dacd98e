// Buckets and objects: what S3 calls them, kept durably, encrypted and checksummed.
//
// Bodies are immutable. A write first makes the body durable (stage), then adds the row that shows it
// (add), so that a crash between leaves a body which the collector removes.
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
  bool versioned = false;
  // Versions that were replaced or deleted stay readable by id, and count for nothing else.
  std::optional<int> expire_after_days;             // current versions
  std::optional<int> expire_noncurrent_after_days;  // replaced ones
};

struct Bucket {
  BucketName name;
  Timestamp created;
  BucketSettings settings;
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
  std::int64_t body = 0;  // the store's own handle of the bytes
};

struct ObjectOptions {
  std::string content_type = "binary/octet-stream";
  std::map<std::string, std::string> metadata;
};

// A body on disk that no row shows yet.
struct StagedObject {
  BucketName bucket;
  ObjectKey key;
  ObjectOptions options;
  std::uint64_t size_bytes = 0;
  std::string etag;
  std::string sha256;
  std::int64_t body = 0;
};

// Streams one body in. One thread at a time. Destroyed unfinished, nothing remains.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  virtual void write(std::span<const std::byte> data) = 0;
  // The body is durable when it returns.
  virtual StagedObject finish() = 0;
};

// Reads one version, verified chunk by chunk. Thread-safe. Keeps its body alive.
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
  std::string start_after;  // keys after this one
  int max_keys = 1000;
};

// Keys in UTF-8 byte order; objects and common prefixes together count towards max_keys.
struct ListPage {
  std::vector<Object> objects;
  std::vector<std::string> common_prefixes;
  std::optional<std::string> next_start_after;  // absent on the last page
};

struct StoreOptions {
  std::string directory;  // LAKE/bodies
  std::string master_key;  // 32 bytes
};

// Thread-safe.
class Store {
 public:
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
  // (NoSuchKey, NoSuchVersion); find() answers absence.
  std::optional<Object> find(const meta::Snapshot&, const BucketName&, const ObjectKey&) const;
  Object head(const meta::Snapshot&, const BucketName&, const ObjectKey&,
              const std::optional<VersionId>& = {}) const;
  std::unique_ptr<ObjectReader> open(const Object&) const;
  ListPage list(const meta::Snapshot&, const BucketName&, const ListOptions&) const;
  // Every version of keys below the prefix, newest first within a key.
  std::vector<Object> versions(const meta::Snapshot&, const BucketName&, const std::string& prefix,
                               int max_keys) const;

  // Writing in two steps, for who commits several things together.
  std::unique_ptr<BodyWriter> stage(const BucketName&, const ObjectKey&, const ObjectOptions& = {});
  Object add(meta::Transaction&, const StagedObject&);
  // Deletes the current version (a marker where versioned). Absence is not an error.
  void remove(meta::Transaction&, const BucketName&, const ObjectKey&);
  // As remove, but the bytes stay readable by key for the grace time: for replaced data files.
  void retire(meta::Transaction&, const BucketName&, const ObjectKey&);

  // Writing in one step: durable and visible when it returns.
  Object put(const BucketName&, const ObjectKey&, Reader& content, const ObjectOptions& = {});

  // Removes what nobody can reach: bodies without rows, rows retired before every pin and past the
  // grace time, abandoned commits. Returns bytes freed. Safe beside readers and writers.
  std::uint64_t collect();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// A Reader over a whole object.
std::unique_ptr<Reader> stream(std::unique_ptr<ObjectReader> object);

}  // namespace sluice::store
