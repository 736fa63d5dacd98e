// Buckets and objects: what S3 calls them, kept durably, encrypted and checksummed.
//
// Bodies are immutable. A write first puts the body on the disk (stage), then adds the row that
// shows it (add), whose commit waits for the body to be durable: a crash between leaves a body
// which the collector removes.
//
// Two numbers bound a version's life: it exists from the commit that added it to the one that
// retired it, and it is the current one of its key until the commit that replaced it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/aead.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"
#include "base/reader.h"
#include "meta/database.h"
#include "store/bucket.h"
#include "store/lifecycle.h"
#include "store/names.h"
#include "store/object.h"
#include "store/outbox.h"
#include "store/uploads.h"

namespace sluice::store {

// How a body is written.
struct StageOptions {
  // Absent: sealed under the lake's master key, or plain where the bucket's body_kind says so.
  // Given: its chunks' own key is sealed under this one, which the store does not keep: open()
  // needs it again. It comes exactly with an encryption (ObjectOptions) that is kms or customer.
  std::optional<DataKey> key;
  // Without a key: in place of the bucket's body_kind, whose look-up it spares.
  std::optional<BodyKind> kind;
};

// Streams one body in. One thread at a time. Destroyed unfinished, nothing remains.
class BodyWriter {
 public:
  virtual ~BodyWriter() = default;
  virtual void write(std::span<const std::byte> data) = 0;
  // A large body is durable when it returns, a small one once a transaction that adds it is. Once
  // only.
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

// Versions by key, newest first within a key, delete markers included. Versions and common prefixes
// together count towards max_keys.
struct VersionListOptions {
  std::string prefix;
  std::string delimiter;
  std::string start_after;     // keys and common prefixes after this text;
  std::string version_marker;  // with it, older versions of start_after than this one too
  int max_keys = 1000;         // at most 10,000 come in one page
};

struct VersionPage {
  std::vector<Object> versions;
  std::vector<std::string> common_prefixes;
  std::optional<std::string> next_start_after;  // absent on the last page
  std::string next_version_marker;              // "" after a common prefix
  ListCost cost;
};

struct StoreOptions {
  std::string directory;   // LAKE/bodies
  std::string master_key;  // 32 bytes
  std::uint64_t segment_bytes_max = 256ull << 20;
  // How long what retire() took away still answers by key.
  std::chrono::hours grace = std::chrono::hours(24);
  // The length of a day for lifecycle rules. Another than 24 hours is for tests: then days are not
  // counted from midnight.
  std::chrono::microseconds day = std::chrono::hours(24);
  std::uint64_t part_bytes_min = kPartBytesMin;  // another is for tests
};

enum class Bypass { none, governance };
enum class Absence { refused, ignored };
enum class OpenUploads { refused, aborted };

struct AddOptions {
  Conditions conditions;
  Cause cause{.event = "ObjectCreated:Put", .context = {}};
};

struct RemoveOptions {
  Conditions conditions;
  Bypass bypass = Bypass::none;        // of governance retention, in remove_version
  Absence absence = Absence::refused;  // of the version, in remove_version
  std::string context;                 // for the outbox
};

struct RestoreRequest {
  int days = 1;
  std::chrono::microseconds takes{0};  // until it is ready
  std::string context;                 // for the outbox
};

enum class RestoreStart { begun, extended };

// A version whose stored bytes are not what was written.
struct Damage {
  BucketName bucket;
  ObjectKey key;
  VersionId version;
  std::string message;
};

struct ScrubResult {
  std::int64_t objects = 0;
  std::uint64_t read_bytes = 0;
  std::int64_t skipped = 0;     // sealed under keys that the store does not have
  std::vector<Damage> damaged;  // the first 1,000
  std::int64_t damaged_objects = 0;
};

struct ScrubOptions {
  // For bodies sealed under a caller's key; absent: they are skipped.
  std::function<std::optional<DataKey>(const Object&)> key_of;
  // Asked now and then; false ends it early.
  std::function<bool(const ScrubResult&)> go_on;
};

struct CollectResult {
  std::uint64_t freed_bytes = 0;
  std::int64_t removed_rows = 0;
  std::int64_t expired_objects = 0;  // by lifecycle; their rows go in a later collection
  std::int64_t changed_classes = 0;  // by lifecycle
  std::int64_t aborted_uploads = 0;  // by lifecycle
};

struct BackupOptions;
struct BackupResult;
struct BackupSource;

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
  // conflict (BucketNotEmpty), conflict (InvalidBucketState: versioning off under object lock).
  void create_bucket(meta::Transaction&, const BucketName&, const BucketSettings&,
                     const std::string& owner = {});
  void change_bucket(meta::Transaction&, const BucketName&, const BucketSettings&);
  // Its configuration goes with it.
  void delete_bucket(meta::Transaction&, const BucketName&, OpenUploads = OpenUploads::refused);
  // What a bucket says besides its settings. Each throws not_found (NoSuchBucket).
  void set_versioning(meta::Transaction&, const BucketName&, Versioning);
  // On for good. Throws conflict (InvalidBucketState) unless it is versioned.
  void set_lock(meta::Transaction&, const BucketName&, const BucketLock&);
  void set_body_kind(meta::Transaction&, const BucketName&, BodyKind);  // for bodies staged later
  void set_notifications(meta::Transaction&, const BucketName&,
                         const std::vector<NotificationRule>&);
  void set_lifecycle(meta::Transaction&, const BucketName&, const Lifecycle&);
  std::vector<NotificationRule> notifications(const meta::Snapshot&, const BucketName&) const;
  Lifecycle lifecycle(const meta::Snapshot&, const BucketName&) const;
  std::optional<Bucket> find_bucket(const meta::Snapshot&, const BucketName&) const;
  std::vector<Bucket> buckets(const meta::Snapshot&) const;  // by name

