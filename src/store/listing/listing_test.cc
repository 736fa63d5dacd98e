#include <gtest/gtest.h>

#include "base/error.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

using Names = std::vector<std::string>;

std::string key_number(int number) {
  return fmt::format("flat/{:06}", number);
}

// Adds many keys quickly: one body serves for the row's sake only.
void add_rows(TestStore& world, const std::vector<std::string>& keys) {
  const StagedObject staged = world.stage("any", "x");
  for (std::size_t from = 0; from < keys.size(); from += 5000) {
    world.write([&](meta::Transaction& now) {
      for (std::size_t i = from; i < std::min(keys.size(), from + 5000); ++i) {
        StagedObject object = staged;
        object.key = ObjectKey(keys[i]);
        world.store->add(now, object);
      }
    });
  }
}

void add_flat_rows(TestStore& world, int count) {
  std::vector<std::string> keys;
  for (int i = 0; i < count; ++i)
    keys.push_back(key_number(i));
  add_rows(world, keys);
}

void change_flat_rows(TestStore& world, int count,
                      const std::function<void(meta::Transaction&, const ObjectKey&)>& change) {
  for (int from = 0; from < count; from += 5000) {
    world.write([&](meta::Transaction& now) {
      for (int i = from; i < std::min(count, from + 5000); ++i) {
        change(now, ObjectKey(key_number(i)));
      }
    });
  }
}

TEST(Listing, ShowsKeysInTheOrderOfTheirBytes) {
  TestStore world;
  const Names keys = {"A",  "Z", "a",      "a/",           "a/b",
                      "a0", "z", "\u00df", "\u65e5\u672c", "\U0001F6EB"};
  for (auto key = keys.rbegin(); key != keys.rend(); ++key)
    world.put(*key, "x");
  EXPECT_EQ(world.list(), keys);
}

TEST(Listing, FoldsWhatIsBelowADelimiter) {
  TestStore world;
  for (const char* key :
       {"raw/2024/a", "raw/2024/b", "raw/2025/a", "raw/readme", "raw", "rawer/x"}) {
    world.put(key, "x");
  }
  EXPECT_EQ(world.list({.delimiter = "/"}), (Names{"raw", "+raw/", "+rawer/"}));
  EXPECT_EQ(world.list({.prefix = "raw/", .delimiter = "/"}),
            (Names{"raw/readme", "+raw/2024/", "+raw/2025/"}));
  EXPECT_EQ(world.list({.prefix = "raw/2024/"}), (Names{"raw/2024/a", "raw/2024/b"}));
  EXPECT_EQ(world.list({.prefix = "raw", .delimiter = "ea"}),
            (Names{"raw", "raw/2024/a", "raw/2024/b", "raw/2025/a", "rawer/x", "+raw/rea"}));
  EXPECT_EQ(world.list({.prefix = "none/"}), Names{});
}

TEST(Listing, CountsDelimitersAtTheStartAndTwice) {
  TestStore world;
  for (const char* key : {"/", "//", "//x", "a//b", "a/b"})
    world.put(key, "x");
  EXPECT_EQ(world.list({.delimiter = "/"}), (Names{"+/", "+a/"}));
  EXPECT_EQ(world.list({.prefix = "a/", .delimiter = "/"}), (Names{"a/b", "+a//"}));
}

TEST(Listing, GoesOnWhereThePageBeforeEnded) {
  TestStore world;
  for (const char* key : {"a", "b/1", "b/2", "c", "d/1", "e"})
    world.put(key, "x");
  Names all;
  ListOptions options{.delimiter = "/", .max_keys = 2};
  int pages = 0;
  while (true) {
    const ListPage page = world.store->list(world.database->snapshot(), world.bucket, options);
    EXPECT_LE(page.objects.size() + page.common_prefixes.size(), 2u);
    for (const Object& object : page.objects)
      all.push_back(object.key.text());
    for (const std::string& prefix : page.common_prefixes)
      all.push_back(prefix);
    ++pages;
    if (!page.next_start_after) break;
    options.start_after = *page.next_start_after;
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, (Names{"a", "b/", "c", "d/", "e"}));
  EXPECT_EQ(pages, 3);
}

TEST(Listing, StartsAfterAGivenText) {
  TestStore world;
  for (const char* key : {"a", "b", "b/1", "c"})
    world.put(key, "x");
  EXPECT_EQ(world.list({.start_after = "a"}), (Names{"b", "b/1", "c"}));
  EXPECT_EQ(world.list({.start_after = "aa"}), (Names{"b", "b/1", "c"}));
  EXPECT_EQ(world.list({.prefix = "b", .start_after = "a"}), (Names{"b", "b/1"}));
  EXPECT_EQ(world.list({.prefix = "b", .start_after = "c"}), Names{});
  EXPECT_EQ(world.list({.max_keys = 0}), Names{});
}

