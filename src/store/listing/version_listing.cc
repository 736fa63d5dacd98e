// Versions of keys in order, newest first within a key, over the two indexes that hold them.
#include "store/listing/listing.h"
#include "store/listing/paging.h"

namespace sluice::store {
namespace {

// The keys of one index in order.
class KeyCursor {
 public:
  KeyCursor(meta::Connection& connection, const BucketRow& bucket, std::string_view index)
      : bucket_(bucket),
        statement_(connection.prepare(
            fmt::format("SELECT key FROM objects {} AND bucket = ?1 AND key >= ?2"
                        " ORDER BY key LIMIT 1",
                        index))) {}

  // The first key that is not less; absent at the end.
  const std::optional<std::string>& seek(const std::string& from) {
    if (is_started_ && (!key_ || *key_ >= from)) return key_;
    is_started_ = true;
    statement_.reset();
    key_.reset();
    if (statement_.bind(1, bucket_.id).bind(2, from).step()) key_ = statement_.text(0);
    return key_;
  }

 private:
  const BucketRow& bucket_;
  meta::Statement statement_;
  bool is_started_ = false;
  std::optional<std::string> key_;
};

class VersionListing {
 public:
  VersionListing(meta::Connection& connection, const meta::Snapshot& snapshot,
                 const BucketRow& bucket, const VersionListOptions& options)
      : snapshot_(snapshot),
        bucket_(bucket),
        options_(options),
        size_max_(page_size(options.max_keys)),
        end_(prefix_end(options.prefix)),
        listed_keys_(connection, bucket, kListed),
        other_keys_(connection, bucket, kHistory),
        connection_(connection),
        listed_(rows_of(connection, kListed)),
        history_(rows_of(connection, kHistory)) {}

  VersionPage run() {
    if (size_max_ == 0) return std::move(page_);
    for (auto key = next_key(first_key()); key; key = next_key(next_)) {
      if (!end_.empty() && *key >= end_) break;
      if (!take(*key)) break;
    }
    return std::move(page_);
  }

 private:
  // Where a key's versions go on: the row of the marker, or, where that is gone, what its id says.
  struct Start {
    std::int64_t listed_below = INT64_MAX;  // rows, in each of the two indexes
    std::int64_t history_below = INT64_MAX;
    std::string gone;  // versions up to this one are not shown; "" for none

    // Ids that do not descend with time say nothing of the order: better a version twice than
    // never.
    bool is_before(const ObjectRow& row) const {
      const std::string& id = row.object.version.text();
      return !gone.empty() && is_id_by_time(id) && id <= gone;
    }
  };

  static meta::Statement rows_of(meta::Connection& connection, std::string_view index) {
    return connection.prepare(
        fmt::format("SELECT {} FROM objects {} AND bucket = ?1 AND key = ?2 AND row < ?3"
                    " ORDER BY row DESC",
                    kObjectColumns, index));
  }

  std::string first_key() const {
    const std::string& start = options_.start_after;
    if (start.empty() || start < options_.prefix) return options_.prefix;
    return options_.version_marker.empty() ? after(start) : start;
  }

  std::optional<std::string> next_key(const std::string& from) {
    page_.cost.seeks += 2;
    const auto& listed = listed_keys_.seek(from);
    const auto& other = other_keys_.seek(from);
    if (!listed || !other) return listed ? listed : other;
    return std::min(*listed, *other);
  }

  // False when the page ends here; else next_ is where to go on.
  bool take(const std::string& key) {
    const auto common = common_prefix_of(key, options_.prefix, options_.delimiter);
    if (!common) return take_versions(key);
    if (!options_.start_after.empty() && *common <= options_.start_after) {
      return skip_prefix(*common);
    }
    if (!has_version(key)) {
      next_ = after(key);
      return true;
    }
    if (is_full()) return false;
    page_.common_prefixes.push_back(*common);
    last_ = {*common, {}};
    return skip_prefix(*common);
  }

  bool skip_prefix(const std::string& common) {
    next_ = prefix_end(common);
    return !next_.empty();
  }

  bool take_versions(const std::string& key) {
    next_ = after(key);
    const bool is_marked = key == options_.start_after && !options_.version_marker.empty();
    const Start start = is_marked ? start_after(key, options_.version_marker) : Start();
    bool is_page_open = true;
    for_each_version(key, start, [&](ObjectRow& row) {
      if (start.is_before(row)) return true;
      is_page_open = !is_full();
      if (!is_page_open) return false;
      row.object.is_current = row.is_newest_for(snapshot_);
      last_ = {key, row.object.version.text()};
      page_.versions.push_back(std::move(row.object));
      return true;
    });
    return is_page_open;
  }

