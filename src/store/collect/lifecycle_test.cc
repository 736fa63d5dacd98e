#include <gtest/gtest.h>

#include "store/collect/collector.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

using Names = std::vector<std::string>;

struct LifecycleStore : TestStore {
  explicit LifecycleStore(const LifecycleRule& rule, bool is_versioned = true,
                          std::uint64_t transition_bytes_min = 0)
      : TestStore({.versioned = is_versioned}) {
    set({.rules = {rule}, .transition_bytes_min = transition_bytes_min});
  }

  void set(const Lifecycle& lifecycle) {
    write([&](meta::Transaction& now) { store->set_lifecycle(now, bucket, lifecycle); });
  }

  CollectResult after_days(int days) {
    clock.advance(std::chrono::days(days));
    return store->collect();
  }

  Object put_tagged(const std::string& key, const std::map<std::string, std::string>& tags,
                    std::string_view content = "x") {
    auto staged = stage(key, content);
    staged.options.properties.tags = tags;
    Object object;
    write([&](meta::Transaction& now) { object = store->add(now, staged); });
    return object;
  }

  // "key content class", newest first within a key.
  Names history() {
    Names lines;
    for (const Object& object : store->versions(database->snapshot(), bucket, {}).versions) {
      lines.push_back(object.is_delete_marker
                          ? object.key.text() + " deleted"
                          : fmt::format("{} {}", object.key, object.etag.substr(0, 4)));
    }
    return lines;
  }

  std::string class_of(const std::string& key, const std::optional<VersionId>& version = {}) {
    return store->head(database->snapshot(), bucket, ObjectKey(key), version).storage_class;
  }
};

TEST(Lifecycle, ExpiresByPrefixTagAndSize) {
  LifecycleStore world({.filter = {.prefix = "tmp/",
                                   .tags = {{"keep", "no"}},
                                   .size_above_bytes = 2,
                                   .size_below_bytes = 10},
                        .expiration = LifecycleAge{.days = 3, .date = {}}},
                       false);
  world.put_tagged("tmp/due", {{"keep", "no"}, {"more", "x"}}, "12345");
  world.put_tagged("tmp/other-tag", {{"keep", "yes"}}, "12345");
  world.put_tagged("tmp/small", {{"keep", "no"}}, "12");
  world.put_tagged("tmp/large", {{"keep", "no"}}, "1234567890");
  world.put_tagged("other/due", {{"keep", "no"}}, "12345");
  EXPECT_EQ(world.after_days(2).expired_objects, 0);
  EXPECT_EQ(world.after_days(1).expired_objects, 1);
  EXPECT_EQ(world.list(), (Names{"other/due", "tmp/large", "tmp/other-tag", "tmp/small"}));
}

TEST(Lifecycle, ExpiresByDateAndLeavesAMarker) {
  LifecycleStore world({});
  world.put("k", "x");
  const Timestamp date = world.clock.now() + std::chrono::days(10);
  world.set({.rules = {{.expiration = LifecycleAge{.days = {}, .date = date}}}});
  EXPECT_EQ(world.after_days(9).expired_objects, 0);
  EXPECT_EQ(world.after_days(1).expired_objects, 1);
  EXPECT_EQ(world.history().size(), 2u);
  EXPECT_EQ(world.history().front(), "k deleted");
  EXPECT_EQ(world.after_days(1).expired_objects, 0) << "the marker hides a version still";
}

TEST(Lifecycle, ArchivesObjectsOfAnySizeWhereToldTo) {
  LifecycleStore world({});
  world.put("archived/k", "x");
  world.put("cooled/k", "x");
  const auto after_a_day = [](const char* prefix, const char* storage_class) {
    return LifecycleRule{
        .filter = {.prefix = prefix},
        .transitions = {{.age = {.days = 1, .date = {}}, .storage_class = storage_class}}};
  };
  Lifecycle lifecycle{
      .rules = {after_a_day("archived/", "GLACIER"), after_a_day("cooled/", "STANDARD_IA")}};
  world.set(lifecycle);
  world.after_days(1);
  EXPECT_EQ(world.class_of("archived/k"), "STANDARD");
  lifecycle.archives_any_size = true;
  world.set(lifecycle);
  world.after_days(1);
  EXPECT_EQ(world.class_of("archived/k"), "GLACIER");
  EXPECT_EQ(world.class_of("cooled/k"), "STANDARD");
}

