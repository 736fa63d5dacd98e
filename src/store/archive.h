// Archived objects: GLACIER and DEEP_ARCHIVE, which are not to be read before they are restored.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "store/object.h"

namespace sluice::store {

bool is_archived(const std::string& storage_class);
// Archived, and not restored now.
bool needs_restore(const Object& object, Timestamp now);

// What is about to be read, looked through before anything is.
class ArchiveCheck {
 public:
  explicit ArchiveCheck(Timestamp now) : now_(now) {}

  void add(const Object& object);
  std::size_t count() const { return count_; }
  // "3 objects that it reads are archived: make them readable with `sluice restore-objects …`".
  std::string message() const;
  // Throws Error denied (ObjectsArchived) if there was any.
  void require_readable() const;

 private:
  Timestamp now_;
  std::size_t count_ = 0;
  std::map<BucketName, std::string> prefixes_;  // what the archived keys of each have in common
};

}  // namespace sluice::store
