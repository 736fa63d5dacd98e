// What clients say about objects, and what holds writes back.
#include <gtest/gtest.h>

#include "store/model/choices.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

using Texts = std::map<std::string, std::string>;

const ObjectKey kKey("k");

struct PropertyStore : TestStore {
  explicit PropertyStore(const BucketSettings& settings = {.versioned = true})
      : TestStore(settings) {}

  Object put_with(const ObjectOptions& what, std::string_view content = "x",
                  const AddOptions& how = {}) {
    auto staged = stage("k", content);
    staged.options = what;
    Object object;
    write([&](meta::Transaction& now) { object = store->add(now, staged, how); });
    return object;
  }

  Object head(const std::optional<VersionId>& version = {}) {
    return store->head(database->snapshot(), bucket, kKey, version);
  }

  void lock(const std::optional<DefaultRetention>& retention = {}) {
    write([&](meta::Transaction& now) { store->set_lock(now, bucket, {.retention = retention}); });
  }

  std::string code_of_put(const Conditions& conditions) {
    return code_of([&] { put_with({}, "x", {.conditions = conditions}); });
  }

  std::string code_of_removal(const VersionId& version, Bypass bypass = Bypass::none) {
    return code_of([&] {
      write([&](meta::Transaction& now) {
        store->remove_version(now, bucket, kKey, version, {.conditions = {}, .bypass = bypass});
      });
    });
  }

  std::string code_of_retention(const std::optional<Retention>& retention, Bypass bypass) {
    return code_of([&] {
      write([&](meta::Transaction& now) {
        store->set_retention(now, bucket, kKey, {}, retention, bypass);
      });
    });
  }

  Timestamp in_days(int days) { return clock.now() + std::chrono::days(days); }
};

TEST(Properties, ComeBackAsTheyWereWritten) {
  PropertyStore world;
  ObjectOptions options{.content_type = "text/csv",
                        .metadata = {{"a", "ü"}},
                        .storage_class = "STANDARD_IA",
                        .checksum = Checksum{.algorithm = "CRC32C", .value = "yZRlqg=="},
                        .properties = {}};
  options.properties.headers = {{"cache-control", "no-cache"}, {"expires", "later"}};
  options.properties.owner = "canonical";
  options.properties.encryption = {.kind = Encryption::Kind::kms,
                                   .key_id = "arn:key",
                                   .context = R"({"a":"b"})",
                                   .wrapped_key = std::string("\0\xff\x01", 3),
                                   .key_md5 = {},
                                   .has_bucket_key = true};
  options.properties.tags = {{"k", "v"}};
  options.properties.acl = "<acl/>";
  world.put_with(options);
  world.close();
  world.open();
  const Object object = world.head();
  EXPECT_EQ(object.storage_class, "STANDARD_IA");
  EXPECT_EQ(object.checksum, options.checksum);
  EXPECT_EQ(object.properties, options.properties);
  EXPECT_EQ(object.metadata, options.metadata);
}

TEST(Properties, ThatAreNoTextAreRefused) {
  PropertyStore world;
  world.put("before", "x");
  EXPECT_EQ(code_of([&] {
              world.put_with({.metadata = {{"a", "\xe4"}}, .properties = {}});
            }),
            "InvalidArgument");
  ObjectOptions options;
  options.properties.tags = {{"\xff", "b"}};
  EXPECT_EQ(code_of([&] { world.put_with(options); }), "InvalidArgument");
  EXPECT_EQ(world.list(), (std::vector<std::string>{"before"}));
}

TEST(Properties, MayChangeOnOneVersion) {
  PropertyStore world;
  const VersionId first = world.put_with({}).version;
  world.put_with({});
  world.write([&](meta::Transaction& now) {
    world.store->set_tags(now, world.bucket, kKey, first, {{"a", "b"}});
    world.store->set_acl(now, world.bucket, kKey, first, "acl");
    world.store->set_storage_class(now, world.bucket, kKey, {}, "GLACIER_IR");
  });
  EXPECT_EQ(world.head(first).properties.tags, (Texts{{"a", "b"}}));
  EXPECT_EQ(world.head(first).properties.acl, "acl");
  EXPECT_TRUE(world.head().properties.tags.empty());
  EXPECT_EQ(world.head().storage_class, "GLACIER_IR");
}

