// What a power cut, a damaged disk, a full disk and many threads must not do.
#include <gtest/gtest.h>

#include <thread>

#include "base/error.h"
#include "store/model/choices.h"
#include "store/model/known.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

// One client's random puts, deletions and collections, until the power goes.
class Client {
 public:
  Client(TestStore& world, Choices& choices) : world_(world), choices_(choices) {}

  void run_until_cut() {
    try {
      while (true)
        step();
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), "PowerCut") << error.message();
    }
  }

  void check() {
    for (auto& [key, known] : known_) {
      const auto object =
          world_.store->find(world_.database->snapshot(), world_.bucket, ObjectKey(key));
      std::optional<std::string> found;
      if (object) found = world_.content(*object);
      ASSERT_TRUE(known.allows(found)) << key;
      known = {.content = found, .pending = {}};
    }
  }

 private:
  void step() {
    const std::uint32_t choice = choices_.below(100);
    if (choice < 3) {
      world_.store->collect();
      return;
    }
    const std::string key = fmt::format("k{}", choices_.below(12));
    Known& known = known_[key];
    std::optional<std::string> content;
    if (choice >= 20) content = choices_.text(size(choice));
    known.pending = content;
    if (content) {
      world_.put(key, *content);
    } else {
      world_.remove(key);
    }
    known = {.content = content, .pending = {}};
  }

  std::uint32_t size(std::uint32_t choice) {
    if (choice >= 95) return kLarge + choices_.below(1000);
    return choices_.below(choice >= 80 ? 200'000 : 3'000);
  }

  static constexpr std::uint32_t kLarge = 1'100'000;
  TestStore& world_;
  Choices& choices_;
  std::map<std::string, Known> known_;
};

TEST(Durability, APowerCutLosesNothingAcknowledged) {
  for (std::uint64_t seed = 1; seed <= trials(12); ++seed) {
    TestStore world({}, seed);
    world.close();
    world.options.segment_bytes_max = 600'000;
    world.open();
    Choices choices(seed);
    Client client(world, choices);
    for (int cut = 0; cut < 6; ++cut) {
      world.files.cut_power_at_sync(static_cast<int>(choices.below(80)));
      client.run_until_cut();
      world.restart(cut % 2 ? FaultFiles::Unsynced::torn : FaultFiles::Unsynced::dropped);
      client.check();
      world.store->collect();
      client.check();
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Durability, APowerCutInsideACommitShowsAllOfItOrNothing) {
  for (int sync = 0; sync < 40; ++sync) {
    TestStore world({}, static_cast<std::uint64_t>(sync) + 1);
    for (int i = 0; i < 5; ++i)
      world.put(fmt::format("old-{}", i), "old");
    const auto old_keys = world.list();
    world.files.cut_power_at_sync(sync);
    bool is_published = false;
    try {
      std::vector<StagedObject> staged;
      for (int i = 0; i < 5; ++i)
        staged.push_back(world.stage(fmt::format("new-{}", i), "new"));
      auto commit = world.database->begin_commit();
      for (int i = 0; i < 5; ++i) {
        commit.write([&](meta::Transaction& now) {
          world.store->retire(now, world.bucket, ObjectKey(fmt::format("old-{}", i)));
          world.store->add(now, staged[i]);
        });
      }
      commit.publish();
      is_published = true;
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), "PowerCut") << error.message();
    }
    world.files.cut_power();
    world.restart(FaultFiles::Unsynced::torn);
    for (int check = 0; check < 2; ++check) {
      const auto keys = world.list();
      const bool is_old = keys == old_keys;
      ASSERT_TRUE(is_old || keys.front() == "new-0") << sync;
      ASSERT_EQ(keys.size(), 5u) << sync;
      ASSERT_FALSE(is_published && is_old) << sync;
      for (const std::string& key : keys)
        ASSERT_EQ(world.get(key), is_old ? "old" : "new");
      world.store->collect();
    }
  }
}

std::vector<std::string> body_files(TestStore& world) {
  std::vector<std::string> paths;
  for (const std::string& name : world.files.list("/lake/bodies/segments")) {
    paths.push_back("/lake/bodies/segments/" + name);
  }
  for (const std::string& shard : world.files.list("/lake/bodies/files")) {
    for (const std::string& name : world.files.list("/lake/bodies/files/" + shard)) {
      paths.push_back("/lake/bodies/files/" + shard + "/" + name);
    }
  }
  return paths;
}

