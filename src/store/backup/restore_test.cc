#include <gtest/gtest.h>

#include "base/error.h"
#include "store/backup/backup_test_world.h"

namespace sluice::store {
namespace {

// The power goes at each sync of a backup that also prunes.
TEST(Backup, LeavesWholeBackupsAfterAPowerCut) {
  int cuts = 0;
  for (int sync = 0;; ++sync) {
    BackedUpStore world;
    world.put("a", kLarge);
    const auto first = world.back_up().backup.name;
    world.put("b", kLarge + "b");
    world.files.cut_power_at_sync(sync);
    const bool is_cut = world.code_of_back_up() != "";
    world.close();
    world.files.restart(FaultFiles::Unsynced::torn, world.random);
    world.open();
    const auto names = world.names();
    ASSERT_GE(names.size(), 1u) << sync;
    EXPECT_EQ(names.front(), first);
    EXPECT_EQ(world.verify().damaged, std::vector<std::string>()) << sync;
    EXPECT_EQ(world.code_of_back_up(), "") << sync;
    ASSERT_TRUE(Restored(world).get("b") == kLarge + "b") << sync;
    if (!is_cut) break;
    ++cuts;
  }
  EXPECT_GT(cuts, 8);
}

TEST(Verify, NamesWhatIsDamaged) {
  BackedUpStore world;
  world.put("large", kLarge);
  const auto name = world.back_up().backup.name;
  EXPECT_EQ(world.verify().damaged_files, 0);
  for (const std::string& folder : world.files.list("/target/blobs")) {
    if (folder.size() != 2) continue;
    const auto path = world.only_file_in("/target/blobs/" + folder);
    if (world.files.size_bytes(path) < kLarge.size()) continue;
    world.files.flip_bit(path, 70'000);
  }
  const auto result = world.verify();
  ASSERT_EQ(result.damaged_files, 1);
  EXPECT_NE(result.damaged[0].find("backup " + name + ", body "), std::string::npos);
}

TEST(Restore, RefusesADamagedBackupAndFoldersInUse) {
  BackedUpStore world;
  world.put("large", kLarge);
  const auto name = world.back_up().backup.name;
  const auto code = [&](const std::string& at, const std::string& folder) -> std::string {
    try {
      world.restore(at, folder);
    } catch (const Error& error) {
      return error.code();
    }
    return "";
  };
  EXPECT_EQ(code("2026", "/lake"), "FolderNotEmpty");
  EXPECT_EQ(code("2027", "/again"), "NoSuchBackup");
  EXPECT_EQ(code(name.substr(0, 9), "/again"), "");
  EXPECT_EQ(code(name, "/again"), "FolderNotEmpty");
  world.back_up();
  EXPECT_EQ(code("2026", "/third"), "AmbiguousBackup");
  for (const std::string& folder : world.files.list("/target/blobs")) {
    if (folder.size() != 2) continue;
    for (const std::string& blob : world.files.list("/target/blobs/" + folder))
      world.files.flip_bit("/target/blobs/" + folder + "/" + blob, 50);
  }
  EXPECT_EQ(code(name, "/third"), "DamagedBackup");
  EXPECT_FALSE(world.files.exists("/third/lake.json"));
}

TEST(Restore, IsNoLakeBeforeItIsOne) {
  int cuts = 0;
  for (int sync = 0;; ++sync) {
    BackedUpStore world;
    world.put("small", "small");
    world.put("large", kLarge);
    world.back_up();
    world.files.cut_power_at_sync(sync);
    bool is_cut = false;
    try {
      world.restore("", "/again");
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), "PowerCut") << error.message();
      is_cut = true;
    }
    world.close();
    world.files.restart(FaultFiles::Unsynced::torn, world.random);
    if (!is_cut) break;
    ++cuts;
    world.open();
    if (world.files.exists("/again/lake.json")) continue;  // cut behind the last step
    Restored lake(world);
    ASSERT_EQ(lake.get("small"), "small") << sync;
    ASSERT_TRUE(lake.get("large") == kLarge) << sync;
  }
  EXPECT_GT(cuts, 8);
}

}  // namespace
}  // namespace sluice::store
