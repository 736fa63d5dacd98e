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

// One that rows of objects share, or a part's.
struct LiveBody {
  std::int64_t composed = 0;  // of a part
  int part = 0;               // its number; 0 for an object
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
    "SELECT 0, 0, offset, size_bytes FROM objects INDEXED BY objects_in_segment"
    " WHERE segment = ?1 AND segment > 0 GROUP BY offset ORDER BY offset LIMIT ?2";
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
        bodies.push_back({.composed = statement.int64(0),
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

// Rows that one slice may still point elsewhere.
struct Budget {
  std::int64_t rows = kSliceRows;
};

// Points the rows of one body, or so many of them, to where it lies now. False when some are left;
// rows that were collected meanwhile are not.
bool point_rows_at(meta::Transaction& transaction, const LiveBody& body, const BodyPlace& from,
                   const BodyPlace& to, Budget& budget) {
  auto statement = transaction.prepare(
      body.part == 0
          ? "UPDATE objects SET segment = ?3, offset = ?4 WHERE row IN (SELECT row FROM objects"
            " INDEXED BY objects_in_segment WHERE segment > 0 AND segment = ?1 AND offset = ?2"
            " LIMIT ?5)"
          : "UPDATE parts SET segment = ?3, offset = ?4 WHERE segment = ?1 AND offset = ?2 AND"
            " body = ?6 AND number = ?7 AND ?5 > 0");
  const bool is_new = !is_referred_to(transaction, 0, to);
  statement.bind(1, from.segment).bind(2, static_cast<std::int64_t>(from.offset));
  statement.bind(3, to.segment).bind(4, static_cast<std::int64_t>(to.offset));
  statement.bind(5, budget.rows);
  if (body.part != 0) statement.bind(6, body.composed).bind(7, body.part);
  statement.run();
  const std::int64_t changed = transaction.changes();
  budget.rows -= changed;
  if (changed == 0) return budget.rows > 0;
  const auto bytes = static_cast<std::int64_t>(body.bytes);
  if (is_new) count_live_bytes(transaction, to.segment, bytes);
  const bool is_left = body.part == 0 && is_referred_to(transaction, 0, from);
  if (!is_left) count_live_bytes(transaction, from.segment, -bytes);
  return !is_left;
}

// In slices: copies of an object share one body, however many they are.
void point_all_rows_at(meta::Database& database, const std::vector<LiveBody>& bodies,
                       std::int64_t from, const SegmentPlace& to) {
  std::size_t next = 0;
  std::uint64_t at = to.offset;
  while (next < bodies.size()) {
    // A slice that fails is not repeated, so what it did may be counted as it goes.
    database.write([&](meta::Transaction& transaction) {
      transaction.needs(to.segment);
      Budget budget;
      while (next < bodies.size() && budget.rows > 0) {
        const LiveBody& body = bodies[next];
        const bool is_done =
            point_rows_at(transaction, body, {.segment = from, .offset = body.offset},
                          {.segment = to.segment->id(), .offset = at}, budget);
        if (!is_done) return;
        at += body.bytes;
        ++next;
      }
    });
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
    point_all_rows_at(database, page, segment.id(), place);
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
