// Segments that are mostly dead: what lives in them moves to the newest segment.
#include "base/error.h"
#include "store/collect/collector.h"
#include "store/rows/body_rows.h"

namespace sluice::store {
namespace {

constexpr int kPageRows = 2'000;
constexpr std::uint64_t kBatchBytes = 4 * 1024 * 1024;
// A smaller segment is worth no new one.
constexpr std::uint64_t kActiveBytesMin = 1024 * 1024;

// An object's own body, or a part's.
struct LiveBody {
  std::int64_t row = 0;  // of an object; the composed body of a part
  int part = 0;          // its number; 0 for an object
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

std::uint64_t live_bytes(meta::Database& database, std::int64_t segment) {
  return database.read([&](meta::Connection& connection) -> std::uint64_t {
    auto statement = connection.prepare("SELECT live_bytes FROM segments WHERE id = ?1");
    return statement.bind(1, segment).step() ? static_cast<std::uint64_t>(statement.int64(0)) : 0;
  });
}

constexpr std::string_view kNextObjects =
    "SELECT row, 0, offset, size_bytes FROM objects INDEXED BY objects_in_segment"
    " WHERE segment = ?1 AND segment > 0 ORDER BY offset LIMIT ?2";
constexpr std::string_view kNextParts =
    "SELECT body, number, offset, size_bytes FROM parts INDEXED BY parts_in_segment"
    " WHERE segment = ?1 AND segment > 0 ORDER BY offset LIMIT ?2";

// The next bodies of the segment, as many as are moved together.
std::vector<LiveBody> next_bodies(meta::Database& database, std::int64_t segment) {
  return database.read([&](meta::Connection& connection) {
    std::vector<LiveBody> bodies;
    std::uint64_t total = 0;
    for (const std::string_view sql : {kNextObjects, kNextParts}) {
      if (!bodies.empty()) break;
      auto statement = connection.prepare(sql);
      statement.bind(1, segment).bind(2, kPageRows);
      while (total < kBatchBytes && statement.step()) {
        const auto size = static_cast<std::uint64_t>(statement.int64(3));
        bodies.push_back({.row = statement.int64(0),
                          .part = static_cast<int>(statement.int64(1)),
                          .offset = static_cast<std::uint64_t>(statement.int64(2)),
                          .bytes = stored_bytes(size)});
        total += bodies.back().bytes;
      }
    }
    return bodies;
  });
}

// Copied as they are: they stay sealed, and a reader verifies them wherever they lie.
std::optional<std::vector<std::byte>> bytes_of(Segment& segment,
                                               const std::vector<LiveBody>& bodies) {
  std::vector<std::byte> bytes;
  for (const LiveBody& body : bodies) {
    const std::size_t at = bytes.size();
    bytes.resize(at + body.bytes);
    const auto out = std::span(bytes).subspan(at);
    if (segment.file().read_at(body.offset, out) != out.size()) return std::nullopt;
  }
  return bytes;
}

void point_rows_at(meta::Transaction& transaction, const std::vector<LiveBody>& bodies,
                   std::int64_t from, const SegmentPlace& to) {
  auto objects = transaction.prepare(
      "UPDATE objects SET segment = ?4, offset = ?5 WHERE row = ?1 AND segment = ?2 AND"
      " offset = ?3");
  auto parts = transaction.prepare(
      "UPDATE parts SET segment = ?4, offset = ?5 WHERE body = ?1 AND segment = ?2 AND"
      " offset = ?3 AND number = ?6");
  std::uint64_t at = to.offset;
  for (const LiveBody& body : bodies) {
    meta::Statement& statement = body.part == 0 ? objects : parts;
    statement.reset();
    if (body.part != 0) statement.bind(6, body.part);
    statement.bind(1, body.row).bind(2, from).bind(3, static_cast<std::int64_t>(body.offset));
    statement.bind(4, to.segment->id()).bind(5, static_cast<std::int64_t>(at)).run();
    at += body.bytes;
    if (transaction.changes() == 0) continue;  // collected meanwhile
    count_live_bytes(transaction, from, -static_cast<std::int64_t>(body.bytes));
    count_live_bytes(transaction, to.segment->id(), static_cast<std::int64_t>(body.bytes));
  }
}

// False when the segment holds less than its rows say: reading names the objects.
bool move_bodies(meta::Database& database, BodyStore& bodies, Segment& segment,
                 std::uint64_t& moved_bytes) {
  while (true) {
    const std::vector<LiveBody> page = next_bodies(database, segment.id());
    if (page.empty()) return true;
    const auto bytes = bytes_of(segment, page);
    if (!bytes) return false;
    const SegmentPlace place = bodies.log().append(*bytes);
    const std::unique_ptr<Segment, void (*)(Segment*)> held(
        place.segment.get(), [](Segment* holder) { holder->release(); });
    database.write([&](meta::Transaction& transaction) {
      transaction.needs(place.segment);
      point_rows_at(transaction, page, segment.id(), place);
    });
    moved_bytes += bytes->size();
  }
}

bool is_mostly_dead(std::uint64_t size, std::uint64_t live) {
  return live < size / 2;
}

}  // namespace

std::uint64_t compact_segments(meta::Database& database, BodyStore& bodies) {
  SegmentLog& log = bodies.log();
  std::uint64_t freed = 0;
  std::uint64_t moved = 0;
  for (const std::int64_t id : log.segments()) {
    const std::shared_ptr<Segment> segment = log.find(id);
    if (!segment || !is_mostly_dead(segment->size_bytes(), live_bytes(database, id))) continue;
    if (log.is_active(id)) {
      if (segment->size_bytes() < kActiveBytesMin) continue;
      log.seal();
    }
    // Sealed, so nothing new is staged in it; and what was staged has its row or never will.
    if (segment->is_held() || !is_mostly_dead(segment->size_bytes(), live_bytes(database, id))) {
      continue;
    }
    if (!move_bodies(database, bodies, *segment, moved)) continue;
    log.drop(id);
    database.write([&](meta::Transaction& transaction) {
      transaction.prepare("DELETE FROM segments WHERE id = ?1").bind(1, id).run();
    });
    freed += segment->size_bytes();
  }
  return freed - std::min(freed, moved);
}

}  // namespace sluice::store
