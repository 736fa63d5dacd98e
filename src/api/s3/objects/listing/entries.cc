#include "api/s3/objects/listing/entries.h"

#include <algorithm>

#include "api/s3/objects/checksum/members.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {

json::object describe_entry(const store::Object& object) {
  json::object entry;
  entry.reserve(9);
  entry["LastModified"] = value_of(object.last_modified);
  entry["ETag"] = quoted_etag(object.etag);
  entry["Size"] = static_cast<std::int64_t>(object.size_bytes);
  entry["StorageClass"] = object.storage_class;
  if (object.checksum) {
    entry["ChecksumAlgorithm"] = json::array{object.checksum->algorithm};
    entry["ChecksumType"] = checksum_type(*object.checksum);
  }
  return entry;
}

bool wants_restore_status(const Call& call) {
  const auto* asked = call.input.if_contains("OptionalObjectAttributes");
  if (!asked) return false;
  const auto& all = asked->as_array();
  return std::find(all.begin(), all.end(), json::value("RestoreStatus")) != all.end();
}

void put_restore_status(json::object& entry, const store::Object& object, Timestamp now) {
  const auto& restore = object.properties.restore;
  if (!restore || !(restore->is_ongoing(now) || restore->is_readable(now))) return;
  json::object status{{"IsRestoreInProgress", restore->is_ongoing(now)}};
  if (!restore->is_ongoing(now)) status["RestoreExpiryDate"] = value_of(restore->expires_at);
  entry["RestoreStatus"] = std::move(status);
}

}  // namespace sluice::api::s3
