// Changes of object rows: versions added, replaced, deleted, restored.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "meta/database.h"
#include "store/rows/object_rows.h"

namespace sluice::store {

enum class Grace { none, kept };

// Who removes: what the outbox calls it.
enum class EventFamily { removed, expired };

// Called by the database's writer, one transaction at a time.
class ObjectWrites {
 public:
  ObjectWrites(meta::Database& database, const Clock& clock, Random& random)
      : database_(database), clock_(clock), random_(random) {}

  // Before the first write: new version ids come before `newest`, whatever the clock says.
  void resume(const VersionId& newest);

  // What `what` changes is seen at once, and nobody would undo it for a commit that is dropped:
  // throws std::logic_error unless the transaction is Database::write's.
  void require_published_at_once(const meta::Transaction&, std::string_view what);

  Object add(meta::Transaction&, const StagedObject&, const AddOptions&);
  std::optional<Object> remove(meta::Transaction&, const BucketRow&, const ObjectKey&,
                               const RemoveOptions&, EventFamily = EventFamily::removed);
  void retire(meta::Transaction&, const BucketRow&, const ObjectKey&);
  std::optional<Object> remove_version(meta::Transaction&, const BucketRow&, const ObjectKey&,
                                       const VersionId&, const RemoveOptions&,
                                       EventFamily = EventFamily::removed);

  // The version as it is settled, the current one unless named. Throws Error not_found (NoSuchKey,
  // NoSuchVersion), unsupported (MethodNotAllowed), conflict (ConcurrentModification).
  ObjectRow row_to_change(meta::Transaction&, const BucketRow&, const ObjectKey&,
                          const std::optional<VersionId>&);
  // Writes the row's storage class and properties.
  void save_properties(meta::Transaction&, const ObjectRow&);

 private:
  struct KeyState {
    std::optional<ObjectRow> current;  // may be a delete marker
    bool has_history = false;  // rows that are not listed, some perhaps still to be collected

    // What clients see of the key; null for a delete marker too.
    const Object* object() const {
      return current && !current->object.is_delete_marker ? &current->object : nullptr;
    }
  };
  enum class End { replaced, ended };

  KeyState state_of(meta::Transaction&, const BucketRow&, const ObjectKey&);
  // Whether every one of these commits is published, or the transaction's own. Throws Error
  // conflict where one is in progress.
  bool is_settled(meta::Transaction&, const ObjectRow&, std::initializer_list<meta::CommitNumber>);
  void end_current(meta::Transaction&, const ObjectRow& current, End, Grace);
  void retire_null_version(meta::Transaction&, const BucketRow&, const ObjectKey&);
  std::optional<Object> remove_current(meta::Transaction&, const BucketRow&, const ObjectKey&,
                                       const KeyState&);
  std::optional<ObjectRow> settled_version(meta::Transaction&, const BucketRow&, const ObjectKey&,
                                           const VersionId&);
  BodyPlace place_of(meta::Transaction&, const StagedObject&);
  VersionId version_for(const BucketRow&);
  ObjectRow insert(meta::Transaction&, const BucketRow&, Object object);
  Object insert_marker(meta::Transaction&, const BucketRow&, const ObjectKey&, VersionId);
  void restore_newest(meta::Transaction&, const BucketRow&, const ObjectKey&);
  bool is_published_at_once(const meta::Transaction&);
  void note_commit(meta::Transaction&);

  meta::Database& database_;
  const Clock& clock_;
  Random& random_;
  std::int64_t last_sequence_ = 0;
  std::optional<meta::CommitNumber> published_at_once_;  // the last one seen: not a big commit
};

// Takes a row of an abandoned commit away, or what that commit did to it.
void undo_abandoned(meta::Transaction&, const ObjectRow&, meta::CommitNumber abandoned);

}  // namespace sluice::store
