// Tells the outbox what happened to restored versions by the clock alone.
#include "store/collect/collector.h"
#include "store/events/event_rows.h"

namespace sluice::store {
namespace {

constexpr int kPageRows = 500;

struct DueEvent {
  std::int64_t row = 0;
  std::string event;
};

std::vector<DueEvent> due_events(meta::Connection& connection, Timestamp now) {
  auto statement = connection.prepare(
      fmt::format("SELECT row, event FROM restores INDEXED BY restores_by_due WHERE due <= ?1"
                  " ORDER BY due LIMIT {}",
                  kPageRows));
  statement.bind(1, std::int64_t{now.time_since_epoch().count()});
  std::vector<DueEvent> events;
  while (statement.step())
    events.push_back({.row = statement.int64(0), .event = statement.text(1)});
  return events;
}

// The version in that row, while it exists and is restored at all.
std::optional<Object> restored_object(meta::Connection& connection, const meta::Snapshot& now,
                                      const std::vector<BucketRow>& buckets, std::int64_t number,
                                      const BucketRow*& bucket) {
  auto statement = connection.prepare(
      fmt::format("SELECT {}, bucket FROM objects WHERE row = ?1", kObjectColumns));
  if (!statement.bind(1, number).step()) return std::nullopt;
  const std::int64_t id = statement.int64(kObjectColumnCount);
  const auto found = std::find_if(buckets.begin(), buckets.end(),
                                  [&](const BucketRow& row) { return row.id == id; });
  if (found == buckets.end()) return std::nullopt;
  ObjectRow row = object_row_in(statement, found->bucket.name);
  if (!row.exists_for(now) || !row.object.properties.restore) return std::nullopt;
  bucket = &*found;
  return std::move(row.object);
}

}  // namespace

void Collector::note_restores() {
  const Timestamp now = clock_.now();
  while (true) {
    const auto events =
        database_.read([&](meta::Connection& connection) { return due_events(connection, now); });
    if (events.empty()) return;
    database_.write([&](meta::Transaction& transaction) {
      const auto buckets = bucket_rows(transaction, transaction.now());
      for (const DueEvent& due : events) {
        const BucketRow* bucket = nullptr;
        const auto object =
            restored_object(transaction, transaction.now(), buckets, due.row, bucket);
        if (object) {
          note_event(transaction, *bucket, *object, {.event = due.event, .context = {}}, now);
        }
        auto done = transaction.prepare("DELETE FROM restores WHERE row = ?1 AND event = ?2");
        done.bind(1, due.row).bind(2, due.event).run();
      }
    });
  }
}

}  // namespace sluice::store
