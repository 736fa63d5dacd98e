#include "store/rows/body_rows.h"

#include "store/bodies/body_format.h"

namespace sluice::store {
namespace {

// The collector takes it from here, also after a crash.
void free_body(meta::Transaction& transaction, std::int64_t body, std::int64_t segment,
               std::int64_t bytes) {
  auto statement = transaction.prepare(
      "INSERT OR IGNORE INTO freed_bodies(body, segment, bytes) VALUES(?1, ?2, ?3)");
  statement.bind(1, body).bind(2, segment).bind(3, bytes).run();
}

}  // namespace

bool is_referred_to(meta::Connection& connection, std::int64_t body, const BodyPlace& place) {
  if (place.segment > 0) {
    auto statement = connection.prepare(
        "SELECT 1 FROM objects INDEXED BY objects_in_segment"
        " WHERE segment > 0 AND segment = ?1 AND offset = ?2 LIMIT 1");
    statement.bind(1, place.segment).bind(2, static_cast<std::int64_t>(place.offset));
    return statement.step();
  }
  auto statement = connection.prepare(
      place.segment == 0 ? "SELECT 1 FROM objects INDEXED BY objects_in_files"
                           " WHERE segment = 0 AND marker = 0 AND body = ?1 LIMIT 1"
                         : "SELECT 1 FROM objects INDEXED BY objects_composed"
                           " WHERE segment = -1 AND body = ?1 LIMIT 1");
  return statement.bind(1, body).step();
}

void count_live_bytes(meta::Transaction& transaction, std::int64_t segment,
                      std::int64_t change_bytes) {
  if (segment <= 0) return;
  auto statement = transaction.prepare(
      "INSERT INTO segments(id, live_bytes) VALUES(?1, ?2)"
      " ON CONFLICT(id) DO UPDATE SET live_bytes = live_bytes + ?2");
  statement.bind(1, segment).bind(2, change_bytes).run();
}

void release_body(meta::Transaction& transaction, const Object& object) {
  if (object.is_delete_marker || is_referred_to(transaction, object.body, object.place)) return;
  const auto bytes = static_cast<std::int64_t>(stored_bytes(object.size_bytes));
  if (object.place.segment > 0) {
    count_live_bytes(transaction, object.place.segment, -bytes);
  } else {
    const bool is_composed = object.place.segment == kComposedSegment;
    free_body(transaction, object.body, object.place.segment, is_composed ? 0 : bytes);
  }
}

void release_part(meta::Transaction& transaction, std::int64_t content, std::int64_t segment,
                  std::uint64_t size_bytes) {
  const auto bytes = static_cast<std::int64_t>(stored_bytes(size_bytes));
  if (segment > 0) {
    count_live_bytes(transaction, segment, -bytes);
  } else {
    free_body(transaction, content, 0, bytes);
  }
}

void release_upload(meta::Transaction& transaction, std::int64_t body) {
  free_body(transaction, body, kComposedSegment, 0);
}

}  // namespace sluice::store
