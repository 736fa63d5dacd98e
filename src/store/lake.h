// A lake: one folder that holds everything, opened by one process at a time.
//
//   LAKE/lake.json   identity and format, fixed at creation
//   LAKE/lock        held (flock) by the process that has the lake open
//   LAKE/meta.db     rows of every module
//   LAKE/bodies/     the bytes of objects
//
// The master key lies outside the folder: a copy of the lake alone opens nothing.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"
#include "meta/database.h"
#include "store/lake/file_lock.h"
#include "store/store.h"

namespace sluice::store {

enum class MissingLake { create, fail };

struct LakeOptions {
  std::string directory;
  // The migrations of all modules, Store::schema() among them.
  std::span<const meta::Migration> schema;
  // Absent: master_key_file().
  std::optional<std::string> key_file;
  MissingLake missing = MissingLake::create;
  std::chrono::microseconds day = std::chrono::hours(24);  // of lifecycle rules: see StoreOptions
};

// What lake.json says. All ARNs are made of these.
struct LakeIdentity {
  std::string id;  // a UUID
  std::string account_id = "000000000000";
  std::string region = "us-east-1";
  Timestamp created;
};

// Where the master key of a lake lies: $SLUICE_KEY_FILE, else sluice/keys/ID below
// $XDG_CONFIG_HOME or ~/.config. Throws Error invalid (code NoKeyFile) when none of these variables
// is set.
std::string master_key_file(const LakeIdentity& lake);

// Owns the lock, the database and the store, in that order. Thread-safe as they are.
class Lake {
 public:
  // Creates the folder's content where there is none (a creation that was cut short is finished),
  // or opens it and migrates it forward. Throws Error
  //   conflict LakeHeld, invalid NotALake (a folder with other things in it), not_found NoSuchLake,
  //   unsupported NewerLake, corrupt CorruptLake or CorruptMetadata, denied WrongMasterKey,
  //   denied NoMasterKey (its file is gone), denied ExposedMasterKey (others may read its file).
  Lake(Files& files, const Clock& clock, Random& random, const LakeOptions& options);

  const std::string& directory() const { return directory_; }
  const LakeIdentity& identity() const { return identity_; }
  // 32 bytes: for who seals what is no body. Never shown, never written.
  const std::string& master_key() const { return master_key_; }
  meta::Database& database() { return database_; }
  Store& store() { return store_; }
  Files& files() { return files_; }
  const Clock& clock() const { return clock_; }
  Random& random() { return random_; }

 private:
  Files& files_;
  const Clock& clock_;
  Random& random_;
  std::string directory_;
  FileLock lock_;
  LakeIdentity identity_;
  std::string master_key_;
  meta::Database database_;
  Store store_;
};

}  // namespace sluice::store
