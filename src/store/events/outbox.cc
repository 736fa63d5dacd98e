#include "store/outbox.h"

#include "store/rows/object_rows.h"

namespace sluice::store {

std::vector<ObjectEvent> Outbox::read(std::int64_t after, int events_max) const {
  const meta::Snapshot now = database_.snapshot();
  std::vector<ObjectEvent> events;
  database_.read([&](meta::Connection& connection) {
    auto statement = connection.prepare(
        "SELECT number, rule, target, event, context, bucket, key, version, size_bytes, etag, time,"
        " added FROM outbox WHERE number > ?1 ORDER BY number");
    statement.bind(1, after);
    while (std::ssize(events) < events_max && statement.step()) {
      if (!now.includes(meta::CommitNumber(statement.int64(11)))) continue;
      const std::int64_t number = statement.int64(0);
      events.push_back({.number = number,
                        .rule = statement.text(1),
                        .target = statement.text(2),
                        .event = statement.text(3),
                        .context = statement.text(4),
                        .bucket = BucketName(statement.text(5)),
                        .key = ObjectKey(statement.text(6)),
                        .version = VersionId(statement.text(7)),
                        .size_bytes = static_cast<std::uint64_t>(statement.int64(8)),
                        .etag = statement.text(9),
                        .sequencer = fmt::format("{:016X}", number),
                        .time = timestamp_in(statement, 10)});
    }
  });
  return events;
}

void Outbox::acknowledge(meta::Transaction& transaction, std::span<const std::int64_t> numbers) {
  auto statement = transaction.prepare("DELETE FROM outbox WHERE number = ?1");
  for (const std::int64_t number : numbers) {
    statement.reset();
    statement.bind(1, number).run();
  }
}

}  // namespace sluice::store
