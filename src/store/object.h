// One version of an object as the store knows it, and what a write may say about it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "store/names.h"

namespace sluice::store {

inline constexpr std::string_view kStandardClass = "STANDARD";

// What was computed over the content by the client's choice, and checked by the caller.
struct Checksum {
  std::string algorithm;      // CRC32, CRC32C, CRC64NVME, SHA1, SHA256, …
  std::string value;          // base64; "X-N" for a composite of N parts, as S3 shows it
  bool is_composite = false;  // of the parts' checksums: S3's COMPOSITE; else FULL_OBJECT

  bool operator==(const Checksum&) const = default;
};

enum class LockMode { governance, compliance };

struct Retention {
  LockMode mode = LockMode::governance;
  Timestamp until;

  bool operator==(const Retention&) const = default;
};

// A temporary copy of an archived version. It is ready by the clock alone: nobody need flip it.
struct Restore {
  Timestamp ready_at;
  Timestamp expires_at;

  bool is_ongoing(Timestamp now) const { return now < ready_at; }
  bool is_readable(Timestamp now) const { return ready_at <= now && now < expires_at; }
  bool operator==(const Restore&) const = default;
};

// How clients see the encryption. How the bytes lie is the body's own matter (see StageOptions).
struct Encryption {
  enum class Kind {
    managed,   // SSE-S3, sealed under the lake's master key; what S3 does unless told otherwise
    none,      // a plain body
    kms,       // sealed under a data key that the caller unwraps
    customer,  // SSE-C: sealed under a key that only the client has
  };
  Kind kind = Kind::managed;
  std::string key_id;       // kms: the key's ARN
  std::string context;      // kms: the encryption context, as the caller wrote it
  std::string wrapped_key;  // kms: the data key as the key service wrapped it; bytes
  std::string key_md5;      // customer: base64 MD5 of the key
  bool has_bucket_key = false;

  bool operator==(const Encryption&) const = default;
};

// Absent or empty is the default of each: a plain object's row holds none of them.
struct ObjectProperties {
  // Fixed by the write. System headers by their names in lower case: cache-control,
  // content-disposition, content-encoding, content-language, expires, website-redirect-location.
  std::map<std::string, std::string> headers;
  std::string owner;  // "": the bucket's owner
  Encryption encryption;
  // May change on a version.
  std::map<std::string, std::string> tags;
  std::string acl;  // as the caller wrote it
  std::optional<Retention> retention;
  bool has_legal_hold = false;
  std::optional<Restore> restore;

  bool operator==(const ObjectProperties&) const = default;
};

// Where a body lies. Compaction may move it: the row says where it is now.
struct BodyPlace {
  std::int64_t segment = 0;  // 0: a file of its own; kComposedSegment: in its parts
  std::uint64_t offset = 0;
  std::int64_t row = 0;
};

inline constexpr std::int64_t kComposedSegment = -1;

// One version of an object, or a delete marker.
struct Object {
  BucketName bucket;
  ObjectKey key;
  VersionId version;  // "null" where the bucket was not versioned
  std::uint64_t size_bytes = 0;
  std::string etag;  // hex MD5 of the content, "-N" after it for N parts; without quotes
  // Hex, of the content: two objects with equal content have equal hashes. Of a multipart object it
  // is one of the parts' hashes: equal ones mean equal content, but equal content may differ.
  std::string sha256;
  std::string content_type;
  std::map<std::string, std::string> metadata;  // user metadata, keys in lower case
  Timestamp last_modified;
  bool is_delete_marker = false;
  bool is_current = true;  // false: only its version id finds it
  std::int64_t body = 0;   // the store's own handle of the bytes: equal handles, equal bytes
  BodyPlace place;
  std::string storage_class{kStandardClass};
  std::optional<Checksum> checksum;
  int part_count = 0;  // of a multipart object; else 0
  ObjectProperties properties;
};

// One part of a multipart object.
struct ObjectPart {
  int number = 0;
  std::uint64_t offset = 0;  // in the object
  std::uint64_t size_bytes = 0;
  std::optional<Checksum> checksum;
};

// All texts are UTF-8: add() throws Error invalid (InvalidArgument) for others.
struct ObjectOptions {
  std::string content_type = "binary/octet-stream";
  std::map<std::string, std::string> metadata;
  std::string storage_class{kStandardClass};
  std::optional<Checksum> checksum;
  ObjectProperties properties;
};

// A body on disk that no row shows yet. Keep one copy until the transaction that adds it returned:
// the last one gone, a body without a row is collected. Before add(), `options` and `etag` may
// still be changed: a checksum that came behind the content, say, but not the encryption.
struct StagedObject {
  BucketName bucket;
  ObjectKey key;
  ObjectOptions options;
  std::uint64_t size_bytes = 0;
  std::string etag;
  std::string sha256;
  std::int64_t body = 0;
  BodyPlace place;
  int part_count = 0;
  // The row whose body this shares (Store::share); 0: a body of its own.
  std::int64_t shared_row = 0;
  std::shared_ptr<const struct StagedBody> hold;  // shared by the copies, see above
};

// What must hold for a write to happen, checked in its transaction against the key's current
// version (against the version itself in remove_version). ETags without quotes. Failing, the write
// throws Error conflict (PreconditionFailed); if_match of an absent key throws not_found
// (NoSuchKey).
struct Conditions {
  std::optional<std::string> if_match;        // an ETag, or "*": the key exists
  std::optional<std::string> if_none_match;   // an ETag, or "*": the key does not exist
  std::optional<Timestamp> if_last_modified;  // exactly, to the second
  std::optional<std::uint64_t> if_size_bytes;
  std::optional<VersionId> if_version;  // the current version is this one

  bool is_any() const {
    return if_match || if_none_match || if_last_modified || if_size_bytes || if_version;
  }
};

// What a change is called in the outbox, and what the caller wants to find there again (who asked,
// from where; opaque). Names as in S3 without "s3:": "ObjectCreated:Put".
struct Cause {
  std::string event;
  std::string context;
};

}  // namespace sluice::store
