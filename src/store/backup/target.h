// The folder that holds a lake's backups.
//
//   TARGET/sluice-backups.json   what it is, and of which lake
//   TARGET/lock                  held by who adds or removes backups; shared by who reads them
//   TARGET/backups/NAME.json     a backup's manifest, written last
//   TARGET/blobs/                what the backups consist of
#pragma once

#include <string>
#include <vector>

#include "store/backup.h"
#include "store/backup/blobs.h"

namespace sluice::store {

struct Manifest {
  BackupInfo info;
  std::string lake_text;  // lake.json, byte for byte
  Blob index;
};

// One thread at a time; locked by the caller.
class BackupTarget {
 public:
  BackupTarget(Files& files, std::string directory)
      : files_(files), directory_(std::move(directory)), blobs_(files, directory_ + "/blobs") {}

  // Makes the folder: then it can be locked. Throws Error invalid (InvalidBackupTarget).
  void prepare_folder();
  // Makes it what it must be to take backups of this lake. Throws as back_up().
  void prepare(const std::string& lake_id);
  // Throws Error not_found (NoBackups), unsupported (NewerBackup), corrupt (DamagedBackup).
  void check();

  // Ascending.
  std::vector<std::string> names();
  // The backup so named, or whose name begins so; the newest for an empty text. Throws as
  // restore_lake().
  std::string find(const std::string& at);
  // Throws Error corrupt (DamagedBackup).
  Manifest manifest(const std::string& name);
  // A name greater than all there are.
  std::string next_name(Timestamp taken);
  // The backup is there, durably, when it returns.
  void add(const Manifest& manifest);
  // Removes all but the newest so many, and every blob that no backup needs. Answers the names.
  std::vector<std::string> prune(int keep);

  Blobs& blobs() { return blobs_; }
  Files& files() { return files_; }

 private:
  std::string mark() const { return directory_ + "/sluice-backups.json"; }
  std::string manifests() const { return directory_ + "/backups"; }
  std::string path_of(const std::string& name) const { return manifests() + "/" + name + ".json"; }
  std::string lake_id();
  void remove_unneeded();

  Files& files_;
  std::string directory_;
  Blobs blobs_;
};

// TARGET/lock; throws Error conflict (BackupTargetHeld).
FileLock lock_target(const std::string& directory, FileLock::Use use);

}  // namespace sluice::store
