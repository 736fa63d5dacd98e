#include "store/backup/body_list.h"

namespace sluice::store {
namespace {

// What `visit` gets, of an object and of a part; a part belongs to the objects that are composed of
// it, or to an upload.
constexpr std::string_view kOfObjects =
    "SELECT body, offset, size_bytes, etag, sha256, (SELECT name FROM buckets WHERE id ="
    " objects.bucket LIMIT 1), key, version FROM objects ";
constexpr std::string_view kOfParts =
    "SELECT parts.content, parts.offset, parts.size_bytes, parts.etag, parts.sha256,"
    " (SELECT name FROM buckets WHERE id = coalesce(o.bucket, u.bucket) LIMIT 1),"
    " coalesce(o.key, u.key), o.version FROM parts INDEXED BY {}"
    " LEFT JOIN objects o INDEXED BY objects_composed ON o.segment = -1 AND o.body = parts.body"
    " LEFT JOIN uploads u ON u.body = parts.body ";

void visit_all(meta::Statement& statement, const BodyVisit& visit) {
  while (statement.step()) {
    visit({.body = statement.int64(0),
           .offset = static_cast<std::uint64_t>(statement.int64(1)),
           .size_bytes = static_cast<std::uint64_t>(statement.int64(2)),
           .content = statement.text(3) + statement.blob(4),
           .bucket = statement.text(5),
           .key = statement.text(6),
           .version = statement.text(7)});
  }
}

}  // namespace

void for_each_own_body(meta::Connection& connection, EntryKind kind, const BodyVisit& visit) {
  auto statement = connection.prepare(kind == EntryKind::object
                                          ? std::string(kOfObjects) +
                                                "INDEXED BY objects_in_files"
                                                " WHERE segment = 0 AND marker = 0 ORDER BY body"
                                          : fmt::format(kOfParts, "parts_in_files") +
                                                "WHERE parts.segment = 0 ORDER BY parts.content");
  visit_all(statement, visit);
}

void for_each_body_in(meta::Connection& connection, std::int64_t segment, std::uint64_t from,
                      const BodyVisit& visit) {
  for (const std::string& sql :
       {std::string(kOfObjects) + "INDEXED BY objects_in_segment WHERE segment = ?1 AND segment > 0"
                                  " AND offset >= ?2 ORDER BY offset",
        fmt::format(kOfParts, "parts_in_segment") +
            "WHERE parts.segment = ?1 AND parts.segment > 0 AND parts.offset >= ?2"
            " ORDER BY parts.offset"}) {
    auto statement = connection.prepare(sql);
    statement.bind(1, segment).bind(2, static_cast<std::int64_t>(from));
    visit_all(statement, visit);
  }
}

std::vector<std::int64_t> live_segments(meta::Connection& connection) {
  auto statement = connection.prepare("SELECT id FROM segments WHERE live_bytes > 0 ORDER BY id");
  std::vector<std::int64_t> ids;
  while (statement.step())
    ids.push_back(statement.int64(0));
  return ids;
}

std::int64_t count_objects(meta::Connection& connection) {
  auto statement = connection.prepare(
      "SELECT count(*) FROM objects WHERE marker = 0 AND ended = 9223372036854775807");
  statement.step();
  return statement.int64(0);
}

}  // namespace sluice::store
