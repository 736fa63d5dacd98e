#include <gtest/gtest.h>

#include "base/error.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

// A versioned bucket, and what a client would do with versions.
struct VersionedStore : TestStore {
  VersionedStore() : TestStore({.versioned = true}) {}

  Object at(std::string_view key, const VersionId& version) {
    return store->head(database->snapshot(), bucket, ObjectKey(std::string(key)), version);
  }

  Object remove_marking(std::string_view key) {
    std::optional<Object> marker;
    write([&](meta::Transaction& now) {
      marker = store->remove(now, bucket, ObjectKey(std::string(key)));
    });
    return *marker;
  }

  void remove_version(std::string_view key, const VersionId& version) {
    write([&](meta::Transaction& now) {
      store->remove_version(now, bucket, ObjectKey(std::string(key)), version);
    });
  }

  void set_versioned(bool is_versioned) {
    write([&](meta::Transaction& now) {
      store->change_bucket(now, bucket, {.versioned = is_versioned});
    });
  }

  // "key=content" newest first, "*" before the current one, "key deleted" for a marker.
  std::vector<std::string> history(const meta::Snapshot& snapshot) {
    std::vector<std::string> lines;
    for (const Object& object : store->versions(snapshot, bucket, {}).versions) {
      lines.push_back(fmt::format("{}{}{}", object.is_current ? "*" : "", object.key,
                                  object.is_delete_marker ? " deleted" : "=" + content(object)));
    }
    return lines;
  }
  std::vector<std::string> history() { return history(database->snapshot()); }
};

using Lines = std::vector<std::string>;

TEST(Versions, StayReadableById) {
  VersionedStore world;
  const Object first = world.put("k", "1");
  const Object second = world.put("k", "2");
  EXPECT_EQ(first.version.text().size(), 32u);
  EXPECT_NE(first.version, second.version);
  EXPECT_EQ(world.get("k"), "2");
  EXPECT_EQ(world.content(world.at("k", first.version)), "1");
  EXPECT_FALSE(world.at("k", first.version).is_current);
  EXPECT_EQ(world.history(), (Lines{"*k=2", "k=1"}));
}

TEST(Versions, AreHiddenByADeleteMarker) {
  VersionedStore world;
  const Object first = world.put("k", "1");
  const Object marker = world.remove_marking("k");
  EXPECT_TRUE(marker.is_delete_marker);
  EXPECT_EQ(world.get("k"), "(none)");
  EXPECT_EQ(world.list(), Lines{});
  EXPECT_EQ(world.content(world.at("k", first.version)), "1");
  EXPECT_EQ(world.history(), (Lines{"*k deleted", "k=1"}));
  EXPECT_THROW(world.store->open(world.at("k", marker.version)), Error);
}

TEST(Versions, ComeBackWhenTheMarkerIsDeleted) {
  VersionedStore world;
  world.put("k", "1");
  const Object marker = world.remove_marking("k");
  const auto before = world.database->snapshot();
  world.remove_version("k", marker.version);
  EXPECT_EQ(world.get("k"), "1");
  EXPECT_EQ(world.history(), (Lines{"*k=1"}));
  EXPECT_EQ(world.history(before), (Lines{"*k deleted", "k=1"}));
  EXPECT_EQ(world.get(before, "k"), "(none)");
  world.store->collect();
  EXPECT_EQ(world.get("k"), "1");
}

TEST(Versions, KeepTheBytesOfARestoredLargeObject) {
  VersionedStore world;
  const std::string large(2'000'000, 'l');
  world.put("k", large);
  const Object second = world.put("k", "2");
  world.remove_version("k", second.version);
  world.store->collect();
  world.store->collect();
  EXPECT_TRUE(world.get("k") == large);
  world.close();
  world.open();
  world.store->collect();
  EXPECT_TRUE(world.get("k") == large);
}

TEST(Versions, GoForGoodOneByOne) {
  VersionedStore world;
  const Object first = world.put("k", "1");
  world.put("k", "2");
  world.remove_version("k", first.version);
  EXPECT_EQ(world.history(), (Lines{"*k=2"}));
  EXPECT_THROW(world.remove_version("k", first.version), Error);
}

