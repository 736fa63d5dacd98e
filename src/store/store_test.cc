#include "store/store.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/error.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

std::string code_of(const std::function<void()>& action) {
  try {
    action();
    return "(no error)";
  } catch (const Error& error) {
    return error.code();
  }
}

// Not compressible, different at every place.
std::string noise(std::size_t size, std::uint64_t seed = 7) {
  std::string text(size, '\0');
  SeededRandom random(seed);
  random.fill(std::as_writable_bytes(std::span(text.data(), text.size())));
  return text;
}

TEST(Store, GivesBackWhatWasPut) {
  TestStore world;
  for (const std::size_t size : {0, 1, 65535, 65536, 65537, 1 << 20, (1 << 20) + 1, 5'000'000}) {
    const std::string content = noise(size);
    const std::string key = fmt::format("size-{}", size);
    const Object object = world.put(key, content);
    EXPECT_EQ(object.size_bytes, size);
    EXPECT_EQ(object.etag, md5_hex(content));
    EXPECT_EQ(object.sha256, sha256_hex(content));
    EXPECT_TRUE(world.get(key) == content) << size;
  }
}

TEST(Store, KeepsContentTypeAndMetadata) {
  TestStore world;
  TextReader reader("x");
  const ObjectKey key("a");
  world.store->put(world.bucket, key, reader,
                   {.content_type = "text/csv", .metadata = {{"origin", "straße \"1\""}}});
  const Object object = world.store->head(world.database->snapshot(), world.bucket, key);
  EXPECT_EQ(object.content_type, "text/csv");
  EXPECT_EQ(object.metadata.at("origin"), "straße \"1\"");
  EXPECT_EQ(object.last_modified, world.clock.now());
  EXPECT_EQ(object.version.text(), "null");
}

TEST(Store, ReadsAnyRange) {
  TestStore world;
  const std::string content = noise(1'500'000);
  const auto reader = world.store->open(world.put("big", content));
  for (const auto& [offset, length] :
       std::vector<std::pair<std::size_t, std::size_t>>{{0, 10},
                                                        {65530, 12},
                                                        {65536, 65536},
                                                        {100'000, 700'000},
                                                        {1'499'999, 5},
                                                        {7, 1'400'000}}) {
    std::string part(length, '\0');
    const auto out = std::as_writable_bytes(std::span(part.data(), part.size()));
    part.resize(reader->read_at(offset, out));
    EXPECT_TRUE(part == content.substr(offset, length)) << offset;
  }
  std::array<std::byte, 4> nothing;
  EXPECT_EQ(reader->read_at(content.size(), nothing), 0u);
}

TEST(Store, SaysWhatIsNotThere) {
  TestStore world;
  const auto now = world.database->snapshot();
  const ObjectKey key("absent");
  EXPECT_FALSE(world.store->find(now, world.bucket, key));
  EXPECT_EQ(code_of([&] { world.store->head(now, world.bucket, key); }), "NoSuchKey");
  EXPECT_EQ(code_of([&] { world.store->head(now, world.bucket, key, VersionId("v")); }),
            "NoSuchVersion");
  EXPECT_EQ(code_of([&] { world.store->find(now, BucketName("other"), key); }), "NoSuchBucket");
}

TEST(Store, KeepsBucketsApart) {
  TestStore world;
  const BucketName other("zone-curated");
  world.write([&](meta::Transaction& now) { world.store->create_bucket(now, other, {}); });
  world.put("k", "raw");
  EXPECT_FALSE(world.store->find(world.database->snapshot(), other, ObjectKey("k")));
  EXPECT_EQ(
      code_of([&] {
        world.write([&](meta::Transaction& now) { world.store->create_bucket(now, other, {}); });
      }),
      "BucketAlreadyOwnedByYou");
  EXPECT_EQ(world.store->buckets(world.database->snapshot()).size(), 2u);
}

TEST(Store, DeletesOnlyEmptyBuckets) {
  TestStore world;
  world.put("k", "x");
  const auto remove_bucket = [&] {
    world.write([&](meta::Transaction& now) { world.store->delete_bucket(now, world.bucket); });
  };
  EXPECT_EQ(code_of(remove_bucket), "BucketNotEmpty");
  world.remove("k");
  remove_bucket();
  EXPECT_FALSE(world.store->find_bucket(world.database->snapshot(), world.bucket));
}

