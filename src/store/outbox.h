// What happened to objects of buckets with notification rules, written in the transaction of the
// change itself and kept until somebody has delivered it, or for 24 hours: AWS gives up then, too.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-delivery-level.html
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "meta/database.h"
#include "store/object.h"

namespace sluice::store {

// One event for one rule that asks for it.
struct ObjectEvent {
  std::int64_t number = 0;  // ascending, in the order of the changes
  std::string rule;         // NotificationRule::id
  std::string target;
  std::string event;  // "ObjectCreated:Put"
  std::string context;
  BucketName bucket;
  ObjectKey key;
  VersionId version;  // "" where the bucket was never versioned
  std::uint64_t size_bytes = 0;
  std::string etag;
  std::string sequencer;  // of one key: the later event has the greater text
  Timestamp time;
};

// Thread-safe.
class Outbox {
 public:
  explicit Outbox(meta::Database& database) : database_(database) {}

  // Published events after that number. An event may appear below one that was read before (a long
  // commit was published): read again from 0, past what was acknowledged.
  std::vector<ObjectEvent> read(std::int64_t after, int events_max) const;
  // They are gone once the transaction commits. Unknown numbers are fine.
  void acknowledge(meta::Transaction&, std::span<const std::int64_t> numbers);

 private:
  meta::Database& database_;
};

}  // namespace sluice::store