TEST(Versions, AreNotKeptWhereTheBucketIsNotVersioned) {
  TestStore world;
  world.put("k", "1");
  world.put("k", "2");
  const auto page = world.store->versions(world.database->snapshot(), world.bucket, {});
  ASSERT_EQ(page.versions.size(), 1u);
  EXPECT_EQ(page.versions[0].version.text(), "null");
}

TEST(Versions, StayWhenVersioningIsSuspended) {
  VersionedStore world;
  world.put("k", "1");
  world.set_versioned(false);
  world.put("k", "null 1");
  world.put("k", "null 2");
  EXPECT_EQ(world.history(), (Lines{"*k=null 2", "k=1"}));
  const Object marker = world.remove_marking("k");
  EXPECT_EQ(marker.version.text(), "null");
  EXPECT_EQ(world.history(), (Lines{"*k deleted", "k=1"}));
  world.put("k", "null 3");
  EXPECT_EQ(world.history(), (Lines{"*k=null 3", "k=1"}));
}

TEST(Versions, KeepTheNullVersionWhenVersioningBegins) {
  VersionedStore world;
  world.set_versioned(false);
  world.put("k", "before");
  world.set_versioned(true);
  world.put("k", "after");
  EXPECT_EQ(world.content(world.at("k", VersionId("null"))), "before");
  EXPECT_EQ(world.history(), (Lines{"*k=after", "k=before"}));
}

TEST(Versions, ComeInPagesOfExactlyTheSizeAsked) {
  VersionedStore world;
  for (const char* key : {"a", "a", "b", "b", "c"})
    world.put(key, "x");
  VersionListOptions options{.max_keys = 1};
  std::vector<std::string> keys;
  for (int pages = 1;; ++pages) {
    const auto page = world.store->versions(world.database->snapshot(), world.bucket, options);
    ASSERT_EQ(page.versions.size(), 1u);
    keys.push_back(page.versions.front().key.text());
    EXPECT_EQ(page.next_start_after.has_value(), pages < 5);
    if (!page.next_start_after) break;
    options.start_after = *page.next_start_after;
    options.version_marker = page.next_version_marker;
  }
  EXPECT_EQ(keys, (Lines{"a", "a", "b", "b", "c"}));
}

TEST(Versions, APageGoesOnAfterAVersionThatIsGone) {
  VersionedStore world;
  std::vector<VersionId> ids;
  for (int i = 0; i < 4; ++i)
    ids.push_back(world.put("k", std::to_string(i)).version);
  VersionListOptions options{.start_after = "k", .version_marker = ids[2].text()};
  // A client that deletes each page before it asks for the next one.
  world.remove_version("k", ids[3]);
  world.remove_version("k", ids[2]);
  world.store->collect();
  const auto page = world.store->versions(world.database->snapshot(), world.bucket, options);
  ASSERT_EQ(page.versions.size(), 2u);
  EXPECT_EQ(page.versions[0].version, ids[1]);
  EXPECT_EQ(page.versions[1].version, ids[0]);
}

TEST(Versions, APageCostsWhatItShowsHoweverManyComeBeforeIt) {
  VersionedStore world;
  std::vector<VersionId> ids;
  for (int i = 0; i < 120; ++i)
    ids.push_back(world.put("k", "x").version);
  const auto page_after = [&](const VersionId& marker) {
    const auto page = world.store->versions(
        world.database->snapshot(), world.bucket,
        {.start_after = "k", .version_marker = marker.text(), .max_keys = 10});
    EXPECT_LT(page.cost.rows, 20);
    EXPECT_EQ(page.versions.size(), 10u);
    return page.versions.empty() ? VersionId() : page.versions.front().version;
  };
  EXPECT_EQ(page_after(ids[40]), ids[39]);
  // A client that deletes each page before it asks for the next one; nothing is collected yet.
  for (int i = 119; i >= 40; --i)
    world.remove_version("k", ids[i]);
  EXPECT_EQ(page_after(ids[40]), ids[39]) << "which is current again, in a newer row";
}

