#include "store/rows/object_writes.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"
#include "store/bodies/body_format.h"
#include "store/bodies/body_store.h"
#include "store/events/event_rows.h"
#include "store/rows/body_rows.h"
#include "store/rows/guards.h"
#include "store/rows/object_codec.h"

namespace sluice::store {
namespace {

std::int64_t number_of(meta::CommitNumber commit) {
  return static_cast<std::int64_t>(commit);
}

std::int64_t micros(Timestamp time) {
  return time.time_since_epoch().count();
}

std::optional<std::string> class_text(const std::string& storage_class) {
  return storage_class == kStandardClass ? std::nullopt : std::optional(storage_class);
}

enum class Removal { removed, marked };

std::string name_of(EventFamily family, Removal removal) {
  return fmt::format("{}:{}",
                     family == EventFamily::removed ? "ObjectRemoved" : "LifecycleExpiration",
                     removal == Removal::removed ? "Delete" : "DeleteMarkerCreated");
}

Error no_such_version(const BucketName& bucket, const ObjectKey& key, const VersionId& version) {
  return Error(ErrorKind::not_found, "NoSuchVersion",
               fmt::format("s3://{}/{} has no version {}", bucket, key, version));
}

std::optional<ObjectRow> newest_row(meta::Transaction& transaction, std::string_view index,
                                    const BucketRow& bucket, const ObjectKey& key) {
  auto statement = transaction.prepare(fmt::format(
      "SELECT {} FROM objects {} AND bucket = ?1 AND key = ?2 ORDER BY row DESC LIMIT 1",
      kObjectColumns, index));
  statement.bind(1, bucket.id).bind(2, key.text());
  if (!statement.step()) return std::nullopt;
  return object_row_in(statement, bucket.bucket.name);
}

}  // namespace

void undo_abandoned(meta::Transaction& transaction, const ObjectRow& row,
                    meta::CommitNumber abandoned) {
  if (row.added == abandoned) {
    auto statement = transaction.prepare("DELETE FROM objects WHERE row = ?1");
    statement.bind(1, row.row).run();
    if (transaction.changes() == 0) return;  // a writer that met it was faster
    release_body(transaction, row.object);
    return;
  }
  auto statement = transaction.prepare(
      "UPDATE objects SET"
      " ended = CASE WHEN ended = ?2 THEN 9223372036854775807 ELSE ended END,"
      " replaced_at = CASE WHEN replaced = ?2 THEN NULL ELSE replaced_at END,"
      " recent = CASE WHEN replaced = ?2 THEN 0 ELSE recent END,"
      " graced = CASE WHEN replaced = ?2 THEN 0 ELSE graced END,"
      " listed = CASE WHEN replaced = ?2 THEN 1 - marker ELSE listed END,"
      " replaced = CASE WHEN replaced = ?2 THEN 9223372036854775807 ELSE replaced END"
      " WHERE row = ?1");
  statement.bind(1, row.row).bind(2, number_of(abandoned)).run();
}

// False when an abandoned commit's work was put right: then the caller looks again.
bool ObjectWrites::is_settled(meta::Transaction& transaction, const ObjectRow& row,
                              std::initializer_list<meta::CommitNumber> commits) {
  for (const meta::CommitNumber commit : commits) {
    if (commit == kNever || transaction.now().includes(commit)) continue;
    const auto in_progress = database_.unpublished();
    if (std::find(in_progress.begin(), in_progress.end(), commit) != in_progress.end()) {
      throw Error(ErrorKind::conflict, "ConcurrentModification",
                  fmt::format("s3://{}/{} is being changed by a commit in progress",
                              row.object.bucket, row.object.key));
    }
    undo_abandoned(transaction, row, commit);
    return false;
  }
  return true;
}

ObjectWrites::KeyState ObjectWrites::state_of(meta::Transaction& transaction,
                                              const BucketRow& bucket, const ObjectKey& key) {
  while (true) {
    auto listed = newest_row(transaction, kListed, bucket, key);
    if (listed && !is_settled(transaction, *listed, {listed->added})) continue;
    // Whoever replaced a row in a commit still unpublished keeps others from the key, so that row
    // is the newest of the rest.
    auto other = newest_row(transaction, kHistory, bucket, key);
    if (other && !is_settled(transaction, *other, {other->added, other->replaced})) continue;
    KeyState state{.current = std::move(listed), .has_history = other.has_value()};
    if (!state.current && other && other->is_newest_for(transaction.now())) {
      state.current = std::move(other);
    }
    return state;
  }
}

void ObjectWrites::end_current(meta::Transaction& transaction, const ObjectRow& current, End end,
                               Grace grace) {
  auto statement = transaction.prepare(
      "UPDATE objects SET replaced = ?2, replaced_at = ?3, listed = 0, recent = 1, graced = ?4,"
      " ended = CASE WHEN ?5 THEN ?2 ELSE ended END WHERE row = ?1");
  statement.bind(1, current.row).bind(2, number_of(transaction.commit()));
  statement.bind(3, micros(clock_.now())).bind(4, std::int64_t{grace == Grace::kept});
  statement.bind(5, std::int64_t{end == End::ended}).run();
}

void ObjectWrites::retire_null_version(meta::Transaction& transaction, const BucketRow& bucket,
                                       const ObjectKey& key) {
  auto statement = transaction.prepare(
      "UPDATE objects INDEXED BY objects_older SET ended = ?3"
      " WHERE listed = 0 AND ended = 9223372036854775807 AND bucket = ?1 AND key = ?2 AND"
      " version = 'null'");
  statement.bind(1, bucket.id).bind(2, key.text());
  statement.bind(3, number_of(transaction.commit())).run();
}

void ObjectWrites::resume(const VersionId& newest) {
  if (is_id_by_time(newest.text())) {
    last_sequence_ = INT64_MAX - std::stoll(newest.text().substr(0, 16), nullptr, 16);
  }
}

// Ids of one store ascend from new to old: a listing finds its place after a version that is gone.
VersionId ObjectWrites::version_for(const BucketRow& bucket) {
  if (!bucket.bucket.settings.versioned) return VersionId(std::string(kNullVersion));
  last_sequence_ = std::max(last_sequence_ + 1, micros(clock_.now()));
  std::array<std::byte, 8> random;
  random_.fill(random);
  return VersionId(fmt::format("{:016x}{}", INT64_MAX - last_sequence_, to_hex(random)));
}

bool ObjectWrites::is_published_at_once(const meta::Transaction& transaction) {
  if (published_at_once_ == transaction.commit()) return true;
  const auto in_progress = database_.unpublished();
  const bool is_begun =
      std::find(in_progress.begin(), in_progress.end(), transaction.commit()) != in_progress.end();
  if (!is_begun) published_at_once_ = transaction.commit();
  return !is_begun;
}

void ObjectWrites::require_published_at_once(const meta::Transaction& transaction,
                                             std::string_view what) {
  if (is_published_at_once(transaction)) return;
  throw std::logic_error(fmt::format("{} inside a commit of several slices", what));
}

// The collector finds the rows of an abandoned commit from here on, without an index by commit.
void ObjectWrites::note_commit(meta::Transaction& transaction) {
  if (is_published_at_once(transaction)) return;
  auto statement = transaction.prepare(
      "INSERT OR IGNORE INTO object_commits(number, first_row)"
      " VALUES(?1, (SELECT coalesce(max(row), 0) + 1 FROM objects))");
  statement.bind(1, number_of(transaction.commit())).run();
}

ObjectRow ObjectWrites::insert(meta::Transaction& transaction, const BucketRow& bucket,
                               Object object) {
  const bool is_counted =
      object.is_delete_marker || is_referred_to(transaction, object.body, object.place);
  auto statement = transaction.prepare(
      "INSERT INTO objects(bucket, key, version, size_bytes, etag, sha256, content_type, metadata,"
      " modified, marker, body, segment, offset, added, listed, storage_class, checksum, parts,"
      " properties) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
      " ?17, ?18, ?19)");
  statement.bind(1, bucket.id).bind(2, object.key.text()).bind(3, object.version.text());
  statement.bind(4, static_cast<std::int64_t>(object.size_bytes)).bind(5, object.etag);
  const std::string sha256 = from_hex(object.sha256).value_or("");
  statement.bind_blob(6, bytes_of(sha256)).bind(7, object.content_type);
  statement.bind_optional(8, metadata_text(object.metadata));
  statement.bind(9, micros(object.last_modified));
  statement.bind(10, std::int64_t{object.is_delete_marker}).bind(11, object.body);
  statement.bind(12, object.place.segment);
  statement.bind(13, static_cast<std::int64_t>(object.place.offset));
  statement.bind(14, number_of(transaction.commit()));
  statement.bind(15, std::int64_t{!object.is_delete_marker});
  statement.bind_optional(16, class_text(object.storage_class));
  statement.bind_optional(17, checksum_text(object.checksum));
  if (object.part_count > 0) {
    statement.bind(18, object.part_count);
  } else {
    statement.bind_null(18);
  }
  statement.bind_optional(19, properties_text(object.properties)).run();
  object.place.row = transaction.last_insert_id();
  if (!is_counted) {
    count_live_bytes(transaction, object.place.segment,
                     static_cast<std::int64_t>(stored_bytes(object.size_bytes)));
  }
  return {.row = object.place.row, .object = std::move(object), .added = transaction.commit()};
}

// Where the body is that a copy shares: the source may have been compacted, or removed, meanwhile.
BodyPlace ObjectWrites::place_of(meta::Transaction& transaction, const StagedObject& staged) {
  if (staged.shared_row == 0) return staged.place;
  const auto place = find_place(transaction, staged.shared_row, staged.body);
  if (!place) {
    throw Error(ErrorKind::not_found, "NoSuchKey",
                fmt::format("the source of the copy to s3://{}/{} was removed meanwhile",
                            staged.bucket, staged.key));
  }
  return *place;
}

Object ObjectWrites::add(meta::Transaction& transaction, const StagedObject& staged,
                         const AddOptions& options) {
  note_commit(transaction);
  make_durable_with(transaction, staged);
  const BucketRow bucket = bucket_row(transaction, transaction.now(), staged.bucket);
  const KeyState state = state_of(transaction, bucket, staged.key);
  check_conditions(options.conditions, state.object(), staged.bucket, staged.key);
  const Timestamp now = clock_.now();
  Object object{.bucket = staged.bucket,
                .key = staged.key,
                .version = {},
                .size_bytes = staged.size_bytes,
                .etag = staged.etag,
                .sha256 = staged.sha256,
                .content_type = staged.options.content_type,
                .metadata = staged.options.metadata,
                .last_modified = now,
                .body = staged.body,
                .place = place_of(transaction, staged),
                .storage_class = staged.options.storage_class,
                .checksum = staged.options.checksum,
                .part_count = staged.part_count,
                .properties = staged.options.properties};
  object.properties.retention = retention_for(bucket.bucket, staged.options.properties, now);
  const bool is_versioned = bucket.bucket.settings.versioned;
  if (state.current) {
    const bool is_overwritten =
        !is_versioned && state.current->object.version.text() == kNullVersion;
    end_current(transaction, *state.current, is_overwritten ? End::ended : End::replaced,
                Grace::none);
  }
  if (!is_versioned && state.has_history) retire_null_version(transaction, bucket, staged.key);
  object.version = version_for(bucket);
  ObjectRow row = insert(transaction, bucket, std::move(object));
  note_event(transaction, bucket, row.object, options.cause, now);
  return std::move(row.object);
}

Object ObjectWrites::insert_marker(meta::Transaction& transaction, const BucketRow& bucket,
                                   const ObjectKey& key, VersionId version) {
  return insert(transaction, bucket,
                {.bucket = bucket.bucket.name,
                 .key = key,
                 .version = std::move(version),
                 .last_modified = clock_.now(),
                 .is_delete_marker = true})
      .object;
}

std::optional<Object> ObjectWrites::remove(meta::Transaction& transaction, const BucketRow& bucket,
                                           const ObjectKey& key, const RemoveOptions& options,
                                           EventFamily family) {
  note_commit(transaction);
  const KeyState state = state_of(transaction, bucket, key);
  const Object* before = state.object();
  // S3 answers 204 when there is nothing that the conditions could be about.
  if (options.conditions.is_any() && !before) return std::nullopt;
  check_conditions(options.conditions, before, bucket.bucket.name, key);
  auto marker = remove_current(transaction, bucket, key, state);
  const Object* subject = marker ? &*marker : before;
  if (subject) {
    const Cause cause{.event = name_of(family, marker ? Removal::marked : Removal::removed),
                      .context = options.context};
    note_event(transaction, bucket, *subject, cause, clock_.now());
  }
  return marker;
}

std::optional<Object> ObjectWrites::remove_current(meta::Transaction& transaction,
                                                   const BucketRow& bucket, const ObjectKey& key,
                                                   const KeyState& state) {
  if (bucket.bucket.settings.versioned) {
    if (state.current) end_current(transaction, *state.current, End::replaced, Grace::none);
    return insert_marker(transaction, bucket, key, version_for(bucket));
  }
  const bool is_null = state.current && state.current->object.version.text() == kNullVersion;
  if (state.current) {
    end_current(transaction, *state.current, is_null ? End::ended : End::replaced, Grace::none);
  }
  const bool is_suspended = bucket.bucket.versioning == Versioning::suspended;
  if (!is_suspended && !state.has_history && (is_null || !state.current)) return std::nullopt;
  // Suspended, S3 always leaves a "null" marker; it hides older versions where there are any.
  retire_null_version(transaction, bucket, key);
  const bool has_older = find_newest(transaction, transaction.now(), bucket, key).has_value();
  if (!is_suspended && !has_older) return std::nullopt;
  return insert_marker(transaction, bucket, key, VersionId(std::string(kNullVersion)));
}

void ObjectWrites::retire(meta::Transaction& transaction, const BucketRow& bucket,
                          const ObjectKey& key) {
  note_commit(transaction);
  const KeyState state = state_of(transaction, bucket, key);
  if (!state.object()) return;
  const bool is_null = state.current->object.version.text() == kNullVersion;
  const bool is_versioned = bucket.bucket.settings.versioned;
  end_current(transaction, *state.current, is_null && !is_versioned ? End::ended : End::replaced,
              Grace::kept);
  if (!is_versioned && state.has_history) retire_null_version(transaction, bucket, key);
  const bool hides_older =
      is_versioned || find_newest(transaction, transaction.now(), bucket, key).has_value();
  if (hides_older) insert_marker(transaction, bucket, key, version_for(bucket));
  const Cause cause{
      .event = name_of(EventFamily::removed, hides_older ? Removal::marked : Removal::removed),
      .context = {}};
  note_event(transaction, bucket, state.current->object, cause, clock_.now());
}

std::optional<ObjectRow> ObjectWrites::settled_version(meta::Transaction& transaction,
                                                       const BucketRow& bucket,
                                                       const ObjectKey& key,
                                                       const VersionId& version) {
  state_of(transaction, bucket, key);  // refuses, or puts right, what is not settled
  auto row = find_version(transaction, transaction.now(), bucket, key, version);
  if (row && !is_settled(transaction, *row, {row->ended})) {
    row = find_version(transaction, transaction.now(), bucket, key, version);
  }
  return row;
}

ObjectRow ObjectWrites::row_to_change(meta::Transaction& transaction, const BucketRow& bucket,
                                      const ObjectKey& key,
                                      const std::optional<VersionId>& version) {
  auto row = version ? settled_version(transaction, bucket, key, *version)
                     : state_of(transaction, bucket, key).current;
  const bool is_marker = row && row->object.is_delete_marker;
  if (version && !row) throw no_such_version(bucket.bucket.name, key, *version);
  if (version && is_marker) {
    throw Error(ErrorKind::unsupported, "MethodNotAllowed",
                fmt::format("version {} of s3://{}/{} is a delete marker", *version,
                            bucket.bucket.name, key));
  }
  if (!row || is_marker) {
    throw Error(ErrorKind::not_found, "NoSuchKey",
                fmt::format("there is no object s3://{}/{}", bucket.bucket.name, key));
  }
  return *std::move(row);
}

void ObjectWrites::save_properties(meta::Transaction& transaction, const ObjectRow& row) {
  auto statement =
      transaction.prepare("UPDATE objects SET storage_class = ?2, properties = ?3 WHERE row = ?1");
  statement.bind(1, row.row).bind_optional(2, class_text(row.object.storage_class));
  statement.bind_optional(3, properties_text(row.object.properties)).run();
}

std::optional<Object> ObjectWrites::remove_version(meta::Transaction& transaction,
                                                   const BucketRow& bucket, const ObjectKey& key,
                                                   const VersionId& version,
                                                   const RemoveOptions& options,
                                                   EventFamily family) {
  note_commit(transaction);
  auto row = settled_version(transaction, bucket, key, version);
  if (!row && options.absence == Absence::ignored) return std::nullopt;
  if (!row) throw no_such_version(bucket.bucket.name, key, version);
  check_conditions(options.conditions, &row->object, bucket.bucket.name, key);
  check_removable(row->object, options.bypass, clock_.now());
  if (row->object.is_current) {
    end_current(transaction, *row, End::ended, Grace::none);
    restore_newest(transaction, bucket, key);
  } else {
    auto statement = transaction.prepare("UPDATE objects SET ended = ?2 WHERE row = ?1");
    statement.bind(1, row->row).bind(2, number_of(transaction.commit())).run();
  }
  const Cause cause{.event = name_of(family, Removal::removed), .context = options.context};
  note_event(transaction, bucket, row->object, cause, clock_.now());
  return std::move(row->object);
}

// A row is current in one stretch of commits only, so the older version gets a second row, which
// shares the body.
void ObjectWrites::restore_newest(meta::Transaction& transaction, const BucketRow& bucket,
                                  const ObjectKey& key) {
  auto older = find_newest(transaction, transaction.now(), bucket, key);
  if (!older) return;
  auto statement = transaction.prepare("UPDATE objects SET ended = ?2 WHERE row = ?1");
  statement.bind(1, older->row).bind(2, number_of(transaction.commit())).run();
  const bool is_restored = older->object.properties.restore.has_value();
  const ObjectRow row = insert(transaction, bucket, std::move(older->object));
  if (!is_restored) return;
  // A copy, for the case that this commit is abandoned: of the two rows one exists when it is due.
  auto expected = transaction.prepare(
      "INSERT INTO restores(row, event, due) SELECT ?2, event, due FROM restores WHERE row = ?1");
  expected.bind(1, older->row).bind(2, row.row).run();
}

}  // namespace sluice::store
