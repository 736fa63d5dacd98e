// Many callers at once: what they share, and that nobody waits for whom they should not.
#include <future>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "base/error.h"
#include "meta/database.h"
#include "meta/database_fixture.h"
#include "meta/page.h"

namespace sluice::meta {
namespace {

using Names = std::vector<std::string>;

void in_threads(int count, const std::function<void(int)>& work) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back([&work, i] { work(i); });
}

TEST(GroupCommit, SyncsOnceForChangesThatWaitTogether) {
  FaultFiles files;
  Database database(files, item_options());
  const int before = files.sync_count();
  std::latch first_runs(1);
  std::latch all_wait(1);
  std::jthread first([&] {
    database.write([&](Transaction& transaction) {
      first_runs.count_down();
      all_wait.wait();
      add_item(transaction, "first");
    });
  });
  first_runs.wait();
  {
    std::vector<std::jthread> others;
    for (int i = 0; i < 20; ++i) {
      others.emplace_back([&database, i] {
        database.write(
            [&](Transaction& transaction) { add_item(transaction, "other " + std::to_string(i)); });
      });
    }
    all_wait.count_down();
  }
  first.join();
  EXPECT_EQ(items(database).size(), 21U);
  // The first change alone, the rest in few groups; a new log syncs its header and its name too.
  EXPECT_LT(files.sync_count() - before, 15);
}

TEST(GroupCommit, GivesEveryCallerItsOwnOutcome) {
  FaultFiles files;
  Database database(files, item_options());
  in_threads(8, [&](int thread) {
    for (int i = 0; i < 100; ++i) {
      const std::string name = std::to_string(thread) + ":" + std::to_string(i);
      const auto change = [&](Transaction& transaction) {
        add_item(transaction, name);
        if (i % 3 == 0) throw Error(ErrorKind::invalid, name, "on purpose");
      };
      try {
        database.write(change);
        EXPECT_NE(i % 3, 0);
        const auto seen = items(database);
        EXPECT_TRUE(std::binary_search(seen.begin(), seen.end(), name));
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), name);
      }
    }
  });
  EXPECT_EQ(items(database).size(), 8U * 66U);
}

// Every commit moves the one token: whoever reads must see exactly one.
TEST(Snapshots, AreWholeWhileOthersWriteAndCheckpoint) {
  FaultFiles files;
  auto options = item_options();
  options.log_bytes_max = 40 * kPageBytes;
  Database database(files, options);
  database.write([](Transaction& transaction) { add_item(transaction, "token 0"); });
  std::atomic<bool> stop = false;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        const auto now = database.snapshot();
        const auto first = items(database, now);
        EXPECT_EQ(first.size(), 1U);
        EXPECT_EQ(items(database, now), first);
      }
    });
  }
  for (int i = 1; i < 400; ++i) {
    const auto move = [&](Transaction& transaction) {
      retire_item(transaction, "token " + std::to_string(i - 1));
      add_item(transaction, "token " + std::to_string(i));
    };
    if (i % 4 != 0) {
      database.write(move);
      continue;
    }
    auto commit = database.begin_commit();
    commit.write(move);
    commit.publish();
  }
  stop = true;
  readers.clear();
  // Checkpoints kept the log near its limit although there was always a reader.
  EXPECT_LT(files.size_bytes(options.path + "-wal"), 40 * kPageBytes * 10);
}

TEST(Readers, AndTheWriterDoNotWaitForEachOther) {
  FaultFiles files;
  Database database(files, item_options());
  std::promise<void> reading;
  std::promise<void> written;
  std::jthread reader([&] {
    database.read([&](Connection& connection) {
      EXPECT_EQ(items(connection, database.snapshot()), Names{});
      reading.set_value();
      written.get_future().wait();
      EXPECT_EQ(items(connection, database.snapshot()), Names{});
    });
  });
  reading.get_future().wait();
  database.write([](Transaction& transaction) { add_item(transaction, "a"); });
  EXPECT_EQ(items(database), Names{"a"});
  written.set_value();
}

TEST(Readers, ThatStayLongDelayACheckpointButNotWrites) {
  FaultFiles files;
  auto options = item_options();
  options.log_bytes_max = kPageBytes;
  Database database(files, options);
  database.read([&](Connection& connection) {
    EXPECT_EQ(items(connection, database.snapshot()), Names{});
    std::jthread([&] {
      database.write([](Transaction& transaction) { add_item(transaction, "a"); });
      database.write([](Transaction& transaction) { add_item(transaction, "b"); });
    }).join();
  });
  EXPECT_EQ(items(database), (Names{"a", "b"}));
}

}  // namespace
}  // namespace sluice::meta
