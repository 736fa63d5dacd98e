#include "store/events/event_rows.h"

#include "store/buckets/bucket_codec.h"
#include "store/buckets/documents.h"

namespace sluice::store {
namespace {

// "ObjectCreated:*" asks for all of its family, "*" for everything.
bool asks_for(const std::string& pattern, std::string_view event) {
  if (!pattern.ends_with('*')) return pattern == event;
  return event.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
}

bool asks_for(const NotificationRule& rule, const Object& object, std::string_view event) {
  const std::string& key = object.key.text();
  return key.starts_with(rule.prefix) && key.ends_with(rule.suffix) &&
         std::any_of(rule.events.begin(), rule.events.end(),
                     [&](const std::string& pattern) { return asks_for(pattern, event); });
}

}  // namespace

void note_event(meta::Transaction& transaction, const BucketRow& bucket, const Object& object,
                const Cause& cause, Timestamp now) {
  if (!bucket.bucket.has_notifications || cause.event.empty()) return;
  const auto document = find_document(transaction, transaction.now(), bucket,
                                      {.kind = std::string(kNotificationsKind), .id = {}});
  if (!document) return;
  const bool has_versions = bucket.bucket.versioning != Versioning::never;
  for (const NotificationRule& rule : notifications_in(document->text)) {
    if (!asks_for(rule, object, cause.event)) continue;
    auto statement = transaction.prepare(
        "INSERT INTO outbox(rule, target, event, context, bucket, key, version, size_bytes, etag,"
        " time, added) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    statement.bind(1, rule.id).bind(2, rule.target).bind(3, cause.event).bind(4, cause.context);
    statement.bind(5, bucket.bucket.name.text()).bind(6, object.key.text());
    statement.bind(7, has_versions ? object.version.text() : std::string());
    statement.bind(8, static_cast<std::int64_t>(object.size_bytes)).bind(9, object.etag);
    statement.bind(10, std::int64_t{now.time_since_epoch().count()});
    statement.bind(11, static_cast<std::int64_t>(transaction.commit())).run();
  }
}

}  // namespace sluice::store
