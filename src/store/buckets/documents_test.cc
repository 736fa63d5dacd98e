// Buckets' configuration, and what is noted in the outbox by it.
#include <gtest/gtest.h>

#include "store/store_test_world.h"

namespace sluice::store {
namespace {

TEST(Documents, AreKeptByKindAndId) {
  TestStore world;
  const auto set = [&](const DocumentName& name, const std::string& text) {
    world.write(
        [&](meta::Transaction& now) { world.store->set_document(now, world.bucket, name, text); });
  };
  set({"policy", ""}, "first");
  const auto before = world.database->snapshot();
  world.clock.advance(std::chrono::seconds(5));
  set({"policy", ""}, "second");
  set({"inventory", "b"}, "B");
  set({"inventory", "a"}, "A");
  const auto now = world.database->snapshot();
  EXPECT_EQ(world.store->document(before, world.bucket, {"policy", ""})->text, "first");
  const auto policy = world.store->document(now, world.bucket, {"policy", ""});
  EXPECT_EQ(policy->text, "second");
  EXPECT_LT(policy->created, policy->updated);
  const auto inventories = world.store->documents(now, world.bucket, "inventory");
  ASSERT_EQ(inventories.size(), 2u);
  EXPECT_EQ(inventories[0].name.id, "a");
  world.write([&](meta::Transaction& change) {
    world.store->remove_document(change, world.bucket, {"policy", ""});
    world.store->remove_document(change, world.bucket, {"cors", ""});
  });
  EXPECT_FALSE(world.store->document(world.database->snapshot(), world.bucket, {"policy", ""}));
}

TEST(Documents, GoWithTheirBucket) {
  TestStore world;
  world.write([&](meta::Transaction& now) {
    world.store->set_document(now, world.bucket, {"policy", ""}, "x");
  });
  world.write([&](meta::Transaction& now) { world.store->delete_bucket(now, world.bucket); });
  world.store->collect();
  world.write([&](meta::Transaction& now) { world.store->create_bucket(now, world.bucket, {}); });
  EXPECT_FALSE(world.store->document(world.database->snapshot(), world.bucket, {"policy", ""}));
}

TEST(Buckets, KeepTheirConfiguration) {
  TestStore world;
  const Lifecycle lifecycle{
      .rules = {{.id = "r",
                 .filter = {.prefix = "a/", .tags = {{"k", "v"}}, .size_above_bytes = 5},
                 .expiration = LifecycleAge{.days = 3, .date = {}},
                 .expires_delete_markers = true,
                 .noncurrent_expiration = NoncurrentAge{.days = 2, .newer_versions = 1},
                 .transitions = {{.age = {.days = {}, .date = world.clock.now()},
                                  .storage_class = "GLACIER"}},
                 .noncurrent_transitions = {{.age = {.days = 1}, .storage_class = "GLACIER_IR"}},
                 .abort_uploads_after_days = 7}},
      .transition_bytes_min = 0,
      .archives_any_size = true};
  const std::vector<NotificationRule> rules{
      {.id = "n", .target = "bus", .events = {"*"}, .prefix = "a", .suffix = ".csv"}};
  const BucketLock lock{.retention = DefaultRetention{.mode = LockMode::compliance, .days = 4}};
  const BucketName name("configured");
  world.write([&](meta::Transaction& now) {
    world.store->create_bucket(now, name, {}, "owner");
    world.store->set_versioning(now, name, Versioning::enabled);
    world.store->set_lock(now, name, lock);
    world.store->set_body_kind(now, name, BodyKind::plain);
    world.store->set_lifecycle(now, name, lifecycle);
    world.store->set_notifications(now, name, rules);
  });
  world.close();
  world.open();
  const auto now = world.database->snapshot();
  const auto bucket = world.store->find_bucket(now, name);
  EXPECT_EQ(bucket->owner, "owner");
  EXPECT_EQ(bucket->versioning, Versioning::enabled);
  EXPECT_EQ(bucket->lock, lock);
  EXPECT_EQ(bucket->body_kind, BodyKind::plain);
  EXPECT_EQ(world.store->lifecycle(now, name), lifecycle);
  EXPECT_EQ(world.store->notifications(now, name), rules);
  EXPECT_EQ(world.store->lifecycle(now, world.bucket), Lifecycle());
}

TEST(Buckets, AreAsEachSnapshotSawThem) {
  TestStore world;
  const DocumentName policy{.kind = "policy", .id = {}};
  const auto text_at = [&](const meta::Snapshot& now) {
    const auto found = world.store->document(now, world.bucket, policy);
    return found ? found->text : "none";
  };
  const auto before = world.database->snapshot();
  EXPECT_EQ(text_at(before), "none");
  world.database->write([&](meta::Transaction& now) {
    world.store->set_document(now, world.bucket, policy, "first");
    world.store->set_versioning(now, world.bucket, Versioning::enabled);
    // What the change itself did, it sees.
    EXPECT_EQ(text_at(now.now()), "first");
    EXPECT_EQ(world.store->find_bucket(now.now(), world.bucket)->versioning, Versioning::enabled);
  });
  const auto between = world.database->snapshot();
  world.database->write(
      [&](meta::Transaction& now) { world.store->remove_document(now, world.bucket, policy); });
  EXPECT_EQ(text_at(world.database->snapshot()), "none");
  EXPECT_EQ(text_at(between), "first");
  EXPECT_EQ(text_at(before), "none");
  EXPECT_EQ(world.store->find_bucket(before, world.bucket)->versioning, Versioning::never);
}

TEST(Buckets, OfAnOlderLakeAreMigrated) {
  TestWorld world;
  {
    meta::Database older(world.files,
                         {.path = "/lake/meta.db", .schema = Store::schema().first(1)});
    older.write([](meta::Transaction& now) {
      now.execute(
          "INSERT INTO buckets(id, name, created, versioned, added)"
          " VALUES(1, 'old', 5, 1, 1)");
      now.execute(
          "INSERT INTO objects(bucket, key, version, size_bytes, etag, sha256,"
          " content_type, modified, marker, body, segment, offset, added, listed)"
          " VALUES(1, 'k', 'v', 0, '', x'', '', 5, 1, 0, 0, 0, 1, 0)");
    });
  }
  world.open();
  const auto now = world.database->snapshot();
  const BucketName name("old");
  const auto bucket = world.store->find_bucket(now, name);
  EXPECT_EQ(bucket->versioning, Versioning::enabled);
  EXPECT_FALSE(bucket->lock);
  const auto marker = world.store->newest(now, name, ObjectKey("k"));
  ASSERT_TRUE(marker);
  EXPECT_TRUE(marker->is_delete_marker);
  EXPECT_EQ(marker->storage_class, "STANDARD");
}

TEST(Buckets, AreSuspendedOnceTheyWereVersioned) {
  TestStore world;
  const auto versioning = [&] {
    return world.store->find_bucket(world.database->snapshot(), world.bucket)->versioning;
  };
  const auto change = [&](bool is_versioned) {
    world.write([&](meta::Transaction& now) {
      world.store->change_bucket(now, world.bucket, {.versioned = is_versioned});
    });
  };
  EXPECT_EQ(versioning(), Versioning::never);
  change(false);
  EXPECT_EQ(versioning(), Versioning::never);
  change(true);
  EXPECT_EQ(versioning(), Versioning::enabled);
  change(false);
  EXPECT_EQ(versioning(), Versioning::suspended);
}

struct NotifyingStore : TestStore {
  NotifyingStore() : TestStore({.versioned = true}) {
    write([&](meta::Transaction& now) {
      store->set_notifications(now, bucket,
                               {{.id = "all", .target = "bus", .events = {"*"}, .prefix = {}},
                                {.id = "csv",
                                 .target = "queue",
                                 .events = {"ObjectCreated:*", "ObjectRemoved:Delete"},
                                 .prefix = "in/",
                                 .suffix = ".csv"}});
    });
  }