TEST(Durability, AFlippedBitIsReportedAndNeverAnswered) {
  TestStore world;
  Choices choices(5);
  std::map<std::string, std::string> contents;
  for (const std::size_t size : {0, 10, 70'000, 400'000, 1'300'000}) {
    const std::string key = fmt::format("size-{}", size);
    contents[key] = choices.text(size);
    world.put(key, contents[key]);
  }
  int reported = 0;
  for (int flip = 0; flip < 300; ++flip) {
    const auto paths = body_files(world);
    const std::string& path = paths[choices.below(static_cast<std::uint32_t>(paths.size()))];
    const auto at = choices.below(static_cast<std::uint32_t>(world.files.size_bytes(path)));
    const int bit = static_cast<int>(choices.below(8));
    world.files.flip_bit(path, at, bit);
    int damaged = 0;
    for (const auto& [key, content] : contents) {
      try {
        ASSERT_TRUE(world.get(key) == content) << key;
      } catch (const Error& error) {
        ASSERT_EQ(error.kind(), ErrorKind::corrupt);
        ASSERT_NE(error.message().find("s3://zone-raw/" + key), std::string::npos);
        ++damaged;
      }
    }
    // A segment's own header belongs to no object.
    const bool is_of_an_object = path.ends_with(".body") || at >= 16;
    ASSERT_EQ(damaged, is_of_an_object ? 1 : 0) << path << " " << at;
    reported += damaged;
    world.files.flip_bit(path, at, bit);
  }
  EXPECT_GT(reported, 250);
}

TEST(Durability, BytesCutOffAreReported) {
  TestStore world;
  world.put("large", std::string(2'000'000, 'x'));
  const std::string path = body_files(world).back();
  world.files.open(path, OpenMode::read_write)->truncate(1'500'000);
  EXPECT_THROW(world.get("large"), Error);
  world.files.remove(path);
  try {
    world.get("large");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::corrupt);
  }
}

TEST(Durability, AFullDiskFailsTheWriteAndKeepsTheRest) {
  TestStore world;
  world.put("before", "safe");
  world.files.set_capacity(world.files.used_bytes() + 400'000);
  int failed = 0;
  for (const std::size_t size : {3'000'000, 500'000, 900'000}) {
    try {
      world.put("big", std::string(size, 'x'));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "DiskFull");
      ++failed;
    }
  }
  EXPECT_EQ(failed, 3);
  EXPECT_EQ(world.get("before"), "safe");
  EXPECT_EQ(world.get("big"), "(none)");
  world.files.set_capacity(std::nullopt);
  world.put("after", "fits");
  world.close();
  world.open();
  EXPECT_EQ(world.get("before"), "safe");
  EXPECT_EQ(world.get("after"), "fits");
}

TEST(Durability, ManyThreadsPutReadAndCollectTogether) {
  TestStore world;
  world.close();
  world.options.segment_bytes_max = 200'000;
  world.open();
  constexpr int kThreads = 6;
  constexpr int kRounds = 40;
  std::atomic<int> wrong = 0;
  const auto work = [&](int thread) {
    Choices choices(static_cast<std::uint64_t>(thread) + 1);
    for (int round = 0; round < kRounds; ++round) {
      const std::string key = fmt::format("t{}/k{}", thread, choices.below(5));
      const std::string content = choices.text(choices.below(round % 10 ? 9'000 : 1'200'000));
      world.put(key, content);
      if (world.get(key) != content) ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread)
    threads.emplace_back(work, thread);
  for (int i = 0; i < 10; ++i) {
    world.store->collect();
    world.list({.delimiter = "/"});
  }
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(world.list({.delimiter = "/"}).size(), static_cast<std::size_t>(kThreads));
}

TEST(Durability, APutNeedsTwoSyncsAtMost) {
  TestStore world;
  constexpr int kThreads = 8;
  constexpr int kPuts = 25;
  const int before = world.files.sync_count();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < kPuts; ++i)
        world.put(fmt::format("{}-{}", thread, i), "x");
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  // Its body and its row; puts at the same time share them.
  EXPECT_LE(world.files.sync_count() - before, 2 * kThreads * kPuts + 10);
  EXPECT_EQ(world.list().size(), static_cast<std::size_t>(kThreads * kPuts));
}

TEST(Durability, ManyThreadsReadOneObject) {
  TestStore world;
  Choices choices(3);
  const std::string content = choices.text(3'000'000);
  const auto reader = world.store->open(world.put("shared", content));
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      Choices own(static_cast<std::uint64_t>(thread) + 10);
      for (int i = 0; i < 60; ++i) {
        const std::size_t offset = own.below(3'000'000);
        std::string part(own.below(300'000) + 1, '\0');
        part.resize(
            reader->read_at(offset, std::as_writable_bytes(std::span(part.data(), part.size()))));
        if (part != content.substr(offset, part.size()) || part.empty()) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace sluice::store