  // Configuration documents, opaque. Each throws not_found (NoSuchBucket).
  std::optional<Document> document(const meta::Snapshot&, const BucketName&,
                                   const DocumentName&) const;
  std::vector<Document> documents(const meta::Snapshot&, const BucketName&,
                                  const std::string& kind) const;  // by id
  void set_document(meta::Transaction&, const BucketName&, const DocumentName&,
                    const std::string& text);
  void remove_document(meta::Transaction&, const BucketName&, const DocumentName&);  // or absent

  // Reading. A listing costs what it returns: neither the keys below a common prefix nor delete
  // markers, noncurrent or retired rows are walked. open() and head() throw Error not_found
  // (NoSuchBucket, NoSuchKey, NoSuchVersion); find() answers absence.
  std::optional<Object> find(const meta::Snapshot&, const BucketName&, const ObjectKey&) const;
  // With a version it may answer a delete marker.
  Object head(const meta::Snapshot&, const BucketName&, const ObjectKey&,
              const std::optional<VersionId>& = {}) const;
  // The newest version of the key, a delete marker too: what S3 tells about a key that find() does
  // not have.
  std::optional<Object> newest(const meta::Snapshot&, const BucketName&, const ObjectKey&) const;
  // What retire() took away, during its grace time. Only for S3's GET and HEAD of a key that find()
  // does not have: their clients list and read in separate requests.
  std::optional<Object> find_retired(const BucketName&, const ObjectKey&) const;
  // The object may have been found by a snapshot that is pinned no more: once collected, not_found.
  // Throws Error denied (InvalidObjectState) for GLACIER and DEEP_ARCHIVE unless restored, by the
  // class that it had when it was found: what a query has listed stays readable to it when
  // lifecycle archives it meanwhile. Throws denied (WrongDataKey) when `key` is not the one it was
  // staged with, corrupt (CorruptObject).
  std::unique_ptr<ObjectReader> open(const Object&, const std::optional<DataKey>& key = {}) const;
  // The parts of a multipart object by number; none of another. Throws not_found as open() does.
  std::vector<ObjectPart> parts(const Object&) const;
  ListPage list(const meta::Snapshot&, const BucketName&, const ListOptions&) const;
  VersionPage versions(const meta::Snapshot&, const BucketName&, const VersionListOptions&) const;

