#include "store/collect/collector.h"

#include "base/error.h"
#include "store/buckets/bucket_rows.h"
#include "store/rows/body_rows.h"

namespace sluice::store {
namespace {

// AWS keeps what it cannot hand to EventBridge for so long.
constexpr std::chrono::hours kEventsKept(24);

std::int64_t number_of(meta::CommitNumber commit) {
  return static_cast<std::int64_t>(commit);
}

std::vector<std::int64_t> bucket_ids(meta::Connection& connection) {
  std::vector<std::int64_t> ids;
  auto statement = connection.prepare("SELECT DISTINCT id FROM buckets");
  while (statement.step())
    ids.push_back(statement.int64(0));
  return ids;
}

std::vector<ObjectRow> rows_of(meta::Statement& statement) {
  std::vector<ObjectRow> rows;
  while (statement.step())
    rows.push_back(object_row_in(statement, BucketName()));
  return rows;
}

// What the commit added, from a row on.
std::vector<ObjectRow> added_rows(meta::Connection& connection, meta::CommitNumber commit,
                                  std::int64_t from) {
  auto statement = connection.prepare(
      fmt::format("SELECT {} FROM objects WHERE row >= ?1 AND added = ?2 ORDER BY row LIMIT {}",
                  kObjectColumns, kSliceRows));
  statement.bind(1, from).bind(2, number_of(commit));
  return rows_of(statement);
}

// What the commit replaced or ended.
std::vector<ObjectRow> ended_rows(meta::Connection& connection, meta::CommitNumber commit) {
  auto ended = connection.prepare(
      fmt::format("SELECT {} FROM objects INDEXED BY objects_ended WHERE ended = ?1"
                  " AND ended < 9223372036854775807 LIMIT {}",
                  kObjectColumns, kSliceRows));
  ended.bind(1, number_of(commit));
  std::vector<ObjectRow> rows = rows_of(ended);
  for (const std::int64_t bucket : bucket_ids(connection)) {
    if (!rows.empty()) break;
    auto replaced = connection.prepare(
        fmt::format("SELECT {} FROM objects INDEXED BY objects_replaced WHERE recent = 1"
                    " AND bucket = ?1 AND replaced = ?2 LIMIT {}",
                    kObjectColumns, kSliceRows));
    replaced.bind(1, bucket).bind(2, number_of(commit));
    rows = rows_of(replaced);
  }
  return rows;
}

std::int64_t first_row_of(meta::Connection& connection, meta::CommitNumber commit) {
  auto statement = connection.prepare("SELECT first_row FROM object_commits WHERE number = ?1");
  return statement.bind(1, number_of(commit)).step() ? statement.int64(0) : INT64_MAX;
}

}  // namespace

CollectResult Collector::collect(Bodies bodies) {
  CollectResult result;
  undo_abandoned_commits();
  expire_objects(database_, writes_, clock_, day_, result);
  note_restores();
  const meta::CommitNumber horizon = database_.oldest_pin();
  settle_replaced(horizon);
  remove_ended(horizon, result);
  abort_orphaned_uploads();
  remove_buckets(horizon);
  forget_finished_uploads();
  forget_old_events();
  free_surplus_parts();
  free_composed();
  // What is freed is noted: a later collection removes it.
  if (bodies == Bodies::kept) return result;
  free_files(result);
  remove_leftover_files(result);
  result.freed_bytes += compact_segments(database_, bodies_);
  return result;
}

void Collector::undo_abandoned_commits() {
  const std::vector<meta::CommitNumber> abandoned = database_.abandoned();
  for (const meta::CommitNumber commit : abandoned)
    undo_rows_of(commit);
  forget_commits(abandoned);
  // No others: one dropped meanwhile has rows here still.
  database_.remove_abandoned(abandoned);
}

void Collector::undo_rows_of(meta::CommitNumber abandoned) {
  const auto undo = [&](const std::vector<ObjectRow>& rows) {
    database_.write([&](meta::Transaction& transaction) {
      for (const ObjectRow& row : rows)
        undo_abandoned(transaction, row, abandoned);
    });
  };
  std::int64_t from = database_.read(
      [&](meta::Connection& connection) { return first_row_of(connection, abandoned); });
  while (true) {
    const auto rows = database_.read(
        [&](meta::Connection& connection) { return added_rows(connection, abandoned, from); });
    if (rows.empty()) break;
    undo(rows);
    from = rows.back().row + 1;
  }
  while (true) {
    const auto rows = database_.read(
        [&](meta::Connection& connection) { return ended_rows(connection, abandoned); });
    if (rows.empty()) break;
    undo(rows);
  }
}

// Notes of commits that were published since, and of those just undone.
void Collector::forget_commits(const std::vector<meta::CommitNumber>& undone) {
  const meta::Snapshot now = database_.snapshot();
  std::vector<meta::CommitNumber> over = undone;
  database_.read([&](meta::Connection& connection) {
    auto statement = connection.prepare("SELECT number FROM object_commits");
    while (statement.step()) {
      const meta::CommitNumber commit{statement.int64(0)};
      if (now.includes(commit)) over.push_back(commit);
    }
  });
  if (over.empty()) return;
  database_.write([&](meta::Transaction& transaction) {
    auto statement = transaction.prepare("DELETE FROM object_commits WHERE number = ?1");
    for (const meta::CommitNumber commit : over) {
      statement.reset();
      statement.bind(1, number_of(commit)).run();
    }
  });
}

// No snapshot sees these as current any more: listings of older snapshots need not look at them.
void Collector::settle_replaced(meta::CommitNumber horizon) {
  const auto buckets = database_.read(bucket_ids);
  const std::string sql = fmt::format(
      "UPDATE objects SET recent = 0 WHERE row IN (SELECT row FROM objects"
      " INDEXED BY objects_replaced WHERE recent = 1 AND bucket = ?1 AND replaced <= ?2"
      " LIMIT {})",
      kSliceRows);
  for (const std::int64_t bucket : buckets) {
    const auto settle_slice = [&] {
      std::int64_t settled = 0;
      database_.write([&](meta::Transaction& transaction) {
        auto statement = transaction.prepare(sql);
        statement.bind(1, bucket).bind(2, number_of(horizon)).run();
        settled = transaction.changes();
      });
      return settled;
    };
    while (settle_slice() == kSliceRows) {
    }
  }
}

void Collector::remove_ended(meta::CommitNumber horizon, CollectResult& result) {
  const Timestamp grace_began = clock_.now() - grace_;
  struct Position {
    std::int64_t ended = 0;
    std::int64_t row = 0;
  } at;
  const std::string sql = fmt::format(
      "SELECT {} FROM objects INDEXED BY objects_ended"
      " WHERE ended < 9223372036854775807 AND (ended, row) > (?1, ?2)"
      " AND ended <= ?3 ORDER BY ended, row LIMIT {}",
      kObjectColumns, kSliceRows);
  while (true) {
    std::vector<ObjectRow> rows;
    int stepped = 0;
    database_.read([&](meta::Connection& connection) {
      auto statement = connection.prepare(sql);
      statement.bind(1, at.ended).bind(2, at.row).bind(3, number_of(horizon));
      while (statement.step()) {
        ++stepped;
        ObjectRow row = object_row_in(statement, BucketName());
        at = {.ended = number_of(row.ended), .row = row.row};
        if (row.is_graced && row.replaced_at > grace_began) continue;
        rows.push_back(std::move(row));
      }
    });
    if (stepped == 0) return;
    if (rows.empty()) continue;
    database_.write([&](meta::Transaction& transaction) {
      auto statement = transaction.prepare("DELETE FROM objects WHERE row = ?1");
      for (const ObjectRow& row : rows) {
        statement.reset();
        statement.bind(1, row.row).run();
        release_body(transaction, row.object);
      }
    });
    result.removed_rows += static_cast<std::int64_t>(rows.size());
  }
}

// A bucket's number must stay taken while rows bear it.
void Collector::remove_buckets(meta::CommitNumber horizon) {
  database_.write([&](meta::Transaction& transaction) {
    auto statement = transaction.prepare(
        "DELETE FROM buckets WHERE retired <= ?1 AND (EXISTS(SELECT 1 FROM buckets b"
        " WHERE b.id = buckets.id AND b.row > buckets.row) OR (NOT EXISTS(SELECT 1 FROM objects"
        " INDEXED BY objects_history WHERE listed = 0 AND bucket = buckets.id) AND"
        " NOT EXISTS(SELECT 1 FROM uploads WHERE bucket = buckets.id)))");
    statement.bind(1, number_of(horizon)).run();
  });
  delete_in_slices(
      fmt::format(
          "DELETE FROM bucket_documents WHERE row IN (SELECT row FROM bucket_documents INDEXED BY"
          " bucket_documents_retired WHERE retired < 9223372036854775807 AND retired <= ?1 LIMIT "
          "{})",
          kSliceRows),
      number_of(horizon));
}

void Collector::delete_in_slices(const std::string& sql, std::int64_t bound) {
  std::int64_t deleted = kSliceRows;
  while (deleted == kSliceRows) {
    database_.write([&](meta::Transaction& transaction) {
      transaction.prepare(sql).bind(1, bound).run();
      deleted = transaction.changes();
    });
  }
}

// The oldest have the least numbers, as long as nobody sets the clock back: then they wait for
// those before them.
void Collector::forget_old_events() {
  const Timestamp before = clock_.now() - kEventsKept;
  delete_in_slices(fmt::format("DELETE FROM outbox WHERE number IN (SELECT number FROM (SELECT"
                               " number, time FROM outbox ORDER BY number LIMIT {})"
                               " WHERE time < ?1)",
                               kSliceRows),
                   before.time_since_epoch().count());
}

std::vector<std::int64_t> Collector::freed_bodies(std::int64_t segment, std::int64_t after) {
  return database_.read([&](meta::Connection& connection) {
    auto statement = connection.prepare(
        fmt::format("SELECT body FROM freed_bodies WHERE body > ?1 AND segment = ?2"
                    " ORDER BY body LIMIT {}",
                    kSliceRows));
    statement.bind(1, after).bind(2, segment);
    std::vector<std::int64_t> bodies;
    while (statement.step())
      bodies.push_back(statement.int64(0));
    return bodies;
  });
}

void Collector::forget_freed(const std::vector<std::int64_t>& bodies) {
  database_.write([&](meta::Transaction& transaction) {
    auto statement = transaction.prepare("DELETE FROM freed_bodies WHERE body = ?1");
    for (const std::int64_t body : bodies) {
      statement.reset();
      statement.bind(1, body).run();
    }
  });
}

void Collector::free_files(CollectResult& result) {
  std::int64_t after = 0;
  while (true) {
    const auto bodies = freed_bodies(0, after);
    if (bodies.empty()) return;
    after = bodies.back();
    std::vector<std::int64_t> gone;
    std::copy_if(bodies.begin(), bodies.end(), std::back_inserter(gone),
                 [&](std::int64_t body) { return !bodies_.staged_files()->contains(body); });
    remove_if_without_row(gone, result);
    forget_freed(gone);
  }
}

// A crash leaves files without a row: they are looked for once in a process's life. After that only
// what this process staged can be without one.
void Collector::remove_leftover_files(CollectResult& result) {
  if (!has_scanned_files_) {
    for (const std::string& shard : bodies_.own_files().shards()) {
      remove_if_without_row(bodies_.own_files().bodies(shard), result);
    }
    has_scanned_files_ = true;
  }
  remove_if_without_row(bodies_.staged_files()->take_ended(), result);
}

void Collector::remove_if_without_row(const std::vector<std::int64_t>& bodies,
                                      CollectResult& result) {
  // Staged first, row second: a body's row is durable before its staging ends.
  std::vector<std::int64_t> unstaged;
  std::copy_if(bodies.begin(), bodies.end(), std::back_inserter(unstaged),
               [&](std::int64_t body) { return !bodies_.staged_files()->contains(body); });
  std::vector<std::int64_t> leftover;
  database_.read([&](meta::Connection& connection) {
    auto statement = connection.prepare(
        "SELECT 1 FROM objects INDEXED BY objects_in_files"
        " WHERE segment = 0 AND marker = 0 AND body = ?1 UNION ALL"
        " SELECT 1 FROM parts INDEXED BY parts_in_files WHERE segment = 0 AND content = ?1");
    for (const std::int64_t body : unstaged) {
      statement.reset();
      if (!statement.bind(1, body).step()) leftover.push_back(body);
    }
  });
  for (const std::int64_t body : leftover) {
    try {
      result.freed_bytes += bodies_.own_files().open(body)->size_bytes();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::not_found) throw;
      continue;  // its writer took it away, or its row's collection did
    }
    bodies_.own_files().remove(body);
  }
}

}  // namespace sluice::store
