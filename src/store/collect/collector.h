// Removes what nobody can reach, and what the buckets' settings let expire. In small transactions.
#pragma once

#include "base/clock.h"
#include "meta/database.h"
#include "store/bodies/body_store.h"
#include "store/rows/object_writes.h"
#include "store/store.h"

namespace sluice::store {

// What one transaction takes.
inline constexpr int kSliceRows = 2'000;
// Whether bodies may go, or stay where they are because a backup copies them.
enum class Bodies { removable, kept };

// One thread at a time.
class Collector {
 public:
  Collector(meta::Database& database, BodyStore& bodies, ObjectWrites& writes, const Clock& clock,
            const StoreOptions& options)
      : database_(database),
        bodies_(bodies),
        writes_(writes),
        clock_(clock),
        grace_(options.grace),
        day_(options.day) {}

  CollectResult collect(Bodies bodies);

 private:
  void undo_abandoned_commits();
  void undo_rows_of(meta::CommitNumber abandoned);
  void forget_commits(const std::vector<meta::CommitNumber>& undone);

  void settle_replaced(meta::CommitNumber horizon);
  void remove_ended(meta::CommitNumber horizon, CollectResult& result);
  void remove_buckets(meta::CommitNumber horizon);

  void delete_in_slices(const std::string& sql, std::int64_t bound);
  void forget_old_events();

  void abort_orphaned_uploads();
  void forget_finished_uploads();
  void free_surplus_parts();

  // Bodies that no row refers to any more, by the rows that say so.
  std::vector<std::int64_t> freed_bodies(std::int64_t segment, std::int64_t after);
  void forget_freed(const std::vector<std::int64_t>& bodies);
  void free_composed();
  void free_parts(std::int64_t body);
  void free_files(CollectResult& result);

  // Restores that were completed, or are over, since: for the outbox.
  void note_restores();

  void remove_leftover_files(CollectResult& result);
  void remove_if_without_row(const std::vector<std::int64_t>& bodies, CollectResult& result);

  meta::Database& database_;
  BodyStore& bodies_;
  ObjectWrites& writes_;
  const Clock& clock_;
  std::chrono::microseconds grace_;
  std::chrono::microseconds day_;
  bool has_scanned_files_ = false;
};

// Carries out the buckets' lifecycles and their settings' expiry. `day` as in StoreOptions.
void expire_objects(meta::Database&, ObjectWrites&, const Clock&, std::chrono::microseconds day,
                    CollectResult&);

// Moves the live bodies out of segments that are more than half dead, and drops what is empty.
// Returns bytes freed.
std::uint64_t compact_segments(meta::Database&, BodyStore&);

}  // namespace sluice::store