  // Writing in two steps, for who commits several things together.
  // Each is one small set of rows: many fit one transaction or slice.
  std::unique_ptr<BodyWriter> stage(const BucketName&, const ObjectKey&, const ObjectOptions& = {},
                                    const StageOptions& = {});
  // A copy that shares the source's bytes; absent where they must be written anew, because the
  // target's encryption or body kind differs. add() throws not_found (NoSuchKey) when the source is
  // gone by then.
  std::optional<StagedObject> share(const Object& source, const BucketName&, const ObjectKey&,
                                    const ObjectOptions&, const StageOptions& = {}) const;
  // Throws Error invalid (InvalidRequest) for a retention or legal hold without object lock.
  Object add(meta::Transaction&, const StagedObject&, const AddOptions& = {});
  // Deletes the current version. Absence is not an error. Where the bucket is (or was) versioned
  // the answer is the delete marker that it leaves, for an absent key too, as S3 does.
  std::optional<Object> remove(meta::Transaction&, const BucketName&, const ObjectKey&,
                               const RemoveOptions& = {});
  // Deletes one version or delete marker for good, and answers what it was; the one before it
  // becomes current again. Throws Error not_found (NoSuchVersion), denied (AccessDenied: retention
  // or a legal hold keeps it).
  std::optional<Object> remove_version(meta::Transaction&, const BucketName&, const ObjectKey&,
                                       const VersionId&, const RemoveOptions& = {});
  // As remove, but the bytes stay readable by key for the grace time (find_retired): for replaced
  // data files. An absent key stays absent.
  void retire(meta::Transaction&, const BucketName&, const ObjectKey&);

  // Changes on one version, the current one unless named; the answer is the version as it is then.
  // Snapshots see them at once, so they belong into transactions of their own (Database::write):
  // inside a larger commit they throw std::logic_error. Throw not_found (NoSuchKey, NoSuchVersion),
  // unsupported (MethodNotAllowed) for a delete marker.
  Object set_tags(meta::Transaction&, const BucketName&, const ObjectKey&,
                  const std::optional<VersionId>&, const std::map<std::string, std::string>&,
                  const Cause& = {.event = "ObjectTagging:Put", .context = {}});
  Object set_acl(meta::Transaction&, const BucketName&, const ObjectKey&,
                 const std::optional<VersionId>&, const std::string& acl,
                 const Cause& = {.event = "ObjectAcl:Put", .context = {}});
  // Throw also invalid (InvalidRequest: the bucket has no object lock), denied (AccessDenied: it
  // would weaken compliance, or governance without bypass).
  Object set_retention(meta::Transaction&, const BucketName&, const ObjectKey&,
                       const std::optional<VersionId>&, const std::optional<Retention>&, Bypass);
  Object set_legal_hold(meta::Transaction&, const BucketName&, const ObjectKey&,
                        const std::optional<VersionId>&, bool is_held);
  Object set_storage_class(meta::Transaction&, const BucketName&, const ObjectKey&,
                           const std::optional<VersionId>&, const std::string& storage_class);
  // Throws also denied (InvalidObjectState: not archived), conflict (RestoreAlreadyInProgress).
  RestoreStart restore(meta::Transaction&, const BucketName&, const ObjectKey&,
                       const std::optional<VersionId>&, const RestoreRequest&);

  Uploads& uploads();
  Outbox& outbox();

  // Writing in one step: durable and visible when it returns.
  Object put(const BucketName&, const ObjectKey&, Reader& content, const ObjectOptions& = {});

  // Expires versions by their buckets' settings and removes what nobody can reach: bodies without
  // rows, dead segment space, rows retired before every pin and past the grace time, abandoned
  // commits. One caller at a time; safe beside readers and writers. It alone may call the
  // database's remove_abandoned(): the store undoes more than that knows of.
  CollectResult collect();

  // Reads every version's bytes and names the damaged ones. Safe beside everything else.
  ScrubResult scrub(const ScrubOptions& = {}) const;

  // See store/backup.h, which locks the target. One at a time: Error conflict (BackupRunning).
  BackupResult back_up(Files& files, const BackupSource&, const BackupOptions&);

 private:
  std::unique_ptr<StoreParts> parts_;
};

// A Reader over a whole object, or over so many bytes of it.
std::unique_ptr<Reader> stream(std::unique_ptr<ObjectReader> object);
std::unique_ptr<Reader> stream(std::unique_ptr<ObjectReader> object, std::uint64_t offset,
                               std::uint64_t size_bytes);

}  // namespace sluice::store
