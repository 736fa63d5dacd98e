// Backups of a lake: several in one folder, each a moment of the whole lake, sharing what they have
// in common. docs/formats.md, "Backups", describes the folder.
//
// A backup is there when its manifest is, which is written last; what has been interrupted leaves
// nothing but files that the next backup uses or that pruning removes. Bodies are copied as they
// are stored, encrypted ones encrypted; the master key is not in a backup.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "store/lake.h"

namespace sluice::store {

// Called now and then with what was read, copied or not; what it throws ends the work.
using BackupProgress = std::function<void(std::uint64_t read_bytes)>;

struct BackupOptions {
  std::string target;  // a folder, made where there is none
  int keep = 0;        // the newest so many stay, older ones go when this one is there; 0: all stay
  BackupProgress progress = {};
};

// What is copied from, for Store::back_up.
struct BackupSource {
  std::string scratch;    // a path on the lake's disk for a copy of the database
  std::string lake_text;  // lake.json
  std::string lake_id;
};

struct BackupInfo {
  std::string name;  // when it was taken, UTC; later ones are greater
  Timestamp taken;
  std::int64_t objects = 0;  // versions, noncurrent ones too
  std::uint64_t bytes = 0;   // of all that it consists of
  std::int64_t damaged = 0;  // objects whose stored bytes were damaged already
};

struct BackupResult {
  BackupInfo backup;
  std::int64_t copied_files = 0;  // what the target did not have yet
  std::uint64_t copied_bytes = 0;
  std::int64_t copied_bodies = 0;     // that were verified, or whose key the store does not have
  std::int64_t unchecked_bodies = 0;  // the latter of these
  std::vector<Damage> damaged;        // the first 1,000: copied as far as they can be read
  std::vector<std::string> removed;   // older backups
};

// LAKE/…: a copy of the database while a backup is made; a killed one may leave it.
inline constexpr std::string_view kBackupScratch = "backup.db";

// As of a moment between the call and its return, beside readers and writers. Throws Error
//   invalid (InvalidBackupTarget): a folder with other things in it, or within the lake,
//   conflict (OtherLake): it holds backups of another lake,
//   conflict (BackupTargetHeld, BackupRunning), unsupported (NewerBackup), io, limit (DiskFull).
BackupResult back_up(Lake& lake, const BackupOptions& options);

// Ascending. Throws Error not_found (NoBackups) for a folder that holds none and never did.
std::vector<BackupInfo> backups_in(Files& files, const std::string& target);

struct RestoreOptions {
  std::string target;
  std::string at;         // a backup's name or how it begins; empty: the newest
  std::string directory;  // of the new lake
  BackupProgress progress = {};
};

struct RestoreResult {
  BackupInfo backup;
  std::string key_file;  // where the lake's master key must be
  bool has_key_file = false;
};

// Makes a lake; there is none until the last step. An interrupted one is begun anew by restoring to
// the same folder. Throws Error not_found (NoBackups, NoSuchBackup), invalid (AmbiguousBackup),
// conflict (FolderNotEmpty), corrupt (DamagedBackup), which names the file.
RestoreResult restore_lake(Files& files, Random& random, const RestoreOptions& options);

struct VerifyResult {
  std::int64_t backups = 0;
  std::int64_t files = 0;
  std::uint64_t read_bytes = 0;
  std::vector<std::string> damaged;  // what is wrong, a sentence each; the first 1,000
  std::int64_t damaged_files = 0;
};

// Reads everything that the backups of a folder (or one of them, as in RestoreOptions) consist of.
VerifyResult verify_backups(Files& files, const std::string& target, const std::string& at,
                            const BackupProgress& progress);

}  // namespace sluice::store
