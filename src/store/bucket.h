// Buckets and their configuration.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/names.h"
#include "store/object.h"

namespace sluice::store {

enum class Versioning { never, enabled, suspended };

struct BucketSettings {
  // Versions that were replaced or deleted stay readable by id, and count for nothing else. Turned
  // off again (S3's "suspended"), older versions stay and new ones are the "null" version.
  bool versioned = false;
  // As S3 counts: at the first midnight UTC once that many days are over. collect() does it.
  std::optional<int> expire_after_days;             // current versions
  std::optional<int> expire_noncurrent_after_days;  // replaced ones

  bool operator==(const BucketSettings&) const = default;
};

// The retention of new versions that say nothing themselves.
struct DefaultRetention {
  LockMode mode = LockMode::governance;
  int days = 0;  // one of the two
  int years = 0;

  bool operator==(const DefaultRetention&) const = default;
};

struct BucketLock {
  std::optional<DefaultRetention> retention;

  bool operator==(const BucketLock&) const = default;
};

// How bodies of a bucket lie on disk, unless a write brings a key.
enum class BodyKind {
  sealed,  // under the lake's master key
  plain,   // not encrypted; every chunk with its CRC-32C
};

// Which changes are put into the outbox, and for whom.
struct NotificationRule {
  std::string id;
  std::string target;               // as the caller wrote it
  std::vector<std::string> events;  // without "s3:": "ObjectCreated:Put", "ObjectCreated:*", "*"
  std::string prefix;
  std::string suffix;

  bool operator==(const NotificationRule&) const = default;
};

struct Bucket {
  BucketName name;
  Timestamp created;
  BucketSettings settings;
  Versioning versioning = Versioning::never;
  std::string owner;               // as the caller wrote it; "" for buckets of the lake itself
  std::optional<BucketLock> lock;  // present: object lock is on, and stays on
  BodyKind body_kind = BodyKind::sealed;
  bool has_notifications = false;

  bool operator==(const Bucket&) const = default;
};

// A configuration that the store keeps without understanding it: kind "policy", "cors", "tagging",
// "inventory" …; id is "" unless a bucket may have several of the kind. Kinds that begin with
// "store." are the store's own.
struct DocumentName {
  std::string kind;
  std::string id;

  bool operator==(const DocumentName&) const = default;
};

struct Document {
  DocumentName name;
  std::string text;
  Timestamp created;
  Timestamp updated;
};

}  // namespace sluice::store
