// Object versions as rows: how they are read, and who sees them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "meta/database.h"
#include "store/buckets/bucket_rows.h"
#include "store/store.h"

namespace sluice::store {

inline constexpr meta::CommitNumber kNever{meta::kNotRetired};
inline constexpr std::string_view kNullVersion = "null";

// The columns that object_row_in() reads, in its order.
inline constexpr std::string_view kObjectColumns =
    "row, key, version, size_bytes, etag, sha256, content_type, metadata, modified, marker, body,"
    " segment, offset, added, ended, replaced, replaced_at, graced, storage_class, checksum, parts,"
    " properties";
inline constexpr int kObjectColumnCount = 22;

// The partial indexes of the schema, each with its condition: "SELECT … FROM objects " + one of
// these.
inline constexpr std::string_view kListed = "INDEXED BY objects_listed WHERE listed = 1";
inline constexpr std::string_view kHistory = "INDEXED BY objects_history WHERE listed = 0";
inline constexpr std::string_view kRecent = "INDEXED BY objects_recent WHERE recent = 1";
inline constexpr std::string_view kOlder =
    "INDEXED BY objects_older WHERE listed = 0 AND ended = 9223372036854775807";

// Whether ids descend with time as this one does. Lakes made before they did hold random ones.
bool is_id_by_time(std::string_view version);

struct ObjectRow {
  std::int64_t row = 0;
  Object object;
  meta::CommitNumber added{};
  meta::CommitNumber ended = kNever;     // exists no more
  meta::CommitNumber replaced = kNever;  // not the newest of its key any more
  std::optional<Timestamp> replaced_at;
  bool is_graced = false;

  bool exists_for(const meta::Snapshot& snapshot) const {
    return snapshot.includes(added) && !snapshot.includes(ended);
  }
  bool is_newest_for(const meta::Snapshot& snapshot) const {
    return exists_for(snapshot) && !snapshot.includes(replaced);
  }
  // What listings show and find() answers.
  bool is_shown_to(const meta::Snapshot& snapshot) const {
    return is_newest_for(snapshot) && !object.is_delete_marker;
  }
};

Timestamp timestamp_in(const meta::Statement& statement, int column);

ObjectRow object_row_in(const meta::Statement& statement, const BucketName& bucket);

// The version that is the current one of its key, if a listing may show it.
std::optional<ObjectRow> find_current(meta::Connection&, const meta::Snapshot&, const BucketRow&,
                                      const ObjectKey&);
// The version of that id, a delete marker too.
std::optional<ObjectRow> find_version(meta::Connection&, const meta::Snapshot&, const BucketRow&,
                                      const ObjectKey&, const VersionId&);
// The newest version of the key that exists, current or not, a delete marker too.
std::optional<ObjectRow> find_newest(meta::Connection&, const meta::Snapshot&, const BucketRow&,
                                     const ObjectKey&);
// The newest that was ended with grace after `since`.
std::optional<ObjectRow> find_graced(meta::Connection&, const BucketRow&, const ObjectKey&,
                                     Timestamp since);

// Where a row's body is now; absent once the row is gone.
std::optional<BodyPlace> find_place(meta::Connection&, std::int64_t row, std::int64_t body);

// Keys below this prefix are less than this text; empty when there is no such text.
std::string prefix_end(std::string_view prefix);

}  // namespace sluice::store