TEST(Store, ShowsASnapshotTheSameObjectsWhateverHappensLater) {
  TestStore world;
  world.put("a", "old a");
  world.put("b", "old b");
  const auto before = world.database->snapshot();
  world.put("a", "new a");
  world.remove("b");
  world.put("c", "new c");
  world.store->collect();
  EXPECT_EQ(world.get(before, "a"), "old a");
  EXPECT_EQ(world.get(before, "b"), "old b");
  EXPECT_EQ(world.get(before, "c"), "(none)");
  EXPECT_EQ(world.list(before, {}), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(world.list(), (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(world.get("a"), "new a");
}

TEST(Store, HidesACommitUntilItIsPublished) {
  TestStore world;
  world.put("old", "1");
  auto commit = world.database->begin_commit();
  const StagedObject staged = world.stage("new", "2");
  commit.write([&](meta::Transaction& now) {
    world.store->add(now, staged);
    world.store->retire(now, world.bucket, ObjectKey("old"));
  });
  const auto before = world.database->snapshot();
  EXPECT_EQ(world.list(), (std::vector<std::string>{"old"}));
  commit.publish();
  EXPECT_EQ(world.list(), (std::vector<std::string>{"new"}));
  EXPECT_EQ(world.list(before, {}), (std::vector<std::string>{"old"}));
  EXPECT_EQ(world.get(before, "old"), "1");
}

TEST(Store, RefusesToChangeWhatACommitInProgressHasChanged) {
  TestStore world;
  world.put("shared", "1");
  auto commit = world.database->begin_commit();
  const StagedObject added = world.stage("added", "2");
  commit.write([&](meta::Transaction& now) {
    world.store->retire(now, world.bucket, ObjectKey("shared"));
    world.store->add(now, added);
  });
  EXPECT_EQ(code_of([&] { world.put("shared", "3"); }), "ConcurrentModification");
  EXPECT_EQ(code_of([&] { world.remove("shared"); }), "ConcurrentModification");
  EXPECT_EQ(code_of([&] { world.put("added", "3"); }), "ConcurrentModification");
  commit.publish();
  world.put("shared", "3");
  EXPECT_EQ(world.get("shared"), "3");
}

TEST(Store, ForgetsAnAbandonedCommit) {
  TestStore world;
  world.put("shared", "1");
  {
    auto commit = world.database->begin_commit();
    const StagedObject staged = world.stage("added", noise(2'000'000));
    commit.write([&](meta::Transaction& now) {
      world.store->retire(now, world.bucket, ObjectKey("shared"));
      world.store->add(now, staged);
    });
  }
  EXPECT_EQ(world.list(), (std::vector<std::string>{"shared"}));
  EXPECT_GT(world.store->collect().freed_bytes, 2'000'000u);
  EXPECT_EQ(world.list(), (std::vector<std::string>{"shared"}));
  EXPECT_EQ(world.get("shared"), "1");
  world.put("shared", "2");
  EXPECT_EQ(world.get("shared"), "2");
}

TEST(Store, WritesOverTheWorkOfAnAbandonedCommit) {
  TestStore world;
  world.put("shared", "1");
  {
    auto commit = world.database->begin_commit();
    const StagedObject staged = world.stage("shared", "2");
    commit.write([&](meta::Transaction& now) { world.store->add(now, staged); });
  }
  world.put("shared", "3");
  world.store->collect();
  EXPECT_EQ(world.get("shared"), "3");
  EXPECT_EQ(world.list(), (std::vector<std::string>{"shared"}));
}

TEST(Store, AnswersRetiredObjectsByKeyDuringTheGraceTime) {
  TestStore world;
  world.put("part-1", "data");
  world.retire("part-1");
  world.store->collect();
  EXPECT_EQ(world.list(), std::vector<std::string>{});
  EXPECT_EQ(world.get("part-1"), "(none)");
  const auto retired = world.store->find_retired(world.bucket, ObjectKey("part-1"));
  ASSERT_TRUE(retired);
  EXPECT_EQ(world.content(*retired), "data");
  world.clock.advance(std::chrono::hours(25));
  EXPECT_FALSE(world.store->find_retired(world.bucket, ObjectKey("part-1")));
  EXPECT_EQ(world.store->collect().removed_rows, 1);
}

TEST(Store, RefusesAnotherMasterKey) {
  TestStore world;
  world.close();
  world.options.master_key = std::string(32, 'x');
  EXPECT_EQ(code_of([&] { world.open(); }), "WrongMasterKey");
  world.options.master_key = "short";
  EXPECT_EQ(code_of([&] { world.open(); }), "InvalidMasterKey");
}

}  // namespace
}  // namespace sluice::store
