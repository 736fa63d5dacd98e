// What the buckets' settings let expire.
#include "store/collect/collector.h"

namespace sluice::store {
namespace {

constexpr int kPageRows = 1'000;

// S3 counts days from the first midnight UTC on or after the moment.
bool is_over(Timestamp since, int days, Timestamp now) {
  return std::chrono::ceil<std::chrono::days>(since) + std::chrono::days(days) <= now;
}

struct Position {
  std::string key;
  std::int64_t row = 0;
};

struct Page {
  std::vector<ObjectRow> rows;
  bool is_last = false;
};

// The bucket's rows in one index after a position, which moves on.
Page next_page(meta::Database& database, const BucketRow& bucket, std::string_view index,
               Position& at) {
  Page page;
  database.read([&](meta::Connection& connection) {
    auto statement = connection.prepare(
        fmt::format("SELECT {} FROM objects {} AND bucket = ?1 AND (key, row) > (?2, ?3)"
                    " ORDER BY key, row LIMIT {}",
                    kObjectColumns, index, kPageRows));
    statement.bind(1, bucket.id).bind(2, at.key).bind(3, at.row);
    while (statement.step())
      page.rows.push_back(object_row_in(statement, bucket.bucket.name));
  });
  page.is_last = page.rows.empty();
  if (!page.is_last) at = {page.rows.back().object.key.text(), page.rows.back().row};
  return page;
}

std::int64_t expire_current(meta::Database& database, ObjectWrites& writes, const BucketRow& bucket,
                            int days, Timestamp now) {
  std::int64_t expired = 0;
  Position at;
  while (true) {
    Page page = next_page(database, bucket, kListed, at);
    if (page.is_last) return expired;
    std::erase_if(page.rows, [&](const ObjectRow& row) {
      return !is_over(row.object.last_modified, days, now);
    });
    if (page.rows.empty()) continue;
    database.write([&](meta::Transaction& transaction) {
      for (const ObjectRow& row : page.rows) {
        // It may have been replaced, or be the work of a commit in progress.
        const auto current = find_current(transaction, transaction.now(), bucket, row.object.key);
        if (!current || current->row != row.row || current->replaced != kNever) continue;
        writes.remove(transaction, bucket, row.object.key);
        ++expired;
      }
    });
  }
}

bool is_marker(const ObjectRow& row) {
  return row.object.is_delete_marker && row.replaced == kNever;
}

// Nothing else of the key exists, or is about to.
bool is_alone(meta::Transaction& transaction, const BucketRow& bucket, const ObjectKey& key) {
  auto statement = transaction.prepare(
      "SELECT (SELECT count(*) FROM objects INDEXED BY objects_history"
      "  WHERE listed = 0 AND bucket = ?1 AND key = ?2 AND ended = 9223372036854775807)"
      " + (SELECT count(*) FROM objects INDEXED BY objects_listed"
      "  WHERE listed = 1 AND bucket = ?1 AND key = ?2)");
  statement.bind(1, bucket.id).bind(2, key.text()).step();
  return statement.int64(0) == 1;
}

// True when the version went.
bool expire_version(meta::Transaction& transaction, ObjectWrites& writes, const BucketRow& bucket,
                    const ObjectRow& row) {
  if (is_marker(row)) {
    if (!transaction.now().includes(row.added)) return false;
    if (!is_alone(transaction, bucket, row.object.key)) return false;
    writes.remove_version(transaction, bucket, row.object.key, row.object.version);
    return true;
  }
  if (!transaction.now().includes(row.replaced)) return false;
  auto statement = transaction.prepare(
      "UPDATE objects SET ended = ?2 WHERE row = ?1 AND ended = 9223372036854775807 AND"
      " replaced < 9223372036854775807");
  statement.bind(1, row.row).bind(2, static_cast<std::int64_t>(transaction.commit())).run();
  return transaction.changes() > 0;
}

// Noncurrent versions, and delete markers that hide nothing any more.
std::int64_t expire_noncurrent(meta::Database& database, ObjectWrites& writes,
                               const BucketRow& bucket, int days, Timestamp now) {
  std::int64_t expired = 0;
  Position at;
  while (true) {
    Page page = next_page(database, bucket, kHistory, at);
    if (page.is_last) return expired;
    std::erase_if(page.rows, [&](const ObjectRow& row) {
      if (row.ended != kNever) return true;
      if (is_marker(row)) return false;
      return row.replaced == kNever || !is_over(*row.replaced_at, days, now);
    });
    if (page.rows.empty()) continue;
    database.write([&](meta::Transaction& transaction) {
      for (const ObjectRow& row : page.rows) {
        expired += expire_version(transaction, writes, bucket, row) ? 1 : 0;
      }
    });
  }
}

}  // namespace

std::int64_t expire_objects(meta::Database& database, ObjectWrites& writes, const Clock& clock) {
  const meta::Snapshot snapshot = database.snapshot();
  const auto buckets = database.read(
      [&](meta::Connection& connection) { return bucket_rows(connection, snapshot); });
  const Timestamp now = clock.now();
  std::int64_t expired = 0;
  for (const BucketRow& bucket : buckets) {
    const BucketSettings& settings = bucket.bucket.settings;
    if (settings.expire_after_days) {
      expired += expire_current(database, writes, bucket, *settings.expire_after_days, now);
    }
    if (settings.expire_noncurrent_after_days) {
      expired +=
          expire_noncurrent(database, writes, bucket, *settings.expire_noncurrent_after_days, now);
    }
  }
  return expired;
}

}  // namespace sluice::store
