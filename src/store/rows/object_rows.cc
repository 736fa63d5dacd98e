#include "store/rows/object_rows.h"

#include <array>

#include "base/bytes.h"
#include "base/text.h"
#include "store/rows/object_codec.h"

namespace sluice::store {
namespace {

constexpr std::string_view kEnded =
    "INDEXED BY objects_history WHERE listed = 0 AND ended < 9223372036854775807";

std::string select_by_key(std::string_view index, std::string_view more = "") {
  return fmt::format("SELECT {} FROM objects {} AND bucket = ?1 AND key = ?2{} ORDER BY row DESC",
                     kObjectColumns, index, more);
}

// Put together once: every request asks them.
const std::string& select_listed() {
  static const std::string sql = select_by_key(kListed);
  return sql;
}
const std::string& select_recent() {
  static const std::string sql = select_by_key(kRecent);
  return sql;
}
const std::string& select_history() {
  static const std::string sql = select_by_key(kHistory);
  return sql;
}
// One version among those of a key that has many.
const std::array<std::string, 2>& selects_of_version() {
  static const std::array sql{select_by_key(kOlder, " AND version = ?3"),
                              select_by_key(kEnded, " AND version = ?3")};
  return sql;
}

// Of the key's rows in one index, newest first, the first that `wanted` takes.
template <class Wanted>
std::optional<ObjectRow> find_row(meta::Connection& connection, const std::string& select,
                                  const BucketRow& bucket, const ObjectKey& key, Wanted wanted,
                                  const std::optional<VersionId>& version = std::nullopt) {
  auto statement = connection.prepare(select);
  statement.bind(1, bucket.id).bind(2, key.text());
  if (version) statement.bind(3, version->text());
  while (statement.step()) {
    ObjectRow row = object_row_in(statement, bucket.bucket.name);
    if (wanted(row)) return row;
  }
  return std::nullopt;
}

}  // namespace

// Microseconds since 1970 counted down from INT64_MAX, in hex: so all that begin until 2112.
bool is_id_by_time(std::string_view version) {
  return version.size() == 32 && version.starts_with("7ff");
}

Timestamp timestamp_in(const meta::Statement& statement, int column) {
  return Timestamp(std::chrono::microseconds(statement.int64(column)));
}

ObjectRow object_row_in(const meta::Statement& statement, const BucketName& bucket) {
  ObjectRow row;
  row.row = statement.int64(0);
  Object& object = row.object;
  object.bucket = bucket;
  object.key = ObjectKey(statement.text(1));
  object.version = VersionId(statement.text(2));
  object.size_bytes = static_cast<std::uint64_t>(statement.int64(3));
  object.etag = statement.text(4);
  object.sha256 = to_hex(bytes_of(statement.blob(5)));
  object.content_type = statement.text(6);
  if (!statement.is_null(7)) object.metadata = metadata_in(statement.text(7));
  object.last_modified = timestamp_in(statement, 8);
  object.is_delete_marker = statement.int64(9) != 0;
  object.body = statement.int64(10);
  object.place = {.segment = statement.int64(11),
                  .offset = static_cast<std::uint64_t>(statement.int64(12)),
                  .row = row.row};
  row.added = meta::CommitNumber(statement.int64(13));
  row.ended = meta::CommitNumber(statement.int64(14));
  row.replaced = meta::CommitNumber(statement.int64(15));
  if (!statement.is_null(16)) row.replaced_at = timestamp_in(statement, 16);
  row.is_graced = statement.int64(17) != 0;
  if (!statement.is_null(18)) object.storage_class = statement.text(18);
  if (!statement.is_null(19)) object.checksum = checksum_in(statement.text(19));
  if (!statement.is_null(20)) object.part_count = static_cast<int>(statement.int64(20));
  if (!statement.is_null(21)) object.properties = properties_in(statement.text(21));
  return row;
}

std::optional<ObjectRow> find_current(meta::Connection& connection, const meta::Snapshot& snapshot,
                                      const BucketRow& bucket, const ObjectKey& key) {
  const auto is_shown = [&](const ObjectRow& row) { return row.is_shown_to(snapshot); };
  auto row = find_row(connection, select_listed(), bucket, key, is_shown);
  if (!row) row = find_row(connection, select_recent(), bucket, key, is_shown);
  if (row) row->object.is_current = true;
  return row;
}

std::optional<ObjectRow> find_version(meta::Connection& connection, const meta::Snapshot& snapshot,
                                      const BucketRow& bucket, const ObjectKey& key,
                                      const VersionId& version) {
  const auto is_it = [&](const ObjectRow& row) {
    return row.object.version == version && row.exists_for(snapshot);
  };
  auto row = find_row(connection, select_listed(), bucket, key, is_it);
  // What was ended since, an older snapshot sees still.
  for (const std::string& select : selects_of_version()) {
    if (row) break;
    row = find_row(connection, select, bucket, key, is_it, version);
  }
  if (row) row->object.is_current = row->is_newest_for(snapshot);
  return row;
}

std::optional<ObjectRow> find_newest(meta::Connection& connection, const meta::Snapshot& snapshot,
                                     const BucketRow& bucket, const ObjectKey& key) {
  const auto exists = [&](const ObjectRow& row) { return row.exists_for(snapshot); };
  auto row = find_row(connection, select_listed(), bucket, key, exists);
  if (!row) row = find_row(connection, select_history(), bucket, key, exists);
  if (row) row->object.is_current = row->is_newest_for(snapshot);
  return row;
}

std::optional<ObjectRow> find_graced(meta::Connection& connection, const BucketRow& bucket,
                                     const ObjectKey& key, Timestamp since) {
  auto row = find_row(connection, select_history(), bucket, key, [&](const ObjectRow& candidate) {
    return candidate.is_graced && candidate.replaced_at > since;
  });
  if (row) row->object.is_current = false;
  return row;
}

std::optional<BodyPlace> find_place(meta::Connection& connection, std::int64_t row,
                                    std::int64_t body) {
  auto statement =
      connection.prepare("SELECT segment, offset FROM objects WHERE row = ?1 AND body = ?2");
  statement.bind(1, row).bind(2, body);
  if (!statement.step()) return std::nullopt;
  return BodyPlace{.segment = statement.int64(0),
                   .offset = static_cast<std::uint64_t>(statement.int64(1)),
                   .row = row};
}

std::string prefix_end(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFF)
    end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

}  // namespace sluice::store
