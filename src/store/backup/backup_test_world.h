// A store whose backups go to /target, and lakes made of them.
#pragma once

#include <string>
#include <vector>

#include "store/backup.h"
#include "store/backup/restore.h"
#include "store/backup/verify.h"
#include "store/store_test_world.h"

namespace sluice::store {

inline const std::string kLarge(1'500'000, 'l');

struct BackedUpStore : TestStore {
  BackupResult back_up(int keep = 0) {
    clock.advance(std::chrono::seconds(1));
    return store->back_up(files, source, {.target = "/target", .keep = keep});
  }

  std::string code_of_back_up() {
    try {
      back_up();
    } catch (const Error& error) {
      return error.code();
    }
    return "";
  }

  std::vector<std::string> names() { return BackupTarget(files, "/target").names(); }

  BackupInfo restore(const std::string& at, const std::string& folder) {
    BackupTarget target(files, "/target");
    const RestoreOptions how{.target = "/target", .at = at, .directory = folder};
    prepare_restore(files, folder);
    return restore_files(files, random, target, how);
  }

  VerifyResult verify() {
    BackupTarget target(files, "/target");
    return verify_files(target, "", {});
  }

  std::string only_file_in(const std::string& folder) {
    return folder + "/" + files.list(folder).at(0);
  }

  BackupSource source{.scratch = "/lake/backup.db", .lake_text = "{}\n", .lake_id = "lake-1"};
};

// The lake that a backup was restored to, opened.
struct Restored {
  Restored(BackedUpStore& world, const std::string& at = "", const std::string& folder = "/again")
      : bucket(world.bucket) {
    world.restore(at, folder);
    database = std::make_unique<meta::Database>(
        world.files, meta::DatabaseOptions{.path = folder + "/meta.db", .schema = Store::schema()});
    auto options = world.options;
    options.directory = folder + "/bodies";
    store = std::make_unique<Store>(*database, world.files, world.clock, world.random, options);
  }

  std::string get(const std::string& key) {
    const auto object = store->find(database->snapshot(), bucket, ObjectKey(key));
    if (!object) return "(none)";
    std::string text(object->size_bytes, '\0');
    store->open(*object)->read_at(0, std::as_writable_bytes(std::span(text)));
    return text;
  }

  void put(const std::string& key, std::string_view content) {
    TextReader reader(content);
    store->put(bucket, ObjectKey(key), reader);
  }

  BucketName bucket;
  std::unique_ptr<meta::Database> database;
  std::unique_ptr<Store> store;
};

}  // namespace sluice::store
