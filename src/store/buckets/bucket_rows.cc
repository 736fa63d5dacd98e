#include "store/buckets/bucket_rows.h"

#include "base/error.h"
#include "store/buckets/bucket_codec.h"
#include "store/rows/object_rows.h"

namespace sluice::store {
namespace {

constexpr std::string_view kSelect =
    "SELECT id, name, created, versioned, expire_days, expire_noncurrent_days, added, retired, row,"
    " suspended, owner, lock, plain, notifies FROM buckets ";

// Put together once: every request asks it.
const std::string& select_by_name() {
  static const std::string sql = fmt::format("{} WHERE name = ?1", kSelect);
  return sql;
}

struct VersionedBucketRow {
  BucketRow row;
  meta::CommitNumber added;
  meta::CommitNumber retired;
  std::int64_t number = 0;

  bool is_seen_by(const meta::Snapshot& snapshot) const {
    return snapshot.includes(added) && !snapshot.includes(retired);
  }
};

std::optional<int> optional_days(const meta::Statement& statement, int column) {
  if (statement.is_null(column)) return std::nullopt;
  return static_cast<int>(statement.int64(column));
}

VersionedBucketRow row_in(const meta::Statement& statement) {
  VersionedBucketRow row{.row = {.id = statement.int64(0), .bucket = {}},
                         .added = meta::CommitNumber(statement.int64(6)),
                         .retired = meta::CommitNumber(statement.int64(7)),
                         .number = statement.int64(8)};
  Bucket& bucket = row.row.bucket;
  bucket.name = BucketName(statement.text(1));
  bucket.created = timestamp_in(statement, 2);
  bucket.settings = {.versioned = statement.int64(3) != 0,
                     .expire_after_days = optional_days(statement, 4),
                     .expire_noncurrent_after_days = optional_days(statement, 5)};
  if (statement.int64(9) != 0) bucket.versioning = Versioning::suspended;
  if (bucket.settings.versioned) bucket.versioning = Versioning::enabled;
  if (!statement.is_null(10)) bucket.owner = statement.text(10);
  if (!statement.is_null(11)) bucket.lock = lock_in(statement.text(11));
  if (statement.int64(12) != 0) bucket.body_kind = BodyKind::plain;
  bucket.has_notifications = statement.int64(13) != 0;
  return row;
}

void bind_days(meta::Statement& statement, int position, const std::optional<int>& days) {
  if (days) {
    statement.bind(position, std::int64_t{*days});
  } else {
    statement.bind_null(position);
  }
}

void insert(meta::Transaction& transaction, const BucketRow& row) {
  auto statement = transaction.prepare(
      "INSERT INTO buckets(id, name, created, versioned, expire_days, expire_noncurrent_days,"
      " added, suspended, owner, lock, plain, notifies)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
  transaction.changes_configuration();
  const Bucket& bucket = row.bucket;
  statement.bind(1, row.id).bind(2, bucket.name.text());
  statement.bind(3, bucket.created.time_since_epoch().count());
  statement.bind(4, std::int64_t{bucket.settings.versioned});
  bind_days(statement, 5, bucket.settings.expire_after_days);
  bind_days(statement, 6, bucket.settings.expire_noncurrent_after_days);
  statement.bind(7, static_cast<std::int64_t>(transaction.commit()));
  statement.bind(8, std::int64_t{bucket.versioning == Versioning::suspended});
  statement.bind(9, bucket.owner);
  statement.bind_optional(10, bucket.lock ? std::optional(lock_text(*bucket.lock)) : std::nullopt);
  statement.bind(11, std::int64_t{bucket.body_kind == BodyKind::plain});
  statement.bind(12, std::int64_t{bucket.has_notifications}).run();
}

void retire_row(meta::Transaction& transaction, std::int64_t number) {
  auto statement = transaction.prepare("UPDATE buckets SET retired = ?1 WHERE row = ?2");
  statement.bind(1, static_cast<std::int64_t>(transaction.commit())).bind(2, number).run();
  transaction.changes_configuration();
}

// The row that the transaction sees; absent without one. Throws Error conflict where a commit that
// is not published yet has changed the bucket.
std::optional<VersionedBucketRow> row_to_change(meta::Transaction& transaction,
                                                const BucketName& name) {
  std::optional<VersionedBucketRow> found;
  auto statement =
      transaction.prepare(fmt::format("{} WHERE name = ?1 ORDER BY row DESC", kSelect));
  statement.bind(1, name.text());
  while (statement.step()) {
    VersionedBucketRow row = row_in(statement);
    const auto& now = transaction.now();
    const bool is_retired = row.retired != meta::CommitNumber(meta::kNotRetired);
    if (!now.includes(row.added) || (is_retired && !now.includes(row.retired))) {
      throw Error(ErrorKind::conflict, "ConcurrentModification",
                  fmt::format("bucket {} is being changed by a commit in progress", name));
    }
    if (!is_retired) found = std::move(row);
    if (found) break;
  }
  return found;
}

VersionedBucketRow existing_row_to_change(meta::Transaction& transaction, const BucketName& name) {
  auto row = row_to_change(transaction, name);
  if (!row) {
    throw Error(ErrorKind::not_found, "NoSuchBucket", fmt::format("there is no bucket {}", name));
  }
  return *std::move(row);
}

void check(const BucketSettings& settings) {
  for (const auto& days : {settings.expire_after_days, settings.expire_noncurrent_after_days}) {
    if (days && *days < 1) {
      throw Error(ErrorKind::invalid, "InvalidArgument",
                  fmt::format("an expiry of {} days is less than one day", *days));
    }
  }
}

bool is_empty(meta::Transaction& transaction, std::int64_t bucket) {
  auto listed = transaction.prepare(
      "SELECT 1 FROM objects INDEXED BY objects_listed WHERE bucket = ?1 AND listed = 1 LIMIT 1");
  if (listed.bind(1, bucket).step()) return false;
  auto older =
      transaction.prepare(fmt::format("SELECT 1 FROM objects {} AND bucket = ?1 LIMIT 1", kOlder));
  if (older.bind(1, bucket).step()) return false;
  // What a commit in progress ended may come back.
  const auto unpublished = transaction.now().unpublished();
  return std::none_of(unpublished.begin(), unpublished.end(), [&](std::int64_t commit) {
    auto ended = transaction.prepare(
        "SELECT 1 FROM objects INDEXED BY objects_ended WHERE ended < 9223372036854775807 AND"
        " ended = ?1 AND bucket = ?2 LIMIT 1");
    return ended.bind(1, commit).bind(2, bucket).step();
  });
}

bool has_uploads(meta::Transaction& transaction, std::int64_t bucket) {
  auto statement = transaction.prepare("SELECT 1 FROM uploads WHERE bucket = ?1 LIMIT 1");
  return statement.bind(1, bucket).step();
}

Error not_empty(const BucketName& name, std::string_view what) {
  return Error(ErrorKind::conflict, "BucketNotEmpty",
               fmt::format("bucket {} still holds {}", name, what));
}

}  // namespace

std::optional<BucketRow> find_bucket_row(meta::Connection& connection,
                                         const meta::Snapshot& snapshot, const BucketName& name) {
  auto statement = connection.prepare(select_by_name());
  statement.bind(1, name.text());
  while (statement.step()) {
    VersionedBucketRow row = row_in(statement);
    if (row.is_seen_by(snapshot)) return std::move(row.row);
  }
  return std::nullopt;
}

BucketRow bucket_row(meta::Connection& connection, const meta::Snapshot& snapshot,
                     const BucketName& name) {
  auto row = find_bucket_row(connection, snapshot, name);
  if (!row) {
    throw Error(ErrorKind::not_found, "NoSuchBucket", fmt::format("there is no bucket {}", name));
  }
  return *std::move(row);
}

std::vector<BucketRow> bucket_rows(meta::Connection& connection, const meta::Snapshot& snapshot) {
  std::vector<BucketRow> rows;
  auto statement = connection.prepare(fmt::format("{} ORDER BY name", kSelect));
  while (statement.step()) {
    VersionedBucketRow row = row_in(statement);
    if (row.is_seen_by(snapshot)) rows.push_back(std::move(row.row));
  }
  return rows;
}

void create_bucket_row(meta::Transaction& transaction, const BucketName& name,
                       const BucketSettings& settings, const std::string& owner, Timestamp now) {
  check(settings);
  if (row_to_change(transaction, name)) {
    throw Error(ErrorKind::conflict, "BucketAlreadyOwnedByYou",
                fmt::format("there is a bucket {} already", name));
  }
  auto last = transaction.prepare("SELECT coalesce(max(id), 0) FROM buckets");
  last.step();
  Bucket bucket{.name = name, .created = now, .settings = settings};
  bucket.owner = owner;
  if (settings.versioned) bucket.versioning = Versioning::enabled;
  insert(transaction, {.id = last.int64(0) + 1, .bucket = std::move(bucket)});
}

BucketRow change_bucket_row(meta::Transaction& transaction, const BucketName& name,
                            const std::function<void(Bucket&)>& change) {
  VersionedBucketRow row = existing_row_to_change(transaction, name);
  Bucket bucket = row.row.bucket;
  change(bucket);
  check(bucket.settings);
  if (bucket.lock && !bucket.settings.versioned) {
    throw Error(ErrorKind::conflict, "InvalidBucketState",
                fmt::format("bucket {} has object lock, which needs versioning", name));
  }
  if (bucket == row.row.bucket) return row.row;
  retire_row(transaction, row.number);
  row.row.bucket = std::move(bucket);
  insert(transaction, row.row);
  return row.row;
}

void set_bucket_versioning(Bucket& bucket, Versioning versioning) {
  if (versioning == Versioning::never && bucket.versioning != Versioning::never) {
    versioning = Versioning::suspended;
  }
  bucket.settings.versioned = versioning == Versioning::enabled;
  bucket.versioning = versioning;
}

void delete_bucket_row(meta::Transaction& transaction, const BucketName& name,
                       OpenUploads uploads) {
  const VersionedBucketRow row = existing_row_to_change(transaction, name);
  const std::int64_t id = row.row.id;
  if (!is_empty(transaction, id)) throw not_empty(name, "objects or older versions");
  if (uploads == OpenUploads::refused && has_uploads(transaction, id)) {
    throw not_empty(name, "uploads that are neither completed nor aborted");
  }
  // Its uploads can be reached no more: the collector removes them, and then the bucket's number.
  retire_row(transaction, row.number);
}

}  // namespace sluice::store
