#include <gtest/gtest.h>

#include "base/error.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

using Names = std::vector<std::string>;

std::uint64_t body_bytes(TestStore& world) {
  std::uint64_t bytes = 0;
  for (const std::string& name : world.files.list("/lake/bodies/segments")) {
    bytes += world.files.size_bytes("/lake/bodies/segments/" + name);
  }
  for (const std::string& shard : world.files.list("/lake/bodies/files")) {
    for (const std::string& name : world.files.list("/lake/bodies/files/" + shard)) {
      bytes += world.files.size_bytes("/lake/bodies/files/" + shard + "/" + name);
    }
  }
  return bytes;
}

TEST(Collect, FreesReplacedBodies) {
  TestStore world;
  const std::string large(3'000'000, 'x');
  world.put("large", large);
  world.put("large", "small now");
  const CollectResult result = world.store->collect();
  EXPECT_EQ(result.removed_rows, 1);
  EXPECT_GT(result.freed_bytes, large.size());
  EXPECT_LT(body_bytes(world), 10'000u);
  EXPECT_EQ(world.get("large"), "small now");
}

TEST(Collect, LeavesWhatASnapshotSees) {
  TestStore world;
  const std::string large(3'000'000, 'x');
  world.put("k", large);
  {
    const auto pinned = world.database->snapshot();
    world.remove("k");
    EXPECT_EQ(world.store->collect().removed_rows, 0);
    EXPECT_TRUE(world.get(pinned, "k") == large);
  }
  EXPECT_EQ(world.store->collect().removed_rows, 1);
}

TEST(Collect, LeavesWhatAReaderHasOpen) {
  TestStore world;
  const std::string large(3'000'000, 'x');
  const Object object = world.put("large", large);
  const Object small = world.put("small", "bytes");
  const auto large_reader = world.store->open(object);
  const auto small_reader = world.store->open(small);
  world.remove("large");
  world.remove("small");
  world.store->collect();
  std::array<std::byte, 5> part;
  EXPECT_EQ(large_reader->read_at(2'000'000, part), 5u);
  EXPECT_EQ(text_of(part), "xxxxx");
  EXPECT_EQ(small_reader->read_at(0, part), 5u);
  EXPECT_EQ(text_of(part), "bytes");
  EXPECT_THROW(world.store->open(object), Error);
}

TEST(Collect, LeavesWhatIsBeingStaged) {
  TestStore world;
  auto writer = world.store->stage(world.bucket, ObjectKey("k"));
  const std::string half(2'000'000, 'h');
  writer->write(bytes_of(half));
  const StagedObject small = world.stage("small", "s");
  world.store->collect();
  writer->write(bytes_of(half));
  const StagedObject large = writer->finish();
  world.store->collect();
  world.write([&](meta::Transaction& now) {
    world.store->add(now, small);
    world.store->add(now, large);
  });
  EXPECT_EQ(world.get("small"), "s");
  EXPECT_TRUE(world.get("k") == half + half);
}

TEST(Collect, FreesWhatWasStagedAndNeverAdded) {
  TestStore world;
  world.stage("k", std::string(2'000'000, 'x'));
  world.store->stage(world.bucket, ObjectKey("unfinished"))
      ->write(bytes_of(std::string(2'000'000, 'y')));
  EXPECT_GT(world.store->collect().freed_bytes, 2'000'000u);
  EXPECT_LT(body_bytes(world), 1'000u);
}

TEST(Collect, FreesWhatACrashLeft) {
  TestStore world;
  const StagedObject staged = world.stage("k", std::string(2'000'000, 'x'));
  world.files.cut_power();
  EXPECT_THROW(world.put("other", "x"), Error);
  world.restart(FaultFiles::Unsynced::dropped);
  EXPECT_GT(body_bytes(world), 2'000'000u);
  world.store->collect();
  EXPECT_LT(body_bytes(world), 1'000u);
}

TEST(Collect, CompactsSegmentsThatAreMostlyDead) {
  TestStore world;
  world.close();
  world.options.segment_bytes_max = 2'000'000;
  world.open();
  const std::string body(100'000, 'b');
  for (int i = 0; i < 60; ++i)
    world.put(fmt::format("k{:02}", i), body + std::to_string(i));
  auto reader = world.store->open(
      world.store->head(world.database->snapshot(), world.bucket, ObjectKey("k00")));
  const Object stale =
      world.store->head(world.database->snapshot(), world.bucket, ObjectKey("k10"));
  for (int i = 0; i < 60; ++i) {
    if (i % 10 != 0) world.remove(fmt::format("k{:02}", i));
  }
  EXPECT_GT(world.store->collect().freed_bytes, 4'500'000u);
  for (int i = 0; i < 60; i += 10) {
    EXPECT_TRUE(world.get(fmt::format("k{:02}", i)) == body + std::to_string(i)) << i;
  }
  std::array<std::byte, 3> part;
  EXPECT_EQ(reader->read_at(0, part), 3u);
  EXPECT_EQ(text_of(part), "bbb");
  EXPECT_TRUE(world.content(stale) == body + "10");
  reader.reset();
  EXPECT_LT(body_bytes(world), 1'000'000u);
  world.close();
  world.open();
  EXPECT_TRUE(world.get("k50") == body + "50");
}

// A body of 100,000 bytes that so many objects share, in segments of mostly dead ones.
void put_copies(TestStore& world, int copies) {
  const Object source = world.put("copy-0", std::string(100'000, 's'));
  std::vector<StagedObject> staged;
  for (int i = 1; i < copies; ++i) {
    const ObjectKey key(fmt::format("copy-{}", i));
    staged.push_back(world.store->share(source, world.bucket, key, {}).value());
  }
  world.write([&](meta::Transaction& now) {
    for (const StagedObject& copy : staged)
      world.store->add(now, copy);
  });
  for (int i = 0; i < 25; ++i)
    world.put("filler", std::string(100'000, static_cast<char>('a' + i)));
  world.remove("filler");
}

TEST(Collect, CountsAndMovesABodyOnceHoweverManyCopiesShareIt) {
  TestStore world;
  constexpr int kCopies = 2'500;  // more rows than a slice takes
  put_copies(world, kCopies);
  EXPECT_GT(world.store->collect().freed_bytes, 2'000'000u);
  EXPECT_LT(body_bytes(world), 300'000u);
  const std::string content(100'000, 's');
  for (int i = 0; i < kCopies; i += 100)
    EXPECT_TRUE(world.get(fmt::format("copy-{}", i)) == content) << i;
  world.write([&](meta::Transaction& now) {
    for (int i = 0; i < kCopies; ++i)
      world.store->remove(now, world.bucket, ObjectKey(fmt::format("copy-{}", i)));
  });
  world.put("last", std::string(1'500'000, 'x'));
  world.store->collect();
  EXPECT_EQ(world.store->scrub().damaged_objects, 0);
  EXPECT_LT(body_bytes(world), 1'700'000u);
}

TEST(Collect, ForgetsEventsThatNobodyDelivers) {
  TestStore world;
  world.write([&](meta::Transaction& now) {
    world.store->set_notifications(now, world.bucket,
                                   {{.id = "r", .target = "t", .events = {"*"}}});
  });
  world.put("old", "x");
  world.clock.advance(std::chrono::hours(23));
  world.put("new", "x");
  world.store->collect();
  EXPECT_EQ(world.store->outbox().read(0, 10).size(), 2u);
  world.clock.advance(std::chrono::hours(2));
  world.store->collect();
  const auto events = world.store->outbox().read(0, 10);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].key.text(), "new");
}

TEST(Collect, ExpiresCurrentObjects) {
  TestStore world({.expire_after_days = 2});
  world.put("old", "x");
  world.clock.advance(std::chrono::hours(25));
  world.put("new", "x");
  EXPECT_EQ(world.store->collect().expired_objects, 0);
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(world.store->collect().expired_objects, 1);
  EXPECT_EQ(world.list(), (Names{"new"}));
}

TEST(Collect, ExpiresNoncurrentVersionsAndLoneMarkers) {
  TestStore world({.versioned = true, .expire_noncurrent_after_days = 1});
  world.put("kept", "1");
  world.put("kept", "2");
  world.put("gone", "1");
  world.remove("gone");
  world.clock.advance(std::chrono::hours(49));
  world.store->collect();
  world.store->collect();
  const auto page = world.store->versions(world.database->snapshot(), world.bucket, {});
  ASSERT_EQ(page.versions.size(), 1u);
  EXPECT_EQ(world.content(page.versions[0]), "2");
}

TEST(Collect, KeepsTheNumberOfADeletedBucketFromItsSuccessor) {
  TestStore world;
  world.put("k", "old");
  world.retire("k");
  world.write([&](meta::Transaction& now) { world.store->delete_bucket(now, world.bucket); });
  world.store->collect();
  world.write([&](meta::Transaction& now) { world.store->create_bucket(now, world.bucket, {}); });
  EXPECT_FALSE(world.store->find_retired(world.bucket, ObjectKey("k")));
}

TEST(Collect, FindsTheWorkOfACommitThatACrashCutShort) {
  TestStore world;
  world.put("a", "1");
  {
    auto commit = world.database->begin_commit();
    const StagedObject staged = world.stage("b", std::string(1'500'000, 'b'));
    commit.write([&](meta::Transaction& now) {
      world.store->add(now, staged);
      world.store->retire(now, world.bucket, ObjectKey("a"));
    });
    world.files.cut_power();
  }
  world.restart(FaultFiles::Unsynced::dropped);
  EXPECT_EQ(world.list(), (Names{"a"}));
  world.store->collect();
  EXPECT_EQ(world.list(), (Names{"a"}));
  EXPECT_EQ(world.get("a"), "1");
  EXPECT_LT(body_bytes(world), 1'000u);
  EXPECT_TRUE(world.database->abandoned().empty());
}

}  // namespace
}  // namespace sluice::store