TEST(Properties, ADeleteMarkerHasNone) {
  PropertyStore world;
  world.put_with({});
  std::optional<Object> marker;
  world.write(
      [&](meta::Transaction& now) { marker = world.store->remove(now, world.bucket, kKey); });
  const auto tag = [&](const std::optional<VersionId>& version) {
    return code_of([&] {
      world.write([&](meta::Transaction& now) {
        world.store->set_tags(now, world.bucket, kKey, version, {});
      });
    });
  };
  EXPECT_EQ(tag({}), "NoSuchKey");
  EXPECT_EQ(tag(marker->version), "MethodNotAllowed");
  EXPECT_EQ(tag(VersionId("0123")), "NoSuchVersion");
}

TEST(Conditions, HoldWritesBack) {
  PropertyStore world;
  EXPECT_EQ(world.code_of_put({.if_match = "*"}), "NoSuchKey");
  EXPECT_EQ(world.code_of_put({.if_none_match = "*"}), "");
  EXPECT_EQ(world.code_of_put({.if_none_match = "*"}), "PreconditionFailed");
  const std::string etag = world.head().etag;
  EXPECT_EQ(world.code_of_put({.if_match = "other"}), "PreconditionFailed");
  EXPECT_EQ(world.code_of_put({.if_none_match = etag}), "PreconditionFailed");
  EXPECT_EQ(world.code_of_put({.if_match = etag}), "");
  EXPECT_EQ(world.code_of_put({.if_version = VersionId("stale")}), "PreconditionFailed");
  EXPECT_EQ(world.code_of_put({.if_version = world.head().version}), "");
}

TEST(Conditions, HoldDeletionsBack) {
  PropertyStore world(BucketSettings{});
  world.put_with({}, "content");
  const auto remove = [&](const Conditions& conditions) {
    return code_of([&] {
      world.write([&](meta::Transaction& now) {
        world.store->remove(now, world.bucket, kKey, {.conditions = conditions});
      });
    });
  };
  EXPECT_EQ(remove({.if_match = "other"}), "PreconditionFailed");
  EXPECT_EQ(remove({.if_size_bytes = 6}), "PreconditionFailed");
  EXPECT_EQ(remove({.if_last_modified = world.in_days(1)}), "PreconditionFailed");
  EXPECT_EQ(world.get("k"), "content");
  EXPECT_EQ(remove({.if_last_modified = world.clock.now(), .if_size_bytes = 7}), "");
  EXPECT_EQ(world.get("k"), "(none)");
  EXPECT_EQ(remove({.if_match = "other"}), "") << "there is nothing left to be about";
}

TEST(ObjectLock, NeedsABucketThatHasIt) {
  PropertyStore world;
  ObjectOptions options;
  options.properties.has_legal_hold = true;
  EXPECT_EQ(code_of([&] { world.put_with(options); }), "InvalidRequest");
  PropertyStore unversioned(BucketSettings{});
  EXPECT_EQ(code_of([&] { unversioned.lock(); }), "InvalidBucketState");
  world.lock();
  EXPECT_EQ(code_of([&] {
              world.write([&](meta::Transaction& now) {
                world.store->set_versioning(now, world.bucket, Versioning::suspended);
              });
            }),
            "InvalidBucketState");
}

TEST(ObjectLock, KeepsVersionsFromRemoval) {
  PropertyStore world;
  world.lock();
  ObjectOptions options;
  options.properties.retention = Retention{LockMode::governance, world.in_days(2)};
  const VersionId governed = world.put_with(options).version;
  options.properties.retention->mode = LockMode::compliance;
  const VersionId compliant = world.put_with(options).version;
  options.properties = {};
  options.properties.has_legal_hold = true;
  const VersionId held = world.put_with(options).version;
  EXPECT_EQ(world.code_of_removal(governed), "AccessDenied");
  EXPECT_EQ(world.code_of_removal(compliant, Bypass::governance), "AccessDenied");
  EXPECT_EQ(world.code_of_removal(held, Bypass::governance), "AccessDenied");
  EXPECT_EQ(world.code_of_removal(governed, Bypass::governance), "");
  world.clock.advance(std::chrono::days(2));
  EXPECT_EQ(world.code_of_removal(compliant), "");
  world.write([&](meta::Transaction& now) {
    world.store->set_legal_hold(now, world.bucket, kKey, held, false);
  });
  EXPECT_EQ(world.code_of_removal(held), "");
}