  // Not by walking the versions before it: a page costs what it shows.
  Start start_after(const std::string& key, const std::string& marker) {
    for (const std::string_view index : {kListed, kOlder}) {
      const auto found = first_row(index, key, "version = ?3", marker);
      if (found) return {.listed_below = found->row, .history_below = found->row, .gone = {}};
    }
    if (!is_id_by_time(marker)) return {};
    Start start{.gone = marker};
    // Older versions have greater ids and lesser rows; only "null" tells nothing by its id.
    const auto next = first_row(kOlder, key, "version > ?3", marker);
    if (!next || !is_id_by_time(next->version) || is_any_ended_since()) return start;
    const auto null = first_row(kOlder, key, "version = ?3", std::string(kNullVersion));
    start.history_below = std::max(next->row, null ? null->row : 0) + 1;
    return start;
  }

  struct FoundRow {
    std::int64_t row = 0;
    std::string version;
  };

  // In the order of ids.
  std::optional<FoundRow> first_row(std::string_view index, const std::string& key,
                                    std::string_view condition, const std::string& version) {
    ++page_.cost.seeks;
    auto statement = connection_.prepare(
        fmt::format("SELECT row, version FROM objects {} AND bucket = ?1 AND key = ?2 AND {}"
                    " ORDER BY version LIMIT 1",
                    index, condition));
    statement.bind(1, bucket_.id).bind(2, key).bind(3, version);
    if (!statement.step()) return std::nullopt;
    return FoundRow{.row = statement.int64(0), .version = statement.text(1)};
  }

  // Whether the snapshot may see versions that objects_older has no more.
  bool is_any_ended_since() {
    auto statement = connection_.prepare(
        "SELECT 1 FROM objects INDEXED BY objects_ended"
        " WHERE ended < 9223372036854775807 AND ended BETWEEN ?1 AND ?2 LIMIT 1");
    const auto is_any_in = [&](std::int64_t first, std::int64_t last) {
      ++page_.cost.seeks;
      statement.reset();
      return statement.bind(1, first).bind(2, last).step();
    };
    if (is_any_in(static_cast<std::int64_t>(snapshot_.number()) + 1, INT64_MAX)) return true;
    const auto unpublished = snapshot_.unpublished();
    return std::any_of(unpublished.begin(), unpublished.end(),
                       [&](std::int64_t commit) { return is_any_in(commit, commit); });
  }

  bool has_version(const std::string& key) {
    bool has = false;
    for_each_version(key, Start(), [&](const ObjectRow&) {
      has = true;
      return false;
    });
    return has;
  }

  // Newest first, those that the snapshot sees; until `take_row` says false.
  template <class TakeRow>
  void for_each_version(const std::string& key, const Start& start, TakeRow&& take_row) {
    for (meta::Statement* statement : {&listed_, &history_}) {
      statement->reset();
      statement->bind(1, bucket_.id).bind(2, key);
      statement->bind(3, statement == &listed_ ? start.listed_below : start.history_below);
      ++page_.cost.seeks;
      while (statement->step()) {
        ++page_.cost.rows;
        ObjectRow row = object_row_in(*statement, bucket_.bucket.name);
        if (row.exists_for(snapshot_) && !take_row(row)) return;
      }
    }
  }

  // Where the next page begins, once there is more than this one holds.
  bool is_full() {
    const auto taken = page_.versions.size() + page_.common_prefixes.size();
    if (taken < static_cast<std::size_t>(size_max_)) return false;
    page_.next_start_after = last_.first;
    page_.next_version_marker = last_.second;
    return true;
  }

  const meta::Snapshot& snapshot_;
  const BucketRow& bucket_;
  const VersionListOptions& options_;
  int size_max_;
  std::string end_;
  KeyCursor listed_keys_;
  KeyCursor other_keys_;
  meta::Connection& connection_;
  meta::Statement listed_;
  meta::Statement history_;
  VersionPage page_;
  std::string next_;
  std::pair<std::string, std::string> last_;  // key or common prefix, version
};

}  // namespace

VersionPage list_versions(meta::Connection& connection, const meta::Snapshot& snapshot,
                          const BucketRow& bucket, const VersionListOptions& options) {
  return VersionListing(connection, snapshot, bucket, options).run();
}

}  // namespace sluice::store
