#include "store/archive.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace sluice::store {

bool is_archived(const std::string& storage_class) {
  return storage_class == "GLACIER" || storage_class == "DEEP_ARCHIVE";
}

bool needs_restore(const Object& object, Timestamp now) {
  if (!is_archived(object.storage_class)) return false;
  const auto& restore = object.properties.restore;
  return !restore || !restore->is_readable(now);
}

void ArchiveCheck::add(const Object& object) {
  if (!needs_restore(object, now_)) return;
  ++count_;
  const auto& key = object.key.text();
  auto [found, is_new] = prefixes_.emplace(object.bucket, key);
  if (is_new) return;
  auto& common = found->second;
  const auto end = std::mismatch(common.begin(), common.end(), key.begin(), key.end()).first;
  common.resize(static_cast<std::size_t>(end - common.begin()));
}

std::string ArchiveCheck::message() const {
  std::vector<std::string> commands;
  for (const auto& [bucket, common] : prefixes_) {
    // One object alone is named whole, several by their folder.
    const auto prefix = count_ == 1 ? common : common.substr(0, common.rfind('/') + 1);
    commands.push_back(fmt::format("`sluice restore-objects s3://{}/{}`", bucket, prefix));
  }
  return fmt::format("{} that it reads {} archived: make {} readable with {}",
                     count_ == 1 ? "1 object" : human_count(count_) + " objects",
                     count_ == 1 ? "is" : "are", count_ == 1 ? "it" : "them",
                     join(commands, " and "));
}

void ArchiveCheck::require_readable() const {
  if (count_ > 0) throw Error(ErrorKind::denied, "ObjectsArchived", message());
}

}  // namespace sluice::store