TEST(Lifecycle, RemovesMarkersThatHideNothing) {
  LifecycleStore world({.filter = {.prefix = "a"}, .expires_delete_markers = true});
  world.remove("a");
  world.remove("b");
  world.put("a2", "x");
  world.remove("a2");
  EXPECT_EQ(world.store->collect().expired_objects, 1);
  EXPECT_EQ(world.history().size(), 3u);
}

TEST(Lifecycle, KeepsSoManyNewerVersions) {
  LifecycleStore world({.noncurrent_expiration = NoncurrentAge{.days = 1, .newer_versions = 2}});
  for (int i = 0; i < 6; ++i)
    world.put("k", std::to_string(i));
  EXPECT_EQ(world.store->collect().expired_objects, 0);
  EXPECT_EQ(world.after_days(2).expired_objects, 3);
  EXPECT_EQ(world.history().size(), 3u);
  EXPECT_EQ(world.get("k"), "5");
}

TEST(Lifecycle, LeavesLockedVersions) {
  LifecycleStore world({.noncurrent_expiration = NoncurrentAge{.days = 1}});
  world.write([&](meta::Transaction& now) { world.store->set_lock(now, world.bucket, {}); });
  const Object held = world.put("k", "held");
  const Object retained = world.put("k", "retained");
  world.put("k", "now");
  world.write([&](meta::Transaction& now) {
    world.store->set_legal_hold(now, world.bucket, held.key, held.version, true);
    world.store->set_retention(
        now, world.bucket, held.key, retained.version,
        Retention{LockMode::governance, world.clock.now() + std::chrono::days(5)}, Bypass::none);
  });
  EXPECT_EQ(world.after_days(3).expired_objects, 0);
  EXPECT_EQ(world.after_days(3).expired_objects, 1);
  EXPECT_EQ(world.history().size(), 2u);
}

TEST(Lifecycle, ChangesClassesDownwards) {
  LifecycleRule rule{
      .transitions = {{.age = {.days = 1, .date = {}}, .storage_class = "STANDARD_IA"},
                      {.age = {.days = 3, .date = {}}, .storage_class = "GLACIER"}},
      .noncurrent_transitions = {{.age = {.days = 1}, .storage_class = "DEEP_ARCHIVE"}}};
  LifecycleStore world(rule, true, 3);
  const Object first = world.put("k", "first");
  world.put("k", "second");
  world.put("tiny", "x");
  EXPECT_EQ(world.after_days(2).changed_classes, 2);
  EXPECT_EQ(world.class_of("k"), "STANDARD_IA");
  EXPECT_EQ(world.class_of("k", first.version), "DEEP_ARCHIVE");
  EXPECT_EQ(world.class_of("tiny"), "STANDARD");
  EXPECT_EQ(world.after_days(2).changed_classes, 1);
  EXPECT_EQ(world.class_of("k"), "GLACIER");
  EXPECT_EQ(world.after_days(2).changed_classes, 0);
}

TEST(Lifecycle, AbortsUploads) {
  LifecycleStore world({.filter = {.prefix = "a"}, .abort_uploads_after_days = 2});
  world.write([&](meta::Transaction& now) {
    for (const char* key : {"a1", "a2", "b"})
      world.store->uploads().create(now, world.bucket, ObjectKey(key), {});
  });
  EXPECT_EQ(world.after_days(1).aborted_uploads, 0);
  EXPECT_EQ(world.after_days(1).aborted_uploads, 2);
  EXPECT_EQ(world.store->uploads().list(world.bucket, {}).uploads.size(), 1u);
}

