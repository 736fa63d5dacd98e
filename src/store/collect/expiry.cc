// Carries lifecycle rules out: a page of rows is looked at outside, and changed in one transaction
// that looks again.
#include "store/buckets/bucket_codec.h"
#include "store/buckets/documents.h"
#include "store/collect/collector.h"
#include "store/collect/lifecycle_rules.h"
#include "store/events/event_rows.h"
#include "store/rows/guards.h"
#include "store/uploads/upload_rows.h"

namespace sluice::store {
namespace {

constexpr int kPageRows = 1'000;

struct Position {
  std::string key;
  std::int64_t row = 0;
};

bool is_marker(const ObjectRow& row) {
  return row.object.is_delete_marker && row.replaced == kNever;
}

// Nothing else of the key exists, or is about to.
bool is_alone(meta::Connection& connection, const BucketRow& bucket, const ObjectKey& key) {
  auto statement = connection.prepare(
      "SELECT (SELECT count(*) FROM objects INDEXED BY objects_history"
      "  WHERE listed = 0 AND bucket = ?1 AND key = ?2 AND ended = 9223372036854775807)"
      " + (SELECT count(*) FROM objects INDEXED BY objects_listed"
      "  WHERE listed = 1 AND bucket = ?1 AND key = ?2)");
  statement.bind(1, bucket.id).bind(2, key.text()).step();
  return statement.int64(0) == 1;
}

// Whether at least `wanted` noncurrent versions of the key are newer than the row.
bool has_newer(meta::Connection& connection, const BucketRow& bucket, const ObjectRow& row,
               int wanted) {
  auto statement = connection.prepare(
      "SELECT count(*) FROM (SELECT 1 FROM objects INDEXED BY objects_history"
      " WHERE listed = 0 AND bucket = ?1 AND key = ?2 AND row > ?3 AND"
      " ended = 9223372036854775807 AND replaced < 9223372036854775807 ORDER BY row LIMIT ?4)");
  statement.bind(1, bucket.id).bind(2, row.object.key.text()).bind(3, row.row).bind(4, wanted);
  return statement.step() && statement.int64(0) >= wanted;
}

// One bucket's turn.
class BucketTurn {
 public:
  BucketTurn(meta::Database& database, ObjectWrites& writes, const BucketRow& bucket,
             const LifecycleRules& rules, const DayCount& days, CollectResult& result)
      : database_(database),
        writes_(writes),
        bucket_(bucket),
        rules_(rules),
        days_(days),
        result_(result) {}

  void run() {
    if (rules_.has_current_rules()) {
      walk(kListed, &BucketTurn::is_current_due, &BucketTurn::change_current);
    }
    if (rules_.has_older_rules()) {
      walk(kHistory, &BucketTurn::is_older_due, &BucketTurn::change_older);
    }
    if (rules_.has_upload_rules()) abort_uploads();
  }

 private:
  using IsDue = bool (BucketTurn::*)(meta::Connection&, const ObjectRow&) const;
  using Change = void (BucketTurn::*)(meta::Transaction&, const ObjectRow&);

  void walk(std::string_view index, IsDue is_due, Change change) {
    Position at;
    while (true) {
      std::vector<ObjectRow> due;
      if (!next_page(index, at, is_due, due)) return;
      if (due.empty()) continue;
      // What a slice counted must not stay counted when its transaction fails.
      CollectResult counted;
      database_.write([&](meta::Transaction& transaction) {
        counted_ = {};
        for (const ObjectRow& row : due)
          (this->*change)(transaction, row);
        counted = counted_;
      });
      result_.expired_objects += counted.expired_objects;
      result_.changed_classes += counted.changed_classes;
    }
  }

  // False at the end. Moves the position on.
  bool next_page(std::string_view index, Position& at, IsDue is_due, std::vector<ObjectRow>& due) {
    bool is_any = false;
    database_.read([&](meta::Connection& connection) {
      auto statement = connection.prepare(
          fmt::format("SELECT {} FROM objects {} AND bucket = ?1 AND (key, row) > (?2, ?3)"
                      " ORDER BY key, row LIMIT {}",
                      kObjectColumns, index, kPageRows));
      statement.bind(1, bucket_.id).bind(2, at.key).bind(3, at.row);
      while (statement.step()) {
        is_any = true;
        ObjectRow row = object_row_in(statement, bucket_.bucket.name);
        at = {row.object.key.text(), row.row};
        if ((this->*is_due)(connection, row)) due.push_back(std::move(row));
      }
    });
    return is_any;
  }

  bool is_current_due(meta::Connection&, const ObjectRow& row) const {
    return rules_.for_current(row.object, days_).is_any();
  }