TEST(Listing, DoesNotWalkTheKeysBelowACommonPrefix) {
  TestStore world;
  add_flat_rows(world, 100'000);
  add_rows(world, {"a-first", "other/x", "z-last"});
  const auto now = world.database->snapshot();
  const ListPage page = world.store->list(now, world.bucket, {.delimiter = "/"});
  EXPECT_EQ(page.common_prefixes, (Names{"flat/", "other/"}));
  EXPECT_EQ(page.objects.size(), 2u);
  EXPECT_LE(page.cost.rows, 8);
  EXPECT_LE(page.cost.seeks, 6);
}

TEST(Listing, StepsOnlyOverTheKeysOfItsPage) {
  TestStore world;
  add_flat_rows(world, 100'000);
  const auto now = world.database->snapshot();
  const ListPage page = world.store->list(
      now, world.bucket, {.prefix = "flat/", .start_after = key_number(70'000), .max_keys = 100});
  EXPECT_EQ(page.objects.front().key.text(), key_number(70'001));
  EXPECT_EQ(page.objects.size(), 100u);
  EXPECT_LE(page.cost.rows, 102);
}

TEST(Listing, DoesNotWalkDeletedKeys) {
  TestStore world;
  add_flat_rows(world, 20'000);
  add_rows(world, {"flat/zzz"});
  change_flat_rows(world, 20'000, [&](meta::Transaction& now, const ObjectKey& key) {
    world.store->remove(now, world.bucket, key);
  });
  const auto now = world.database->snapshot();
  const ListPage page = world.store->list(now, world.bucket, {.prefix = "flat/"});
  EXPECT_EQ(page.objects.size(), 1u);
  EXPECT_LE(page.cost.rows, 2);
}

TEST(Listing, DoesNotWalkMarkersOrOlderVersions) {
  TestStore world({.versioned = true});
  for (int i = 0; i < 3; ++i)
    add_flat_rows(world, 5'000);
  change_flat_rows(world, 4'990, [&](meta::Transaction& now, const ObjectKey& key) {
    world.store->remove(now, world.bucket, key);
  });
  const auto now = world.database->snapshot();
  const ListPage page = world.store->list(now, world.bucket, {});
  EXPECT_EQ(page.objects.size(), 10u);
  EXPECT_LE(page.cost.rows, 11);
}

TEST(Listing, ShowsAnOlderSnapshotWhatItSaw) {
  TestStore world;
  add_flat_rows(world, 1'000);
  const auto before = world.database->snapshot();
  change_flat_rows(world, 1'000, [&](meta::Transaction& now, const ObjectKey& key) {
    world.store->retire(now, world.bucket, key);
  });
  add_rows(world, {"flat/000500", "flat/new", "other/1"});
  world.store->collect();

  const ListPage old = world.store->list(before, world.bucket, {.max_keys = 2'000});
  ASSERT_EQ(old.objects.size(), 1'000u);
  EXPECT_EQ(old.objects[500].key.text(), key_number(500));
  EXPECT_EQ(world.list(before, {.delimiter = "/"}), (Names{"+flat/"}));
  EXPECT_EQ(world.list({.delimiter = "/"}), (Names{"+flat/", "+other/"}));
  EXPECT_EQ(world.list(), (Names{"flat/000500", "flat/new", "other/1"}));
}

TEST(Listing, AgreesWithAModelAtEverySnapshot) {
  TestStore world({}, 99);
  struct Pinned {
    meta::Snapshot snapshot;
    std::map<std::string, std::string> content;
  };
  std::vector<Pinned> pinned;
  std::map<std::string, std::string> content;
  std::array<std::byte, 3> choice;
  for (int step = 0; step < 400; ++step) {
    world.random.fill(choice);
    const std::string key = fmt::format("{}/{}", int(choice[0]) % 5, int(choice[1]) % 6);
    if (int(choice[2]) % 3 == 0) {
      world.remove(key);
      content.erase(key);
    } else {
      content[key] = fmt::format("step {}", step);
      world.put(key, content[key]);
    }
    if (step % 20 == 0) pinned.push_back({world.database->snapshot(), content});
    if (step % 90 == 0) world.store->collect();
  }
  for (const Pinned& pin : pinned) {
    Names keys;
    Names folders;
    for (const auto& [key, text] : pin.content) {
      keys.push_back(key);
      EXPECT_EQ(world.get(pin.snapshot, key), text);
      const std::string folder = "+" + key.substr(0, 2);
      if (folders.empty() || folders.back() != folder) folders.push_back(folder);
    }
    EXPECT_EQ(world.list(pin.snapshot, {}), keys);
    EXPECT_EQ(world.list(pin.snapshot, {.delimiter = "/"}), folders);
  }
}

}  // namespace
}  // namespace sluice::store
