// Power cuts, damaged pages and full disks.
#include <cstdlib>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/random.h"
#include "meta/database.h"
#include "meta/database_fixture.h"
#include "meta/log_file.h"

namespace sluice::meta {
namespace {

using Names = std::vector<std::string>;

int random_below(Random& random, int limit) {
  std::uint32_t word = 0;
  random.fill(std::as_writable_bytes(std::span(&word, 1)));
  return static_cast<int>(word % static_cast<std::uint32_t>(limit));
}

// A random history of commits of two items each, half of them in slices, some on a full disk.
class Workload {
 public:
  Workload(FaultFiles& files, std::uint64_t seed) : files_(files), random_(seed) {}

  // Stops at the power cut.
  void run(Database& database, int steps) {
    for (int i = 0; i < steps; ++i) {
      attempted_ = "n" + std::to_string(next_++);
      if (random_below(random_, 8) == 0) {
        const auto room = static_cast<std::uint64_t>(random_below(random_, 60'000));
        files_.set_capacity(files_.used_bytes() + room);
      }
      try {
        step(database);
        acknowledged_.push_back(attempted_);
      } catch (const Error& error) {
        if (error.code() != "DiskFull") {
          EXPECT_EQ(error.code(), "PowerCut") << error.message();
          return;
        }
      }
      files_.set_capacity(std::nullopt);
    }
    attempted_.clear();
  }

  // Every acknowledged commit is there whole; the one under way is there whole or not at all.
  void check(Database& database) {
    Names expected;
    for (const auto& name : acknowledged_)
      add_pair(expected, name);
    std::sort(expected.begin(), expected.end());
    const Names found = items(database);
    if (found == expected || attempted_.empty()) {
      EXPECT_EQ(found, expected);
      return;
    }
    add_pair(expected, attempted_);
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(found, expected);
    acknowledged_.push_back(attempted_);
  }

 private:
  static void add_pair(Names& names, const std::string& name) {
    names.push_back(name + "-a");
    names.push_back(name + "-b");
  }

  void step(Database& database) {
    if (random_below(random_, 2) == 0) {
      database.write([&](Transaction& transaction) {
        add_item(transaction, attempted_ + "-a");
        add_item(transaction, attempted_ + "-b");
      });
      return;
    }
    auto commit = database.begin_commit();
    commit.write([&](Transaction& transaction) { add_item(transaction, attempted_ + "-a"); });
    commit.publish([&](Transaction& transaction) { add_item(transaction, attempted_ + "-b"); });
  }

  FaultFiles& files_;
  SeededRandom random_;
  int next_ = 0;
  std::string attempted_;
  Names acknowledged_;
};

DatabaseOptions small_log_options() {
  auto options = item_options();
  options.log_bytes_max = 20 * kPageBytes;  // a checkpoint every few commits
  return options;
}

void survive_cuts(FaultFiles::Unsynced unsynced, std::uint64_t seed) {
  FaultFiles files;
  SeededRandom random(seed);
  Workload workload(files, seed);
  // Each life begins by opening what the last one left, and ends at a sync of its choice.
  for (int life = 0; life < 120; ++life) {
    files.cut_power_at_sync(life < 40 ? life : random_below(random, 25));
    try {
      Database database(files, small_log_options());
      workload.run(database, 12);
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), "PowerCut") << error.message();
    }
    files.cut_power();
    files.restart(unsynced, random);
    files.set_capacity(std::nullopt);
    Database database(files, small_log_options());
    workload.check(database);
    if (testing::Test::HasFailure()) FAIL() << "life " << life << " of seed " << seed;
    if (life % 7 == 0) database.remove_abandoned(database.abandoned());
  }
}

std::uint64_t histories() {
  return std::getenv("SLUICE_TEST_LONG") ? 100 : 4;
}

TEST(PowerCut, KeepsEveryAcknowledgedCommitWhole) {
  survive_cuts(FaultFiles::Unsynced::dropped, 1);
}

TEST(PowerCut, KeepsEveryAcknowledgedCommitWholeWhenSectorsAreTorn) {
  for (std::uint64_t seed = 2; seed < 2 + histories(); ++seed)
    survive_cuts(FaultFiles::Unsynced::torn, seed);
}

TEST(PowerCut, WhileALakeIsMadeLeavesOneThatOpens) {
  for (const auto unsynced : {FaultFiles::Unsynced::dropped, FaultFiles::Unsynced::torn}) {
    for (int cut = 0; cut < 12; ++cut) {
      FaultFiles files;
      SeededRandom random(static_cast<std::uint64_t>(cut));
      files.cut_power_at_sync(cut);
      try {
        Database database(files, item_options());
        database.write([](Transaction& transaction) { add_item(transaction, "a"); });
      } catch (const Error& error) {
        ASSERT_EQ(error.code(), "PowerCut") << error.message();
      }
      files.cut_power();
      files.restart(unsynced, random);
      Database database(files, item_options());
      database.write([](Transaction& transaction) { add_item(transaction, "b"); });
      EXPECT_EQ(items(database).back(), "b") << "cut at sync " << cut;
    }
  }
}

void fill(Database& database, int commits, int first = 0) {
  for (int i = first; i < first + commits; ++i) {
    database.write([&](Transaction& transaction) {
      for (int j = 0; j < 50; ++j) {
        add_item(transaction, "item " + std::to_string(i) + " " + std::to_string(j));
      }
    });
  }
}

// Reads every row and index entry; answers what went wrong.
std::optional<Error> read_everything(FaultFiles& files, const Names& expected) {
  try {
    Database database(files, item_options());
    EXPECT_EQ(items(database), expected);
    database.read([](Connection& connection) {
      for (const char* const index : {"item_current", "item_added", "item_retired"}) {
        connection
            .prepare(std::string("SELECT count(*), max(name) FROM item INDEXED BY ") + index +
                     " WHERE retired = 9223372036854775807 AND added > 0")
            .run();
      }
    });
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

TEST(Damage, OfAnyPageIsReportedWithItsFileAndNumber) {
  FaultFiles files;
  Names expected;
  {
    Database database(files, item_options());
    fill(database, 20);
    expected = items(database);
  }
  const std::string path = item_options().path;
  const std::uint64_t pages = files.size_bytes(path) / kPageBytes;
  EXPECT_EQ(files.size_bytes(path + "-wal"), 0U);
  ASSERT_GT(pages, 10U);
  SeededRandom random(3);
  for (std::uint64_t page = 0; page < pages; ++page) {
    for (int attempt = 0; attempt < 3; ++attempt) {
      const auto at =
          page * kPageBytes + static_cast<std::uint64_t>(random_below(random, kPageBytes));
      const int bit = random_below(random, 8);
      files.flip_bit(path, at, bit);
      const auto failure = read_everything(files, expected);
      files.flip_bit(path, at, bit);
      ASSERT_TRUE(failure) << "byte " << at;
      EXPECT_EQ(failure->kind(), ErrorKind::corrupt);
      EXPECT_EQ(failure->code(), "CorruptMetadata");
      EXPECT_NE(failure->message().find(path), std::string::npos);
      if (at >= 100) {
        const auto name = "page " + std::to_string(page + 1) + " ";
        EXPECT_NE(failure->message().find(name), std::string::npos) << failure->message();
      }
    }
  }
  EXPECT_FALSE(read_everything(files, expected));
}

TEST(Damage, IncludesAFileThatIsNoDatabaseOfOurs) {
  FaultFiles files;
  SeededRandom random(9);
  std::vector<std::byte> noise(3 * kPageBytes);
  random.fill(noise);
  files.open(item_options().path, OpenMode::create_new)->write_at(0, noise);
  const auto failure = read_everything(files, {});
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code(), "CorruptMetadata");
}

TEST(Damage, OfTheDatabasesLengthIsReported) {
  FaultFiles files;
  {
    Database database(files, item_options());
    fill(database, 20);
  }
  const std::string path = item_options().path;
  files.open(path, OpenMode::read_write)->truncate(files.size_bytes(path) - 3 * kPageBytes);
  const auto failure = read_everything(files, {});
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code(), "CorruptMetadata");
}

// After a crash the log holds commits; a flipped bit must not make the later ones disappear.
TEST(Damage, OfAnyFrameOfTheLogButTheLastCommitsIsReported) {
  FaultFiles files;
  SeededRandom random(4);
  Names expected;
  {
    Database database(files, item_options());
    fill(database, 10);
    database.write([](Transaction& transaction) { add_item(transaction, "last"); });
    expected = items(database);
    files.cut_power();
  }
  files.restart(FaultFiles::Unsynced::dropped, random);
  const std::string log = item_options().path + "-wal";
  const std::uint64_t frames = (files.size_bytes(log) - kLogHeaderBytes) / kFrameBytes;
  ASSERT_GT(frames, 20U);
  const std::uint64_t last_commit = 8;  // frames, at most
  const auto expect_noticed = [&](std::uint64_t at) {
    const int bit = random_below(random, 8);
    files.flip_bit(log, at, bit);
    EXPECT_THROW(check_log(files, log), Error) << "byte " << at;
    files.flip_bit(log, at, bit);
  };
  for (std::uint64_t at = 0; at < 32; ++at)
    expect_noticed(at);
  for (std::uint64_t frame = 0; frame + last_commit < frames; ++frame) {
    for (const std::uint64_t within : {0, 5, 9, 14, 17, 21, 24, 1000, 4000, 4112, 4117}) {
      expect_noticed(frame_offset(frame) + within);
    }
  }
  EXPECT_FALSE(read_everything(files, expected));
}

TEST(Damage, OfTheLogIsReportedWhileTheDatabaseIsOpen) {
  FaultFiles files;
  Database database(files, item_options());
  fill(database, 10);
  const std::string log = item_options().path + "-wal";
  const std::uint64_t frames = (files.size_bytes(log) - kLogHeaderBytes) / kFrameBytes;
  for (std::uint64_t frame = 0; frame < frames; ++frame) {
    files.flip_bit(log, frame_offset(frame) + kFrameHeaderBytes + 2000);
  }
  try {
    items(database);
    FAIL() << "the damage was not noticed";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "CorruptMetadata");
    EXPECT_NE(error.message().find(log), std::string::npos) << error.message();
  }
}

TEST(FullDisk, FailsTheWriteAndLeavesTheDatabaseUsable) {
  FaultFiles files;
  Database database(files, item_options());
  fill(database, 3);
  const Names before = items(database);
  files.set_capacity(files.used_bytes() + 10'000);
  try {
    fill(database, 3, 3);
    FAIL() << "the disk was full";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::limit);
    EXPECT_EQ(error.code(), "DiskFull");
  }
  EXPECT_EQ(items(database), before);
  files.set_capacity(std::nullopt);
  database.write([](Transaction& transaction) { add_item(transaction, "later"); });
  EXPECT_EQ(items(database).size(), before.size() + 1);
}

TEST(FullDisk, WhileALakeIsMadeSaysSoAndLetsTheNextTrySucceed) {
  for (std::uint64_t room = 0; room < 60'000; room += 5'000) {
    FaultFiles files;
    files.set_capacity(room);
    try {
      Database database(files, item_options());
      database.write([](Transaction& transaction) { add_item(transaction, "a"); });
      FAIL() << "there was room";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "DiskFull") << error.message();
    }
    files.set_capacity(std::nullopt);
    Database database(files, item_options());
    EXPECT_EQ(items(database), Names{});
  }
}

TEST(FullDisk, DuringACheckpointLosesNothing) {
  FaultFiles files;
  Names expected;
  {
    Database database(files, small_log_options());
    files.set_capacity(150'000);
    try {
      fill(database, 100);
      FAIL() << "the disk was full";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "DiskFull");
    }
    expected = items(database);
    EXPECT_FALSE(expected.empty());
  }
  files.set_capacity(std::nullopt);
  EXPECT_FALSE(read_everything(files, expected));
}

}  // namespace
}  // namespace sluice::meta
