#include "store/rows/object_writes.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "store/bodies/body_format.h"

namespace sluice::store {
namespace {

std::int64_t number_of(meta::CommitNumber commit) {
  return static_cast<std::int64_t>(commit);
}

std::int64_t micros(Timestamp time) {
  return time.time_since_epoch().count();
}

std::string json_of(const std::map<std::string, std::string>& metadata) {
  json::object members;
  for (const auto& [name, value] : metadata)
    members[name] = value;
  return sluice::to_text(json::value(std::move(members)));
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

void count_live_bytes(meta::Transaction& transaction, std::int64_t segment,
                      std::int64_t change_bytes) {
  if (segment == 0) return;
  auto statement = transaction.prepare(
      "INSERT INTO segments(id, live_bytes) VALUES(?1, ?2)"
      " ON CONFLICT(id) DO UPDATE SET live_bytes = live_bytes + ?2");
  statement.bind(1, segment).bind(2, change_bytes).run();
}

void undo_abandoned(meta::Transaction& transaction, const ObjectRow& row,
                    meta::CommitNumber abandoned) {
  if (row.added == abandoned) {
    auto statement = transaction.prepare("DELETE FROM objects WHERE row = ?1");
    statement.bind(1, row.row).run();
    if (transaction.changes() == 0) return;  // a writer that met it was faster
    const Object& object = row.object;
    count_live_bytes(transaction, object.place.segment,
                     -static_cast<std::int64_t>(stored_bytes(object.size_bytes)));
    return;
  }
  auto statement = transaction.prepare(
      "UPDATE objects SET"
      " ended = CASE WHEN ended = ?2 THEN 9223372036854775807 ELSE ended END,"
      " replaced_at = CASE WHEN replaced = ?2 THEN NULL ELSE replaced_at END,"
      " recent = CASE WHEN replaced = ?2 THEN 0 ELSE recent END,"
      " graced = CASE WHEN replaced = ?2 THEN 0 ELSE graced END,"
      " listed = CASE WHEN replaced = ?2 THEN 1 - marker ELSE listed END,"
      " moved = CASE WHEN ended = ?2 THEN 0 ELSE moved END,"
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
      "UPDATE objects INDEXED BY objects_history SET ended = ?3"
      " WHERE listed = 0 AND bucket = ?1 AND key = ?2 AND version = 'null' AND"
      " ended = 9223372036854775807");
  statement.bind(1, bucket.id).bind(2, key.text());
  statement.bind(3, number_of(transaction.commit())).run();
}

VersionId ObjectWrites::version_for(const BucketRow& bucket) {
  if (!bucket.bucket.settings.versioned) return VersionId(std::string(kNullVersion));
  std::array<std::byte, 16> random;
  random_.fill(random);
  return VersionId(to_hex(random));
}

// The collector finds the rows of an abandoned commit from here on, without an index by commit.
void ObjectWrites::note_commit(meta::Transaction& transaction) {
  if (published_at_once_ == transaction.commit()) return;
  const auto in_progress = database_.unpublished();
  if (std::find(in_progress.begin(), in_progress.end(), transaction.commit()) ==
      in_progress.end()) {
    published_at_once_ = transaction.commit();
    return;
  }
  auto statement = transaction.prepare(
      "INSERT OR IGNORE INTO object_commits(number, first_row)"
      " VALUES(?1, (SELECT coalesce(max(row), 0) + 1 FROM objects))");
  statement.bind(1, number_of(transaction.commit())).run();
}

ObjectRow ObjectWrites::insert(meta::Transaction& transaction, const BucketRow& bucket,
                               Object object) {
  auto statement = transaction.prepare(
      "INSERT INTO objects(bucket, key, version, size_bytes, etag, sha256, content_type, metadata,"
      " modified, marker, body, segment, offset, added, listed)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)");
  statement.bind(1, bucket.id).bind(2, object.key.text()).bind(3, object.version.text());
  statement.bind(4, static_cast<std::int64_t>(object.size_bytes)).bind(5, object.etag);
  const std::string sha256 = from_hex(object.sha256).value_or("");
  statement.bind_blob(6, bytes_of(sha256)).bind(7, object.content_type);
  const std::string metadata = object.metadata.empty() ? "" : json_of(object.metadata);
  if (metadata.empty()) {
    statement.bind_null(8);
  } else {
    statement.bind(8, metadata);
  }
  statement.bind(9, micros(object.last_modified));
  statement.bind(10, std::int64_t{object.is_delete_marker}).bind(11, object.body);
  statement.bind(12, object.place.segment);
  statement.bind(13, static_cast<std::int64_t>(object.place.offset));
  statement.bind(14, number_of(transaction.commit()));
  statement.bind(15, std::int64_t{!object.is_delete_marker}).run();
  object.place.row = transaction.last_insert_id();
  if (!object.is_delete_marker) {
    count_live_bytes(transaction, object.place.segment,
                     static_cast<std::int64_t>(stored_bytes(object.size_bytes)));
  }
  return {.row = object.place.row, .object = std::move(object), .added = transaction.commit()};
}

Object ObjectWrites::add(meta::Transaction& transaction, const StagedObject& staged) {
  note_commit(transaction);
  const BucketRow bucket = bucket_row(transaction, transaction.now(), staged.bucket);
  const KeyState state = state_of(transaction, bucket, staged.key);
  const bool is_versioned = bucket.bucket.settings.versioned;
  if (state.current) {
    const bool is_overwritten =
        !is_versioned && state.current->object.version.text() == kNullVersion;
    end_current(transaction, *state.current, is_overwritten ? End::ended : End::replaced,
                Grace::none);
  }
  if (!is_versioned && state.has_history) retire_null_version(transaction, bucket, staged.key);
  return insert(transaction, bucket,
                {.bucket = staged.bucket,
                 .key = staged.key,
                 .version = version_for(bucket),
                 .size_bytes = staged.size_bytes,
                 .etag = staged.etag,
                 .sha256 = staged.sha256,
                 .content_type = staged.options.content_type,
                 .metadata = staged.options.metadata,
                 .last_modified = clock_.now(),
                 .body = staged.body,
                 .place = staged.place})
      .object;
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
                                           const ObjectKey& key) {
  note_commit(transaction);
  const KeyState state = state_of(transaction, bucket, key);
  if (bucket.bucket.settings.versioned) {
    if (state.current) end_current(transaction, *state.current, End::replaced, Grace::none);
    return insert_marker(transaction, bucket, key, version_for(bucket));
  }
  const bool is_null = state.current && state.current->object.version.text() == kNullVersion;
  if (state.current) {
    end_current(transaction, *state.current, is_null ? End::ended : End::replaced, Grace::none);
  }
  if (!state.has_history && (is_null || !state.current)) return std::nullopt;
  // Versioning was on once: the older versions stay hidden behind a "null" marker.
  retire_null_version(transaction, bucket, key);
  if (!find_newest(transaction, transaction.now(), bucket, key)) return std::nullopt;
  return insert_marker(transaction, bucket, key, VersionId(std::string(kNullVersion)));
}

void ObjectWrites::retire(meta::Transaction& transaction, const BucketRow& bucket,
                          const ObjectKey& key) {
  note_commit(transaction);
  const KeyState state = state_of(transaction, bucket, key);
  if (!state.current || state.current->object.is_delete_marker) return;
  const bool is_null = state.current->object.version.text() == kNullVersion;
  const bool is_versioned = bucket.bucket.settings.versioned;
  end_current(transaction, *state.current, is_null && !is_versioned ? End::ended : End::replaced,
              Grace::kept);
  if (!is_versioned && state.has_history) retire_null_version(transaction, bucket, key);
  const bool hides_older =
      is_versioned || find_newest(transaction, transaction.now(), bucket, key).has_value();
  if (hides_older) insert_marker(transaction, bucket, key, version_for(bucket));
}

void ObjectWrites::remove_version(meta::Transaction& transaction, const BucketRow& bucket,
                                  const ObjectKey& key, const VersionId& version) {
  note_commit(transaction);
  state_of(transaction, bucket, key);  // refuses, or puts right, what is not settled
  auto row = find_version(transaction, transaction.now(), bucket, key, version);
  if (row && !is_settled(transaction, *row, {row->ended})) {
    row = find_version(transaction, transaction.now(), bucket, key, version);
  }
  if (!row) {
    throw Error(ErrorKind::not_found, "NoSuchVersion",
                fmt::format("s3://{}/{} has no version {}", bucket.bucket.name, key, version));
  }
  if (row->object.is_current) {
    end_current(transaction, *row, End::ended, Grace::none);
    restore_newest(transaction, bucket, key);
    return;
  }
  auto statement = transaction.prepare("UPDATE objects SET ended = ?2 WHERE row = ?1");
  statement.bind(1, row->row).bind(2, number_of(transaction.commit())).run();
}

// A row is current in one stretch of commits only, so the older version gets a second row: the body
// is the new one's from now on.
void ObjectWrites::restore_newest(meta::Transaction& transaction, const BucketRow& bucket,
                                  const ObjectKey& key) {
  auto older = find_newest(transaction, transaction.now(), bucket, key);
  if (!older) return;
  auto statement = transaction.prepare("UPDATE objects SET ended = ?2, moved = 1 WHERE row = ?1");
  statement.bind(1, older->row).bind(2, number_of(transaction.commit())).run();
  insert(transaction, bucket, std::move(older->object));
}

}  // namespace sluice::store