  void change_current(meta::Transaction& transaction, const ObjectRow& row) {
    // It may have been replaced, or be the work of a commit in progress.
    const auto current = find_current(transaction, transaction.now(), bucket_, row.object.key);
    if (!current || current->row != row.row || current->replaced != kNever) return;
    const auto action = rules_.for_current(current->object, days_);
    if (action.expires) {
      writes_.remove(transaction, bucket_, row.object.key, {}, EventFamily::expired);
      ++counted_.expired_objects;
    } else if (action.storage_class) {
      change_class(transaction, *current, *action.storage_class);
    }
  }

  LifecycleRules::Action older_action(meta::Connection& connection, const ObjectRow& row) const {
    return rules_.for_noncurrent(
        row.object, row.replaced_at.value_or(days_.now), days_,
        [&](int wanted) { return has_newer(connection, bucket_, row, wanted); });
  }

  bool is_older_due(meta::Connection& connection, const ObjectRow& row) const {
    if (row.ended != kNever) return false;
    if (is_marker(row)) {
      return rules_.expires_marker(row.object, days_) &&
             is_alone(connection, bucket_, row.object.key);
    }
    if (row.replaced == kNever) return false;
    if (is_locked(row.object, Bypass::none, days_.now)) {
      // Its class may still change.
      return older_action(connection, row).storage_class.has_value();
    }
    return older_action(connection, row).is_any();
  }

  void change_older(meta::Transaction& transaction, const ObjectRow& seen) {
    const auto row =
        find_version(transaction, transaction.now(), bucket_, seen.object.key, seen.object.version);
    if (!row || row->row != seen.row || row->ended != kNever) return;
    if (is_marker(*row)) {
      if (!is_alone(transaction, bucket_, row->object.key)) return;
      writes_.remove_version(transaction, bucket_, row->object.key, row->object.version, {},
                             EventFamily::expired);
      ++counted_.expired_objects;
      return;
    }
    if (!transaction.now().includes(row->replaced)) return;
    const auto action = older_action(transaction, *row);
    if (action.expires && !is_locked(row->object, Bypass::none, days_.now)) {
      end_older(transaction, *row);
    } else if (action.storage_class && *action.storage_class != row->object.storage_class) {
      change_class(transaction, *row, *action.storage_class);
    }
  }

  void end_older(meta::Transaction& transaction, const ObjectRow& row) {
    auto statement = transaction.prepare("UPDATE objects SET ended = ?2 WHERE row = ?1");
    statement.bind(1, row.row).bind(2, static_cast<std::int64_t>(transaction.commit())).run();
    note_event(transaction, bucket_, row.object,
               {.event = "LifecycleExpiration:Delete", .context = {}}, days_.now);
    ++counted_.expired_objects;
  }

  void change_class(meta::Transaction& transaction, ObjectRow row,
                    const std::string& storage_class) {
    row.object.storage_class = storage_class;
    row.object.properties.restore.reset();
    writes_.save_properties(transaction, row);
    note_event(transaction, bucket_, row.object, {.event = "LifecycleTransition", .context = {}},
               days_.now);
    ++counted_.changed_classes;
  }

  void abort_uploads() {
    UploadListOptions options{.max_uploads = kPageRows};
    while (true) {
      const UploadPage page = database_.read(
          [&](meta::Connection& connection) { return list_uploads(connection, bucket_, options); });
      std::int64_t aborted = 0;
      database_.write([&](meta::Transaction& transaction) {
        aborted = 0;
        for (const Upload& upload : page.uploads)
          aborted +=
              rules_.aborts(upload.key, upload.created, days_) && delete_upload(transaction, upload)
                  ? 1
                  : 0;
      });
      result_.aborted_uploads += aborted;
      if (!page.is_truncated) return;
      options.key_marker = page.next_key_marker;
      options.id_marker = page.next_id_marker;
    }
  }

  meta::Database& database_;
  ObjectWrites& writes_;
  const BucketRow& bucket_;
  const LifecycleRules& rules_;
  const DayCount& days_;
  CollectResult& result_;
  CollectResult counted_;  // in the slice that is being written
};

}  // namespace

void expire_objects(meta::Database& database, ObjectWrites& writes, const Clock& clock,
                    std::chrono::microseconds day, CollectResult& result) {
  const meta::Snapshot snapshot = database.snapshot();
  const DayCount days{.now = clock.now(), .day = day};
  const auto buckets = database.read(
      [&](meta::Connection& connection) { return bucket_rows(connection, snapshot); });
  for (const BucketRow& bucket : buckets) {
    const auto document = database.read([&](meta::Connection& connection) {
      return find_document(connection, snapshot, bucket,
                           {.kind = std::string(kLifecycleKind), .id = {}});
    });
    const Lifecycle lifecycle = document ? lifecycle_in(document->text) : Lifecycle();
    const LifecycleRules rules(bucket.bucket.settings, lifecycle);
    BucketTurn(database, writes, bucket, rules, days, result).run();
  }
}

}  // namespace sluice::store
