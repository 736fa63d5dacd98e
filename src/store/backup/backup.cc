// What commands call: the folders are locked, then the work is done.
#include "store/backup.h"

#include <filesystem>

#include "base/error.h"
#include "store/backup/restore.h"
#include "store/backup/target.h"
#include "store/backup/verify.h"
#include "store/lake/identity.h"
#include "store/lake/whole_file.h"

namespace sluice::store {
namespace {

bool is_within(const std::string& path, const std::string& folder) {
  const auto inner = std::filesystem::weakly_canonical(path);
  const auto outer = std::filesystem::weakly_canonical(folder);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace

BackupResult back_up(Lake& lake, const BackupOptions& options) {
  if (is_within(options.target, lake.directory()) || is_within(lake.directory(), options.target)) {
    throw Error(ErrorKind::invalid, "InvalidBackupTarget",
                fmt::format("{} and the lake lie within each other: name a folder beside it, best "
                            "on another disk",
                            options.target));
  }
  BackupTarget(lake.files(), options.target).prepare_folder();
  const FileLock lock = lock_target(options.target, FileLock::Use::exclusive);
  const auto lake_text = read_whole_file(lake.files(), lake.directory() + "/lake.json");
  return lake.store().back_up(lake.files(),
                              {.scratch = fmt::format("{}/{}", lake.directory(), kBackupScratch),
                               .lake_text = lake_text.value_or(""),
                               .lake_id = lake.identity().id},
                              options);
}

std::vector<BackupInfo> backups_in(Files& files, const std::string& target) {
  BackupTarget folder(files, target);
  folder.check();
  std::vector<BackupInfo> backups;
  for (const std::string& name : folder.names())
    backups.push_back(folder.manifest(name).info);
  return backups;
}

RestoreResult restore_lake(Files& files, Random& random, const RestoreOptions& options) {
  BackupTarget target(files, options.target);
  target.check();
  const FileLock target_lock = lock_target(options.target, FileLock::Use::shared);
  target.find(options.at);  // before a folder is made for nothing
  prepare_restore(files, options.directory);
  const FileLock lock(options.directory + "/lock", FileLock::Use::exclusive, kLakeHeld);
  RestoreResult result{.backup = restore_files(files, random, target, options)};
  const auto identity = read_identity(files, options.directory);
  result.key_file = master_key_file(*identity);
  result.has_key_file = files.exists(result.key_file);
  return result;
}

VerifyResult verify_backups(Files& files, const std::string& target, const std::string& at,
                            const BackupProgress& progress) {
  BackupTarget folder(files, target);
  folder.check();
  const FileLock lock = lock_target(target, FileLock::Use::shared);
  return verify_files(folder, at, progress);
}

}  // namespace sluice::store
