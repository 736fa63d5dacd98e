#include "api/s3/delivery/logs/spool.h"

#include <thread>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/fault_files.h"

namespace sluice::api::s3 {
namespace {

class SpoolTest : public testing::Test {
 protected:
  Spool open(SpoolOptions options = {}) {
    options.directory = "/lake/access-logs";
    return Spool(files_, clock_, random_, options);
  }

  static std::vector<std::string> texts(Spool& spool) {
    std::vector<std::string> all;
    for (const auto& file : spool.sealed()) {
      for (const auto& line : spool.read(file))
        all.push_back(line.bucket + ": " + line.text);
    }
    return all;
  }

  FaultFiles files_;
  FakeClock clock_{Timestamp(std::chrono::seconds(1'800'000'000))};
  SeededRandom random_{1};
};

using Texts = std::vector<std::string>;

TEST_F(SpoolTest, MakesNoFolderBeforeThereIsALine) {
  auto spool = open();
  spool.seal();
  EXPECT_FALSE(files_.exists("/lake/access-logs"));
  EXPECT_TRUE(spool.sealed().empty());
}

TEST_F(SpoolTest, GivesLinesBackOnceTheyAreSealed) {
  auto spool = open();
  const auto time = clock_.now();
  spool.append({.time = time, .bucket = "a", .text = "one two"});
  EXPECT_TRUE(spool.has_open_lines());
  EXPECT_TRUE(texts(spool).empty());
  spool.seal();
  EXPECT_FALSE(spool.has_open_lines());
  clock_.advance(std::chrono::seconds(1));
  spool.append({.time = clock_.now(), .bucket = "b", .text = "three"});
  spool.seal();
  EXPECT_EQ(texts(spool), (Texts{"a: one two", "b: three"}));
  const auto files = spool.sealed();
  EXPECT_EQ(spool.read(files[0])[0].time, time);
  EXPECT_EQ(files[0].sealed, time);
  EXPECT_EQ(files[0].id.size(), 16u);
  spool.remove(files[0]);
  EXPECT_EQ(texts(spool), (Texts{"b: three"}));
}

TEST_F(SpoolTest, KeepsWhatAProcessThatWasKilledLeft) {
  {
    auto spool = open();
    spool.append({.time = clock_.now(), .bucket = "a", .text = "open"});
  }
  auto spool = open();
  EXPECT_EQ(texts(spool), (Texts{"a: open"}));
}

TEST_F(SpoolTest, LeavesDamagedLinesOut) {
  {
    auto spool = open();
    for (const auto* text : {"first", "second", "third"})
      spool.append({.time = clock_.now(), .bucket = "a", .text = text});
  }
  const auto file = files_.open("/lake/access-logs/open", OpenMode::read_write);
  std::string content(file->size_bytes(), ' ');
  file->read_at(0, std::as_writable_bytes(std::span(content.data(), content.size())));
  file->write_at(content.find("second"), bytes_of("sEcond"));
  file->truncate(content.size() - 3);
  auto spool = open();
  EXPECT_EQ(texts(spool), (Texts{"a: first"}));
}

TEST_F(SpoolTest, SealsAFileThatIsFull) {
  auto spool = open({.file_bytes_max = 100});
  EXPECT_FALSE(spool.take_full());
  for (int i = 0; i < 3; ++i)
    spool.append({.time = clock_.now(), .bucket = "a", .text = std::string(50, 'x')});
  EXPECT_EQ(spool.sealed().size(), 1u);
  EXPECT_TRUE(spool.take_full());
  EXPECT_FALSE(spool.take_full());
}

TEST_F(SpoolTest, DropsLinesWhenTooManyWait) {
  auto spool = open({.waiting_bytes_max = 150});
  for (int i = 0; i < 3; ++i)
    spool.append({.time = clock_.now(), .bucket = "a", .text = std::string(50, 'x')});
  EXPECT_EQ(spool.take_dropped(), 2u);
  EXPECT_EQ(spool.take_dropped(), 0u);
  spool.seal();
  spool.remove(spool.sealed().at(0));
  spool.append({.time = clock_.now(), .bucket = "a", .text = "fits again"});
  EXPECT_EQ(spool.take_dropped(), 0u);
}

TEST_F(SpoolTest, TakesLinesOfManyThreads) {
  auto spool = open({.file_bytes_max = 2'000});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i)
        spool.append({.time = clock_.now(), .bucket = "a", .text = "line"});
    });
  }
  for (int i = 0; i < 20; ++i)
    spool.seal();
  for (auto& thread : threads)
    thread.join();
  spool.seal();
  EXPECT_EQ(texts(spool).size(), 800u);
}

}  // namespace
}  // namespace sluice::api::s3
