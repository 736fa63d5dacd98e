#include "store/listing/listing.h"

#include "store/listing/paging.h"

namespace sluice::store {
namespace {

// An index walked forward in key order, showing only what the snapshot sees.
class Cursor {
 public:
  Cursor(meta::Connection& connection, const meta::Snapshot& snapshot, const BucketRow& bucket,
         std::string_view index, std::string end, ListCost& cost)
      : snapshot_(snapshot),
        bucket_(bucket),
        end_(std::move(end)),
        cost_(cost),
        statement_(connection.prepare(
            fmt::format("SELECT {} FROM objects {} AND bucket = ?1 AND key >= ?2 ORDER BY key",
                        kObjectColumns, index))) {}

  // The first row shown whose key is not less than `from`.
  void seek(const std::string& from) {
    if (is_started_ && row_ && row_->object.key.text() >= from) return;
    if (is_started_ && !row_) return;
    is_started_ = true;
    ++cost_.seeks;
    statement_.reset();
    statement_.bind(1, bucket_.id).bind(2, from);
    advance();
  }

  void advance() {
    row_.reset();
    while (statement_.step()) {
      ++cost_.rows;
      ObjectRow row = object_row_in(statement_, bucket_.bucket.name);
      if (!end_.empty() && row.object.key.text() >= end_) return;
      if (!row.is_shown_to(snapshot_)) continue;
      row_ = std::move(row);
      return;
    }
  }

  std::optional<ObjectRow>& row() { return row_; }

 private:
  const meta::Snapshot& snapshot_;
  const BucketRow& bucket_;
  std::string end_;  // keys are less than this, unless it is empty
  ListCost& cost_;
  meta::Statement statement_;
  bool is_started_ = false;
  std::optional<ObjectRow> row_;  // absent: at the end
};

// Whether something in the bucket was replaced by a commit that the snapshot does not see.
bool has_later_replacement(meta::Connection& connection, const meta::Snapshot& snapshot,
                           const BucketRow& bucket, ListCost& cost) {
  auto statement = connection.prepare(
      "SELECT 1 FROM objects INDEXED BY objects_replaced"
      " WHERE recent = 1 AND bucket = ?1 AND replaced BETWEEN ?2 AND ?3 LIMIT 1");
  const auto is_any_in = [&](std::int64_t first, std::int64_t last) {
    ++cost.seeks;
    statement.reset();
    return statement.bind(1, bucket.id).bind(2, first).bind(3, last).step();
  };
  const auto number = static_cast<std::int64_t>(snapshot.number());
  if (is_any_in(number + 1, meta::kNotRetired)) return true;
  const auto unpublished = snapshot.unpublished();
  return std::any_of(unpublished.begin(), unpublished.end(),
                     [&](std::int64_t commit) { return is_any_in(commit, commit); });
}

// Rows that are current now merged with those replaced after the snapshot. No key is in both: of
// one key the snapshot sees one current row.
class MergedCursor {
 public:
  MergedCursor(meta::Connection& connection, const meta::Snapshot& snapshot,
               const BucketRow& bucket, const std::string& end, ListCost& cost)
      : listed_(connection, snapshot, bucket, kListed, end, cost) {
    if (!has_later_replacement(connection, snapshot, bucket, cost)) return;
    recent_.emplace(connection, snapshot, bucket, kRecent, end, cost);
  }

  void seek(const std::string& from) {
    listed_.seek(from);
    if (recent_) recent_->seek(from);
  }

  // Null at the end.
  ObjectRow* row() {
    Cursor* cursor = first();
    return cursor->row() ? &*cursor->row() : nullptr;
  }

  // Only after row() was not null.
  void advance() { first()->advance(); }

 private:
  Cursor* first() {
    if (!recent_ || !recent_->row()) return &listed_;
    if (!listed_.row()) return &*recent_;
    return recent_->row()->object.key < listed_.row()->object.key ? &*recent_ : &listed_;
  }

  Cursor listed_;
  std::optional<Cursor> recent_;
};

}  // namespace

ListPage list_objects(meta::Connection& connection, const meta::Snapshot& snapshot,
                      const BucketRow& bucket, const ListOptions& options) {
  ListPage page;
  const int size_max = page_size(options.max_keys);
  if (size_max == 0) return page;
  MergedCursor cursor(connection, snapshot, bucket, prefix_end(options.prefix), page.cost);
  const bool is_from_start = options.start_after.empty() || options.start_after < options.prefix;
  cursor.seek(is_from_start ? options.prefix : after(options.start_after));

  int returned = 0;
  std::string last;
  while (ObjectRow* row = cursor.row()) {
    const std::string& key = row->object.key.text();
    const auto common = common_prefix_of(key, options.prefix, options.delimiter);
    const bool is_skipped =
        common && !options.start_after.empty() && *common <= options.start_after;
    if (!is_skipped && returned == size_max) {
      page.next_start_after = last;
      return page;
    }
    if (!common) {
      last = key;
      page.objects.push_back(std::move(row->object));
      ++returned;
      cursor.advance();
      continue;
    }
    if (!is_skipped) {
      last = *common;
      page.common_prefixes.push_back(*common);
      ++returned;
    }
    const std::string next = prefix_end(*common);
    if (next.empty()) break;
    cursor.seek(next);
  }
  return page;
}

}  // namespace sluice::store
