// Multipart uploads: parts are bodies of their own, and completing shows them as one object without
// copying a byte.
//
// Uploads are seen as they are now, by no snapshot. Their changes belong into transactions of their
// own (Database::write): inside a larger commit they throw std::logic_error.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/aead.h"
#include "meta/database.h"
#include "store/bucket.h"
#include "store/object.h"

namespace sluice::store {

class BodyWriter;
struct StoreParts;

using UploadId = Name<struct UploadIdTag>;

inline constexpr int kPartNumberMax = 10'000;
inline constexpr std::uint64_t kPartBytesMin = 5ull << 20;  // but the last one

struct UploadOptions {
  ObjectOptions object;  // what the object will have; its checksum's algorithm and type, no value
  std::string initiator;
  std::optional<BodyKind> body_kind;  // as in StageOptions; create() keeps it as encryption.kind
};

struct Upload {
  BucketName bucket;
  ObjectKey key;
  UploadId id;
  Timestamp created;
  UploadOptions options;
  std::int64_t body = 0;  // the handle that the object will have
};

struct UploadPart {
  int number = 0;
  std::uint64_t size_bytes = 0;
  std::string etag;
  std::string sha256;
  Timestamp last_modified;
  std::optional<Checksum> checksum;
};

struct PartPage {
  std::vector<UploadPart> parts;
  std::optional<int> next_after;  // absent on the last page
};

struct UploadListOptions {
  std::string prefix;
  std::string delimiter;
  std::string key_marker;  // uploads of keys, and common prefixes, after this one;
  std::string id_marker;   // with it, uploads of key_marker after this id too
  int max_uploads = 1000;
};

// By key, oldest first within a key. Uploads and common prefixes together count.
struct UploadPage {
  std::vector<Upload> uploads;
  std::vector<std::string> common_prefixes;
  bool is_truncated = false;
  std::string next_key_marker;
  std::string next_id_marker;
};

// A part as the client names it when it completes.
struct NamedPart {
  int number = 0;
  std::string etag;                  // without quotes
  std::optional<Checksum> checksum;  // must be the part's, where it is given
};

struct CompleteOptions {
  Conditions conditions;
  std::optional<Checksum> checksum;         // of the whole, as the caller computed it
  std::optional<std::uint64_t> size_bytes;  // must be the whole's, where it is given
  Cause cause{.event = "ObjectCreated:CompleteMultipartUpload", .context = {}};
};

// Thread-safe.
class Uploads {
 public:
  explicit Uploads(StoreParts& parts) : parts_(parts) {}

  // Throws Error not_found (NoSuchBucket), invalid (InvalidRequest: a retention without object
  // lock).
  Upload create(meta::Transaction&, const BucketName&, const ObjectKey&, const UploadOptions&);
  // Throws Error not_found (NoSuchUpload), as all below do.
  Upload head(const BucketName&, const ObjectKey&, const UploadId&) const;

  // A part's content, durable when finish() returns, encrypted as the upload says: `key` as in
  // StageOptions.
  std::unique_ptr<BodyWriter> stage_part(const Upload&, const std::optional<DataKey>& key = {});
  // Shows it as a part of the upload, in place of one of that number. Throws Error invalid
  // (InvalidArgument) for a number that is not 1 to 10,000.
  UploadPart add_part(meta::Transaction&, const Upload&, int number, const StagedObject&);

  // By number, those after `after`. At most 1,000 come in one page.
  PartPage parts(const Upload&, int after, int max_parts) const;
  UploadPage list(const BucketName&, const UploadListOptions&) const;

  void abort(meta::Transaction&, const BucketName&, const ObjectKey&, const UploadId&);

  // The object's ETag is the MD5 of the parts' MD5s and "-N". Throws Error invalid with S3's codes:
  // MalformedXML (no parts), InvalidPartOrder, InvalidPart, EntityTooSmall, InvalidRequest (the
  // size). Repeated with the same parts within a day, it answers the same object again, also when
  // that was replaced meanwhile.
  Object complete(meta::Transaction&, const BucketName&, const ObjectKey&, const UploadId&,
                  std::span<const NamedPart>, const CompleteOptions& = {});

 private:
  StoreParts& parts_;
};

}  // namespace sluice::store
