#include "store/rows/bucket_rows.h"

#include "base/error.h"
#include "store/rows/object_rows.h"

namespace sluice::store {
namespace {

constexpr std::string_view kSelect =
    "SELECT id, name, created, versioned, expire_days, expire_noncurrent_days, added, retired, row"
    " FROM buckets ";

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
  return {.row = {.id = statement.int64(0),
                  .bucket = {.name = BucketName(statement.text(1)),
                             .created = timestamp_in(statement, 2),
                             .settings = {.versioned = statement.int64(3) != 0,
                                          .expire_after_days = optional_days(statement, 4),
                                          .expire_noncurrent_after_days =
                                              optional_days(statement, 5)}}},
          .added = meta::CommitNumber(statement.int64(6)),
          .retired = meta::CommitNumber(statement.int64(7)),
          .number = statement.int64(8)};
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
      "INSERT INTO buckets(id, name, created, versioned, expire_days, expire_noncurrent_days, "
      "added)"
      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  const BucketSettings& settings = row.bucket.settings;
  statement.bind(1, row.id).bind(2, row.bucket.name.text());
  statement.bind(3, row.bucket.created.time_since_epoch().count());
  statement.bind(4, std::int64_t{settings.versioned});
  bind_days(statement, 5, settings.expire_after_days);
  bind_days(statement, 6, settings.expire_noncurrent_after_days);
  statement.bind(7, static_cast<std::int64_t>(transaction.commit()));
  statement.run();
}

void retire_row(meta::Transaction& transaction, std::int64_t number) {
  auto statement = transaction.prepare("UPDATE buckets SET retired = ?1 WHERE row = ?2");
  statement.bind(1, static_cast<std::int64_t>(transaction.commit())).bind(2, number).run();
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
  auto older = transaction.prepare(
      "SELECT ended FROM objects INDEXED BY objects_history WHERE bucket = ?1 AND listed = 0");
  older.bind(1, bucket);
  while (older.step()) {
    if (!transaction.now().includes(meta::CommitNumber(older.int64(0)))) return false;
  }
  return true;
}

}  // namespace

std::optional<BucketRow> find_bucket_row(meta::Connection& connection,
                                         const meta::Snapshot& snapshot, const BucketName& name) {
  auto statement = connection.prepare(fmt::format("{} WHERE name = ?1", kSelect));
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
                       const BucketSettings& settings, Timestamp now) {
  check(settings);
  if (row_to_change(transaction, name)) {
    throw Error(ErrorKind::conflict, "BucketAlreadyOwnedByYou",
                fmt::format("there is a bucket {} already", name));
  }
  auto last = transaction.prepare("SELECT coalesce(max(id), 0) FROM buckets");
  last.step();
  insert(transaction, {.id = last.int64(0) + 1, .bucket = {name, now, settings}});
}

void change_bucket_row(meta::Transaction& transaction, const BucketName& name,
                       const BucketSettings& settings) {
  check(settings);
  VersionedBucketRow row = existing_row_to_change(transaction, name);
  if (row.row.bucket.settings == settings) return;
  retire_row(transaction, row.number);
  row.row.bucket.settings = settings;
  insert(transaction, row.row);
}

void delete_bucket_row(meta::Transaction& transaction, const BucketName& name) {
  const VersionedBucketRow row = existing_row_to_change(transaction, name);
  if (!is_empty(transaction, row.row.id)) {
    throw Error(ErrorKind::conflict, "BucketNotEmpty",
                fmt::format("bucket {} still holds objects or older versions", name));
  }
  retire_row(transaction, row.number);
}

}  // namespace sluice::store