  std::vector<std::string> events(std::int64_t after = 0) {
    std::vector<std::string> lines;
    for (const ObjectEvent& event : store->outbox().read(after, 100))
      lines.push_back(fmt::format("{} {} {}", event.rule, event.event, event.key));
    return lines;
  }
};

using Lines = std::vector<std::string>;

TEST(Outbox, HasWhatTheRulesAskFor) {
  NotifyingStore world;
  const Object object = world.put("in/a.csv", "abc");
  world.put("in/b.txt", "x");
  world.remove("in/a.csv");
  world.write([&](meta::Transaction& now) {
    world.store->remove_version(now, world.bucket, object.key, object.version);
  });
  EXPECT_EQ(
      world.events(),
      (Lines{"all ObjectCreated:Put in/a.csv", "csv ObjectCreated:Put in/a.csv",
             "all ObjectCreated:Put in/b.txt", "all ObjectRemoved:DeleteMarkerCreated in/a.csv",
             "all ObjectRemoved:Delete in/a.csv", "csv ObjectRemoved:Delete in/a.csv"}));
  const auto events = world.store->outbox().read(0, 2);
  EXPECT_EQ(events[0].version, object.version);
  EXPECT_EQ(events[0].size_bytes, 3u);
  EXPECT_EQ(events[0].etag, object.etag);
  EXPECT_LT(events[0].sequencer, events[1].sequencer);
  const std::vector<std::int64_t> numbers{events[0].number, events[1].number};
  world.write([&](meta::Transaction& now) { world.store->outbox().acknowledge(now, numbers); });
  EXPECT_EQ(world.events().size(), 4u);
}

TEST(Outbox, HasNothingOfAChangeThatFailed) {
  NotifyingStore world;
  const auto staged = world.stage("k", "x");
  EXPECT_THROW(world.write([&](meta::Transaction& now) {
    world.store->add(now, staged);
    throw Error(ErrorKind::conflict, "No", "no");
  }),
               Error);
  EXPECT_TRUE(world.events().empty());
}

TEST(Outbox, HearsOfARestoreFromBeginningToEnd) {
  NotifyingStore world;
  auto staged = world.stage("k", "x");
  staged.options.storage_class = "GLACIER";
  world.write([&](meta::Transaction& now) { world.store->add(now, staged); });
  world.write([&](meta::Transaction& now) {
    world.store->restore(now, world.bucket, ObjectKey("k"), {},
                         {.days = 1, .takes = std::chrono::hours(1), .context = {}});
  });
  world.store->collect();
  EXPECT_EQ(world.events().back(), "all ObjectRestore:Post k");
  world.clock.advance(std::chrono::hours(1));
  world.store->collect();
  EXPECT_EQ(world.events().back(), "all ObjectRestore:Completed k");
  world.clock.advance(std::chrono::days(2));
  world.store->collect();
  EXPECT_EQ(world.events(), (Lines{"all ObjectRestore:Delete k"})) << "the others are too old";
}

TEST(Outbox, HasALongCommitOnceItIsPublished) {
  NotifyingStore world;
  const auto staged = world.stage("k", "x");
  auto commit = world.database->begin_commit();
  commit.write([&](meta::Transaction& now) { world.store->add(now, staged); });
  EXPECT_TRUE(world.events().empty());
  commit.publish();
  EXPECT_EQ(world.events(), (Lines{"all ObjectCreated:Put k"}));
  {
    const auto other = world.stage("k2", "x");
    auto dropped = world.database->begin_commit();
    dropped.write([&](meta::Transaction& now) { world.store->add(now, other); });
  }
  world.store->collect();
  EXPECT_EQ(world.events().size(), 1u);
}

}  // namespace
}  // namespace sluice::store
