// Carries lifecycle rules out: a page of rows is looked at outside, and changed in one transaction
// that looks again, at the rows and at what the bucket says.
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
      "SELECT (SELECT count(*) FROM (SELECT 1 FROM objects INDEXED BY objects_older WHERE"
      "  listed = 0 AND ended = 9223372036854775807 AND bucket = ?1 AND key = ?2 LIMIT 2))"
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

// What a bucket says at one moment.
struct Terms {
  BucketRow bucket;
  LifecycleRules rules;
};

Terms terms_of(meta::Connection& connection, const meta::Snapshot& now, BucketRow bucket) {
  const auto document =
      find_document(connection, now, bucket, {.kind = std::string(kLifecycleKind), .id = {}});
  const Lifecycle lifecycle = document ? lifecycle_in(document->text) : Lifecycle();
  LifecycleRules rules(bucket.bucket.settings, lifecycle);
  return {.bucket = std::move(bucket), .rules = std::move(rules)};
}

// One bucket's turn. What is due is found by the terms that it had at the beginning; each slice
// goes by those of its own transaction: rules may be withdrawn meanwhile, versioning turned on.
class BucketTurn {
 public:
  BucketTurn(meta::Database& database, ObjectWrites& writes, Terms terms, const DayCount& days,
             CollectResult& result)
      : database_(database),
        writes_(writes),
        terms_(std::move(terms)),
        days_(days),
        result_(result) {}

  void run() {
    if (terms_.rules.has_current_rules()) {
      walk(kListed, &BucketTurn::is_current_due, &BucketTurn::change_current);
    }
    if (terms_.rules.has_older_rules()) {
      walk(kHistory, &BucketTurn::is_older_due, &BucketTurn::change_older);
    }
    if (terms_.rules.has_upload_rules()) abort_uploads();
  }

 private:
  using IsDue = bool (BucketTurn::*)(meta::Connection&, const ObjectRow&) const;
  using Change = void (BucketTurn::*)(meta::Transaction&, const Terms&, const ObjectRow&);