TEST(Lifecycle, CountsDaysOfAnotherLength) {
  LifecycleStore world({.expiration = LifecycleAge{.days = 2, .date = {}}}, false);
  world.close();
  world.options.day = std::chrono::seconds(10);
  world.open();
  world.put("k", "x");
  world.clock.advance(std::chrono::seconds(19));
  EXPECT_EQ(world.store->collect().expired_objects, 0);
  world.clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(world.store->collect().expired_objects, 1);
}

// Lets something happen once the turn has begun: the time is asked for after the first look at the
// buckets.
class InterruptingClock final : public Clock {
 public:
  InterruptingClock(const Clock& clock, std::function<void()> what)
      : clock_(clock), what_(std::move(what)) {}
  Timestamp now() const override {
    if (what_) std::exchange(what_, {})();
    return clock_.now();
  }
  std::chrono::nanoseconds monotonic() const override { return clock_.monotonic(); }

 private:
  const Clock& clock_;
  mutable std::function<void()> what_;
};

std::int64_t expired_while(LifecycleStore& world,
                           const std::function<void(meta::Transaction&)>& change) {
  world.clock.advance(std::chrono::days(5));
  const InterruptingClock clock(world.clock, [&] { world.write(change); });
  ObjectWrites writes(*world.database, world.clock, world.random);
  CollectResult result;
  expire_objects(*world.database, writes, clock, std::chrono::days(1), result);
  return result.expired_objects;
}

TEST(Lifecycle, LeavesAMarkerWhereVersioningWasTurnedOnMeanwhile) {
  LifecycleStore world({.expiration = LifecycleAge{.days = 1, .date = {}}}, false);
  world.put("k", "kept");
  EXPECT_EQ(expired_while(world,
                          [&](meta::Transaction& now) {
                            world.store->set_versioning(now, world.bucket, Versioning::enabled);
                          }),
            1);
  EXPECT_EQ(world.get("k"), "(none)");
  EXPECT_EQ(world.history().size(), 2u) << "the object is there still, below a marker";
}

TEST(Lifecycle, DoesNothingOnceItsRulesAreWithdrawn) {
  LifecycleStore world({.expiration = LifecycleAge{.days = 1, .date = {}},
                        .expires_delete_markers = true,
                        .noncurrent_expiration = NoncurrentAge{.days = 1},
                        .abort_uploads_after_days = 1});
  world.put("k", "1");
  world.put("k", "2");
  world.remove("gone");
  world.write([&](meta::Transaction& now) {
    world.store->uploads().create(now, world.bucket, ObjectKey("upload"), {});
  });
  EXPECT_EQ(expired_while(
                world,
                [&](meta::Transaction& now) { world.store->set_lifecycle(now, world.bucket, {}); }),
            0);
  EXPECT_EQ(world.history().size(), 3u);
  EXPECT_EQ(world.store->uploads().list(world.bucket, {}).uploads.size(), 1u);
}

TEST(Lifecycle, LeavesABucketAloneThatTookTheNameOfItsOwn) {
  LifecycleStore world({.expiration = LifecycleAge{.days = 1, .date = {}}}, false);
  world.put("k", "x");
  EXPECT_EQ(expired_while(world,
                          [&](meta::Transaction& now) {
                            world.store->remove(now, world.bucket, ObjectKey("k"));
                            world.store->delete_bucket(now, world.bucket);
                            world.store->create_bucket(now, world.bucket, {});
                          }),
            0);
}

TEST(Lifecycle, DisabledRulesDoNothing) {
  LifecycleStore world({.is_enabled = false, .expiration = LifecycleAge{.days = 1, .date = {}}});
  world.put("k", "x");
  EXPECT_EQ(world.after_days(9).expired_objects, 0);
}

TEST(Lifecycle, IsNotedInTheOutbox) {
  LifecycleStore world({.expiration = LifecycleAge{.days = 1, .date = {}}});
  world.write([&](meta::Transaction& now) {
    world.store->set_notifications(
        now, world.bucket, {{.id = "r", .target = "t", .events = {"LifecycleExpiration:*"}}});
  });
  world.put("k", "x");
  world.after_days(2);
  const auto events = world.store->outbox().read(0, 10);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].event, "LifecycleExpiration:DeleteMarkerCreated");
}

}  // namespace
}  // namespace sluice::store