TEST(Versions, APageAfterAMarkerThatIsGoneHoldsTheNullVersion) {
  VersionedStore world;
  const VersionId oldest = world.put("k", "oldest").version;
  world.set_versioned(false);
  world.put("k", "null");
  world.set_versioned(true);
  const VersionId marker = world.put("k", "marker").version;
  world.put("k", "newest");
  world.remove_version("k", marker);
  world.store->collect();
  const auto page = world.store->versions(world.database->snapshot(), world.bucket,
                                          {.start_after = "k", .version_marker = marker.text()});
  ASSERT_EQ(page.versions.size(), 2u);
  EXPECT_EQ(page.versions[0].version.text(), "null");
  EXPECT_EQ(page.versions[1].version, oldest);
}

TEST(Versions, WithIdsThatDoNotDescendAreListedByAge) {
  VersionedStore world;
  for (int i = 0; i < 4; ++i)
    world.put("k", std::to_string(i));
  world.write([&](meta::Transaction& now) {
    now.execute(
        "UPDATE objects SET version = substr('3a10', row % 4 + 1, 1) || substr(version, 2)");
  });
  EXPECT_EQ(world.history(), (Lines{"*k=3", "k=2", "k=1", "k=0"}));
  std::vector<std::string> seen;
  VersionListOptions options{.max_keys = 1};
  while (true) {
    const auto page = world.store->versions(world.database->snapshot(), world.bucket, options);
    seen.push_back(world.content(page.versions.at(0)));
    if (!page.next_start_after) break;
    options.start_after = *page.next_start_after;
    options.version_marker = page.next_version_marker;
  }
  EXPECT_EQ(seen, (Lines{"3", "2", "1", "0"}));
  // After one that is gone the key is shown from its beginning: rather twice than never.
  options = {.start_after = "k", .version_marker = "4" + std::string(31, '0')};
  EXPECT_EQ(
      world.store->versions(world.database->snapshot(), world.bucket, options).versions.size(), 4u);
}

TEST(Versions, HaveDescendingIdsThoughTheClockWasSetBack) {
  VersionedStore world;
  const VersionId first = world.put("k", "1").version;
  world.close();
  world.clock.advance(-std::chrono::hours(5));
  world.open();
  EXPECT_LT(world.put("k", "2").version, first);
}

TEST(Versions, FoldIntoCommonPrefixes) {
  VersionedStore world;
  for (const char* key : {"a/1", "a/2", "b", "c//3", "c//4"})
    world.put(key, "x");
  world.remove("a/1");
  const auto all =
      world.store->versions(world.database->snapshot(), world.bucket, {.delimiter = "/"});
  EXPECT_EQ(all.common_prefixes, (Lines{"a/", "c/"}));
  ASSERT_EQ(all.versions.size(), 1u);
  const auto first = world.store->versions(world.database->snapshot(), world.bucket,
                                           {.delimiter = "//", .max_keys = 3});
  EXPECT_EQ(first.versions.size(), 3u);
  EXPECT_EQ(first.next_start_after, "a/2");
  const auto rest = world.store->versions(
      world.database->snapshot(), world.bucket,
      {.delimiter = "//", .start_after = "a/2", .version_marker = first.next_version_marker});
  EXPECT_EQ(rest.common_prefixes, (Lines{"c//"}));
  EXPECT_EQ(rest.versions.size(), 1u);
}

TEST(Versions, OfASuspendedBucketAreHiddenByANullMarker) {
  VersionedStore world;
  world.set_versioned(false);
  world.put("k", "null");
  const Object marker = world.remove_marking("k");
  EXPECT_EQ(marker.version.text(), "null");
  EXPECT_EQ(world.history(), (Lines{"*k deleted"}));
  EXPECT_EQ(world.store->find_bucket(world.database->snapshot(), world.bucket)->versioning,
            Versioning::suspended);
}

TEST(Versions, RetiredDataFilesAnswerInAVersionedBucketToo) {
  VersionedStore world;
  world.put("part-1", "data");
  world.retire("part-1");
  EXPECT_EQ(world.list(), Lines{});
  const auto retired = world.store->find_retired(world.bucket, ObjectKey("part-1"));
  ASSERT_TRUE(retired);
  EXPECT_EQ(world.content(*retired), "data");
}

}  // namespace
}  // namespace sluice::store
