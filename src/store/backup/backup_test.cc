#include <gtest/gtest.h>

#include <thread>

#include "base/error.h"
#include "store/backup/backup_test_world.h"

namespace sluice::store {
namespace {

TEST(Backup, RestoresWhatWasThere) {
  BackedUpStore world;
  world.put("small", "of a segment");
  world.put("large", kLarge);
  const auto result = world.back_up();
  world.put("later", "not in it");
  world.remove("small");
  EXPECT_EQ(result.backup.objects, 2);
  EXPECT_EQ(result.copied_bodies, 2);
  EXPECT_EQ(result.backup.damaged, 0);
  Restored lake(world);
  EXPECT_EQ(lake.get("small"), "of a segment");
  EXPECT_TRUE(lake.get("large") == kLarge);
  EXPECT_EQ(lake.get("later"), "(none)");
  EXPECT_FALSE(world.files.exists("/lake/backup.db"));
}

TEST(Backup, OfAnUnchangedLakeCopiesNoBody) {
  BackedUpStore world;
  world.put("small", "of a segment");
  world.put("large", kLarge);
  world.back_up();
  const auto again = world.back_up();
  EXPECT_EQ(again.copied_bodies, 0);
  EXPECT_EQ(again.copied_bytes, 0u);
  Restored lake(world);
  EXPECT_TRUE(lake.get("large") == kLarge);
}

TEST(Backup, CopiesOnlyWhatIsNew) {
  BackedUpStore world;
  world.put("a", std::string(900'000, 'a'));
  world.put("large", kLarge);
  world.back_up();
  world.put("b", std::string(1'000, 'b'));
  const auto second = world.back_up();
  EXPECT_EQ(second.copied_bodies, 1);
  EXPECT_LT(second.copied_bytes, 300'000u);
  world.put("another", kLarge + "!");
  EXPECT_EQ(world.back_up().copied_bodies, 1);
  Restored lake(world);
  EXPECT_EQ(lake.get("b"), std::string(1'000, 'b'));
  EXPECT_TRUE(lake.get("another") == kLarge + "!");
}

TEST(Backup, KeepsItsMomentWhateverComesLater) {
  BackedUpStore world;
  world.put("k", "first");
  world.put("gone", kLarge);
  const auto first = world.back_up().backup.name;
  world.put("k", "second");
  world.remove("gone");
  world.store->collect();
  const auto second = world.back_up().backup.name;
  Restored old(world, first, "/old");
  Restored now(world, second, "/now");
  EXPECT_EQ(old.get("k"), "first");
  EXPECT_TRUE(old.get("gone") == kLarge);
  EXPECT_EQ(now.get("k"), "second");
  EXPECT_EQ(now.get("gone"), "(none)");
}

TEST(Backup, FollowsCompactionAndRestarts) {
  BackedUpStore world;
  for (int i = 0; i < 8; ++i)
    world.put(fmt::format("k{}", i), std::string(400'000, 'k'));
  world.put("kept", "kept");
  world.back_up();
  for (int i = 0; i < 8; ++i)
    world.remove(fmt::format("k{}", i));
  world.store->collect();
  world.close();
  world.open();
  world.put("new", "new");
  world.back_up();
  Restored lake(world);
  EXPECT_EQ(lake.get("kept"), "kept");
  EXPECT_EQ(lake.get("new"), "new");
}

// The same folder serves the restored lake, which shares its past with the lost one only.
TEST(Backup, OfARestoredLakeGoesOnInTheSameFolder) {
  BackedUpStore world;
  world.put("k", "shared past");
  const auto first = world.back_up().backup.name;
  world.put("x", "lost world");
  world.back_up();
  Restored lake(world, first, "/again");
  lake.put("x", "new world!");
  world.clock.advance(std::chrono::seconds(1));
  lake.store->back_up(
      world.files,
      {.scratch = "/again/backup.db", .lake_text = "{}\n", .lake_id = world.source.lake_id},
      {.target = "/target"});
  Restored third(world, "", "/third");
  EXPECT_EQ(third.get("k"), "shared past");
  EXPECT_EQ(third.get("x"), "new world!");
}

TEST(Backup, HoldsPlainAndPartsAndCallersKeys) {
  BackedUpStore world;
  world.write([&](meta::Transaction& now) {
    world.store->set_body_kind(now, world.bucket, BodyKind::plain);
  });
  world.put("plain", kLarge);
  const DataKey key = make_data_key(world.random);
  ObjectOptions options;
  options.properties.encryption.kind = Encryption::Kind::customer;
  auto writer = world.store->stage(world.bucket, ObjectKey("keyed"), options, {.key = key});
  writer->write(bytes_of(kLarge));
  const auto staged = writer->finish();
  world.write([&](meta::Transaction& now) { world.store->add(now, staged); });
  Upload upload;
  world.write([&](meta::Transaction& now) {
    upload = world.store->uploads().create(now, world.bucket, ObjectKey("parts"), {});
  });
  auto part = world.store->uploads().stage_part(upload);
  part->write(bytes_of(kLarge));
  const auto content = part->finish();
  world.write([&](meta::Transaction& now) {
    const auto added = world.store->uploads().add_part(now, upload, 1, content);
    const std::vector<NamedPart> parts{{.number = 1, .etag = added.etag, .checksum = {}}};
    world.store->uploads().complete(now, world.bucket, upload.key, upload.id, parts);
  });
  const auto result = world.back_up();
  EXPECT_EQ(result.copied_bodies, 3);
  EXPECT_EQ(result.unchecked_bodies, 1);
  Restored lake(world);
  EXPECT_TRUE(lake.get("plain") == kLarge);
  EXPECT_TRUE(lake.get("parts") == kLarge);
  const auto keyed = lake.store->find(lake.database->snapshot(), lake.bucket, ObjectKey("keyed"));
  std::string text(kLarge.size(), '\0');
  lake.store->open(*keyed, key)->read_at(0, std::as_writable_bytes(std::span(text)));
  EXPECT_TRUE(text == kLarge);
}

TEST(Backup, NamesDamagedObjectsAndSavesTheOthers) {
  BackedUpStore world;
  world.put("good", "good");
  world.put("bad", std::string(5'000, 'b'));
  world.put("large", kLarge);
  world.files.flip_bit("/lake/bodies/segments/000000000001.segment", 2'000);
  const auto shard = world.only_file_in("/lake/bodies/files");
  world.files.flip_bit(world.only_file_in(shard), 100'000);
  for (int i = 0; i < 2; ++i) {
    const auto result = world.back_up();
    ASSERT_EQ(result.backup.damaged, 2) << i;
    EXPECT_EQ(result.damaged[0].key.text(), "bad");
    EXPECT_EQ(result.damaged[1].key.text(), "large");
  }
  world.files.remove(world.only_file_in(shard));
  EXPECT_EQ(world.back_up().backup.damaged, 2);
  Restored lake(world);
  EXPECT_EQ(lake.get("good"), "good");
  EXPECT_THROW(lake.get("bad"), Error);
}

TEST(Backup, OfADamagedDatabaseFailsAndLeavesTheEarlierOnes) {
  BackedUpStore world;
  for (int i = 0; i < 60; ++i)
    world.put(fmt::format("{:0900}", i), "content");
  world.back_up();
  world.close();
  // A page that is not read when the lake is opened.
  const auto page = world.files.size_bytes("/lake/meta.db") / 4'096 / 2;
  world.files.flip_bit("/lake/meta.db", page * 4'096 + 100);
  world.open();
  EXPECT_EQ(world.code_of_back_up(), "CorruptMetadata");
  EXPECT_EQ(world.names().size(), 1u);
  EXPECT_EQ(world.verify().damaged_files, 0);
}

TEST(Backup, KeepsTheNewestAndTheirFiles) {
  BackedUpStore world;
  world.put("old", kLarge);
  world.back_up();
  world.remove("old");
  world.store->collect();
  world.put("new", kLarge + "new");
  world.back_up();
  const auto used = world.files.used_bytes();
  const auto last = world.back_up(2);
  EXPECT_EQ(last.removed.size(), 1u);
  EXPECT_LT(world.files.used_bytes(), used - kLarge.size());
  EXPECT_EQ(world.names().size(), 2u);
  EXPECT_EQ(world.verify().damaged_files, 0);
  EXPECT_TRUE(Restored(world).get("new") == kLarge + "new");
}

TEST(Backup, IsNewerThanOthersWhateverTheClockSays) {
  BackedUpStore world;
  const auto first = world.back_up().backup.name;
  world.clock.advance(-std::chrono::hours(5));
  const auto second = world.back_up().backup.name;
  EXPECT_LT(first, second);
  EXPECT_EQ(first, "20261122T000001.000000Z");
}

TEST(Backup, RefusesFoldersOfOthers) {
  BackedUpStore world;
  world.files.create_directories("/target");
  world.files.open("/target/holiday.jpg", OpenMode::create_new);
  EXPECT_EQ(world.code_of_back_up(), "InvalidBackupTarget");
  world.files.remove("/target/holiday.jpg");
  EXPECT_EQ(world.code_of_back_up(), "");
  world.source.lake_id = "lake-2";
  EXPECT_EQ(world.code_of_back_up(), "OtherLake");
}

TEST(Backup, LeavesNothingBehindWhenItIsCancelled) {
  BackedUpStore world;
  world.put("large", kLarge);
  const auto cancel = [](std::uint64_t read_bytes) {
    if (read_bytes > 1'000'000) throw Error(ErrorKind::cancelled, "Cancelled", "cancelled");
  };
  EXPECT_THROW(
      world.store->back_up(world.files, world.source, {.target = "/target", .progress = cancel}),
      Error);
  EXPECT_TRUE(world.names().empty());
  EXPECT_TRUE(world.files.list("/target/blobs/unfinished").empty());
  EXPECT_FALSE(world.files.exists("/lake/backup.db"));
  world.remove("large");
  EXPECT_GT(world.store->collect().freed_bytes, kLarge.size());
}

TEST(Backup, KeepsBodiesFromBeingCollectedMeanwhile) {
  BackedUpStore world;
  world.put("large", kLarge);
  bool is_removed = false;
  // Between the slices of the database: its moment is not yet.
  const auto remove = [&](std::uint64_t read_bytes) {
    if (is_removed || read_bytes == 0) return;
    is_removed = true;
    world.remove("large");
    world.store->collect();
  };
  world.store->back_up(world.files, world.source, {.target = "/target", .progress = remove});
  EXPECT_TRUE(is_removed);
  EXPECT_TRUE(Restored(world).get("large") == kLarge);
  EXPECT_GT(world.store->collect().freed_bytes, kLarge.size());
}

TEST(Backup, RunsBesideWriters) {
  BackedUpStore world;
  std::atomic<bool> is_over = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    while (!is_over) {
      world.put(fmt::format("k{:06}", written.load()), fmt::format("content {}", written.load()));
      ++written;
    }
  });
  std::vector<std::pair<std::string, int>> backups;
  for (int i = 0; i < 5; ++i) {
    while (written < 20 * (i + 1))
      std::this_thread::yield();
    const int before = written;
    backups.emplace_back(world.back_up().backup.name, before);
  }
  is_over = true;
  writer.join();
  for (const auto& [name, before] : backups) {
    Restored lake(world, name, "/" + name);
    int found = 0;
    while (lake.get(fmt::format("k{:06}", found)) == fmt::format("content {}", found))
      ++found;
    EXPECT_GE(found, before);
    EXPECT_EQ(lake.get(fmt::format("k{:06}", found)), "(none)");
    EXPECT_EQ(lake.get(fmt::format("k{:06}", found + 1)), "(none)");
  }
}

}  // namespace
}  // namespace sluice::store