  // Absent when the bucket is gone, whatever has its name now.
  std::optional<Terms> terms_now(meta::Transaction& transaction) const {
    auto bucket = find_bucket_row(transaction, transaction.now(), terms_.bucket.bucket.name);
    if (!bucket || bucket->id != terms_.bucket.id) return std::nullopt;
    return terms_of(transaction, transaction.now(), *std::move(bucket));
  }

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
        const auto terms = terms_now(transaction);
        if (!terms) return;
        for (const ObjectRow& row : due)
          (this->*change)(transaction, *terms, row);
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
      statement.bind(1, terms_.bucket.id).bind(2, at.key).bind(3, at.row);
      while (statement.step()) {
        is_any = true;
        ObjectRow row = object_row_in(statement, terms_.bucket.bucket.name);
        at = {row.object.key.text(), row.row};
        if ((this->*is_due)(connection, row)) due.push_back(std::move(row));
      }
    });
    return is_any;
  }

  bool is_current_due(meta::Connection&, const ObjectRow& row) const {
    return terms_.rules.for_current(row.object, days_).is_any();
  }

  void change_current(meta::Transaction& transaction, const Terms& terms, const ObjectRow& row) {
    // It may have been replaced, or be the work of a commit in progress.
    const auto current = find_current(transaction, transaction.now(), terms.bucket, row.object.key);
    if (!current || current->row != row.row || current->replaced != kNever) return;
    const auto action = terms.rules.for_current(current->object, days_);
    if (action.expires) {
      writes_.remove(transaction, terms.bucket, row.object.key, {}, EventFamily::expired);
      ++counted_.expired_objects;
    } else if (action.storage_class) {
      change_class(transaction, terms.bucket, *current, *action.storage_class);
    }
  }

  LifecycleRules::Action older_action(meta::Connection& connection, const Terms& terms,
                                      const ObjectRow& row) const {
    return terms.rules.for_noncurrent(
        row.object, row.replaced_at.value_or(days_.now), days_,
        [&](int wanted) { return has_newer(connection, terms.bucket, row, wanted); });
  }

  bool is_older_due(meta::Connection& connection, const ObjectRow& row) const {
    if (row.ended != kNever) return false;
    if (is_marker(row)) {
      return terms_.rules.expires_marker(row.object, days_) &&
             is_alone(connection, terms_.bucket, row.object.key);
    }
    if (row.replaced == kNever) return false;
    if (is_locked(row.object, Bypass::none, days_.now)) {
      // Its class may still change.
      return older_action(connection, terms_, row).storage_class.has_value();
    }
    return older_action(connection, terms_, row).is_any();
  }

  void change_older(meta::Transaction& transaction, const Terms& terms, const ObjectRow& seen) {
    const auto row = find_version(transaction, transaction.now(), terms.bucket, seen.object.key,
                                  seen.object.version);
    if (!row || row->row != seen.row || row->ended != kNever) return;
    if (is_marker(*row)) {
      const bool is_due = terms.rules.expires_marker(row->object, days_) &&
                          is_alone(transaction, terms.bucket, row->object.key);
      if (!is_due) return;
      writes_.remove_version(transaction, terms.bucket, row->object.key, row->object.version, {},
                             EventFamily::expired);
      ++counted_.expired_objects;
      return;
    }
    if (!transaction.now().includes(row->replaced)) return;
    const auto action = older_action(transaction, terms, *row);
    if (action.expires && !is_locked(row->object, Bypass::none, days_.now)) {
      end_older(transaction, terms.bucket, *row);
    } else if (action.storage_class && *action.storage_class != row->object.storage_class) {
      change_class(transaction, terms.bucket, *row, *action.storage_class);
    }
  }

  void end_older(meta::Transaction& transaction, const BucketRow& bucket, const ObjectRow& row) {
    auto statement = transaction.prepare("UPDATE objects SET ended = ?2 WHERE row = ?1");
    statement.bind(1, row.row).bind(2, static_cast<std::int64_t>(transaction.commit())).run();
    note_event(transaction, bucket, row.object,
               {.event = "LifecycleExpiration:Delete", .context = {}}, days_.now);
    ++counted_.expired_objects;
  }

  void change_class(meta::Transaction& transaction, const BucketRow& bucket, ObjectRow row,
                    const std::string& storage_class) {
    row.object.storage_class = storage_class;
    row.object.properties.restore.reset();
    writes_.save_properties(transaction, row);
    note_event(transaction, bucket, row.object, {.event = "LifecycleTransition", .context = {}},
               days_.now);
    ++counted_.changed_classes;
  }

  void abort_uploads() {
    UploadListOptions options{.max_uploads = kPageRows};
    while (true) {
      const UploadPage page = database_.read([&](meta::Connection& connection) {
        return list_uploads(connection, terms_.bucket, options);
      });
      std::int64_t aborted = 0;
      database_.write([&](meta::Transaction& transaction) {
        aborted = 0;
        const auto terms = terms_now(transaction);
        if (!terms) return;
        for (const Upload& upload : page.uploads) {
          const bool is_due = terms->rules.aborts(upload.key, upload.created, days_);
          if (is_due && delete_upload(transaction, upload.body)) ++aborted;
        }
      });
      result_.aborted_uploads += aborted;
      if (!page.is_truncated) return;
      options.key_marker = page.next_key_marker;
      options.id_marker = page.next_id_marker;
    }
  }

  meta::Database& database_;
  ObjectWrites& writes_;
  Terms terms_;
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
    Terms terms = database.read(
        [&](meta::Connection& connection) { return terms_of(connection, snapshot, bucket); });
    BucketTurn(database, writes, std::move(terms), days, result).run();
  }
}

}  // namespace sluice::store
