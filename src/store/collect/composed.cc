// Uploads and composed bodies: what may go of them, in slices however many parts they have.
#include "store/collect/collector.h"
#include "store/rows/body_rows.h"
#include "store/uploads/upload_rows.h"

namespace sluice::store {
namespace {

// How long a repeated completion of an upload is answered.
constexpr std::chrono::hours kFinishedKept(24);

// Numbers of buckets that were deleted: no upload of theirs can be reached any more.
std::vector<std::int64_t> deleted_buckets(meta::Connection& connection, const meta::Snapshot& now) {
  std::set<std::int64_t> live;
  for (const BucketRow& row : bucket_rows(connection, now))
    live.insert(row.id);
  std::vector<std::int64_t> deleted;
  // A bucket that a commit in progress makes has a row that is not retired.
  auto statement = connection.prepare(
      "SELECT id FROM buckets GROUP BY id HAVING max(retired) < 9223372036854775807");
  while (statement.step()) {
    if (!live.contains(statement.int64(0))) deleted.push_back(statement.int64(0));
  }
  return deleted;
}

}  // namespace

void Collector::abort_orphaned_uploads() {
  const meta::Snapshot now = database_.snapshot();
  const auto buckets = database_.read(
      [&](meta::Connection& connection) { return deleted_buckets(connection, now); });
  const std::string next =
      fmt::format("SELECT body FROM uploads WHERE bucket = ?1 LIMIT {}", kSliceRows);
  for (const std::int64_t bucket : buckets) {
    std::size_t aborted = kSliceRows;
    while (aborted == kSliceRows) {
      database_.write([&](meta::Transaction& transaction) {
        std::vector<std::int64_t> bodies;
        auto statement = transaction.prepare(next);
        statement.bind(1, bucket);
        while (statement.step())
          bodies.push_back(statement.int64(0));
        for (const std::int64_t body : bodies)
          delete_upload(transaction, body);
        aborted = bodies.size();
      });
    }
  }
}

void Collector::forget_finished_uploads() {
  const Timestamp before = clock_.now() - kFinishedKept;
  delete_in_slices(fmt::format("DELETE FROM finished_uploads WHERE id IN (SELECT id FROM"
                               " finished_uploads INDEXED BY finished_uploads_by_time"
                               " WHERE finished < ?1 LIMIT {})",
                               kSliceRows),
                   before.time_since_epoch().count());
}

// Parts of completed uploads that were not named.
void Collector::free_surplus_parts() {
  const auto bodies = database_.read([&](meta::Connection& connection) {
    std::vector<std::int64_t> found;
    auto statement = connection.prepare("SELECT body FROM surplus_parts");
    while (statement.step())
      found.push_back(statement.int64(0));
    return found;
  });
  for (const std::int64_t body : bodies) {
    const auto spans = database_.read(
        [&](meta::Connection& connection) { return composition_of(connection, body); });
    const auto is_surplus = [&](const PartRow& row) {
      // Without a composition there is no object: the body goes as a whole.
      return !spans.empty() &&
             !std::binary_search(spans.begin(), spans.end(), PartSpan{.number = row.part.number},
                                 [](const PartSpan& one, const PartSpan& other) {
                                   return one.number < other.number;
                                 });
    };
    for (int after = 0; after < kPartNumberMax;) {
      const auto rows = database_.read([&](meta::Connection& connection) {
        return part_rows(connection, body, after, kSliceRows);
      });
      after = rows.empty() ? kPartNumberMax : rows.back().part.number;
      database_.write([&](meta::Transaction& transaction) {
        for (const PartRow& row : rows) {
          if (is_surplus(row)) delete_part(transaction, body, row);
        }
        if (after < kPartNumberMax) return;
        transaction.prepare("DELETE FROM surplus_parts WHERE body = ?1").bind(1, body).run();
      });
    }
  }
}

// Their parts' rows go first, which frees the parts' own bodies.
void Collector::free_composed() {
  std::int64_t after = 0;
  while (true) {
    const auto bodies = freed_bodies(kComposedSegment, after);
    if (bodies.empty()) return;
    after = bodies.back();
    for (const std::int64_t body : bodies) {
      if (!bodies_.pins().begin_removal(body)) continue;  // somebody reads it
      free_parts(body);
      bodies_.pins().end_removal(body);
    }
  }
}

void Collector::free_parts(std::int64_t body) {
  while (true) {
    const auto rows = database_.read(
        [&](meta::Connection& connection) { return part_rows(connection, body, 0, kSliceRows); });
    if (rows.empty()) break;
    database_.write([&](meta::Transaction& transaction) {
      for (const PartRow& row : rows)
        delete_part(transaction, body, row);
    });
  }
  database_.write([&](meta::Transaction& transaction) {
    for (const char* sql :
         {"DELETE FROM compositions WHERE body = ?1", "DELETE FROM freed_bodies WHERE body = ?1"})
      transaction.prepare(sql).bind(1, body).run();
  });
}

}  // namespace sluice::store