TEST(ObjectLock, GivesNewVersionsTheBucketsRetention) {
  PropertyStore world;
  world.lock(DefaultRetention{.mode = LockMode::compliance, .days = 0, .years = 1});
  const Object object = world.put_with({});
  EXPECT_EQ(object.properties.retention, (Retention{LockMode::compliance, world.in_days(365)}));
  EXPECT_EQ(world.code_of_removal(object.version, Bypass::governance), "AccessDenied");
}

TEST(ObjectLock, RetentionIsWeakenedOnlyByBypass) {
  PropertyStore world;
  world.lock();
  world.put_with({});
  const auto governed = [&](int days) {
    return Retention{LockMode::governance, world.in_days(days)};
  };
  EXPECT_EQ(world.code_of_retention(governed(5), Bypass::none), "");
  EXPECT_EQ(world.code_of_retention(governed(6), Bypass::none), "");
  EXPECT_EQ(world.code_of_retention(governed(3), Bypass::none), "AccessDenied");
  EXPECT_EQ(world.code_of_retention(std::nullopt, Bypass::none), "AccessDenied");
  EXPECT_EQ(world.code_of_retention(governed(3), Bypass::governance), "");
  const Retention strict{LockMode::compliance, world.in_days(9)};
  EXPECT_EQ(world.code_of_retention(strict, Bypass::none), "AccessDenied");
  EXPECT_EQ(world.code_of_retention(strict, Bypass::governance), "");
  EXPECT_EQ(world.code_of_retention(governed(20), Bypass::governance), "AccessDenied");
}

TEST(Restore, MakesAnArchivedVersionReadableForAWhile) {
  PropertyStore world(BucketSettings{});
  world.put_with({.storage_class = "GLACIER"}, "cold");
  EXPECT_EQ(code_of([&] { world.get("k"); }), "InvalidObjectState");
  RestoreStart start{};
  const auto restore = [&] {
    return code_of([&] {
      world.write([&](meta::Transaction& now) {
        start = world.store->restore(now, world.bucket, kKey, {},
                                     {.days = 2, .takes = std::chrono::hours(3), .context = {}});
      });
    });
  };
  EXPECT_EQ(restore(), "");
  EXPECT_EQ(restore(), "RestoreAlreadyInProgress");
  EXPECT_EQ(code_of([&] { world.get("k"); }), "InvalidObjectState");
  world.clock.advance(std::chrono::hours(3));
  EXPECT_EQ(world.get("k"), "cold");
  EXPECT_EQ(restore(), "");
  EXPECT_EQ(start, RestoreStart::extended);
  world.clock.advance(std::chrono::days(4));
  EXPECT_EQ(code_of([&] { world.get("k"); }), "InvalidObjectState");
  world.put_with({}, "warm");
  EXPECT_EQ(restore(), "InvalidObjectState");
}

TEST(Restore, IsToldOfThoughItsVersionBecameCurrentAgain) {
  PropertyStore world;
  world.write([&](meta::Transaction& now) {
    world.store->set_notifications(now, world.bucket,
                                   {{.id = "r", .target = "t", .events = {"ObjectRestore:*"}}});
  });
  const VersionId cold = world.put_with({.storage_class = "GLACIER"}, "cold").version;
  const VersionId newer = world.put_with({}, "newer").version;
  world.write([&](meta::Transaction& now) {
    world.store->restore(now, world.bucket, kKey, cold,
                         {.days = 1, .takes = std::chrono::hours(3), .context = {}});
  });
  EXPECT_EQ(world.code_of_removal(newer), "");
  world.store->collect();
  world.clock.advance(std::chrono::hours(4));
  world.store->collect();
  std::vector<std::string> events;
  for (const ObjectEvent& event : world.store->outbox().read(0, 10))
    events.push_back(event.event);
  EXPECT_EQ(events, (std::vector<std::string>{"ObjectRestore:Post", "ObjectRestore:Completed"}));
}

TEST(Restore, IsNotNeededForWhatWasFoundBeforeItWasArchived) {
  PropertyStore world(BucketSettings{});
  const Object found = world.put_with({}, "warm");
  world.write([&](meta::Transaction& now) {
    world.store->set_storage_class(now, world.bucket, kKey, {}, "GLACIER");
  });
  EXPECT_EQ(world.content(found), "warm");
  EXPECT_EQ(code_of([&] { world.get("k"); }), "InvalidObjectState");
}

}  // namespace
}  // namespace sluice::store
