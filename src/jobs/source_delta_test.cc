#include "jobs/source_delta.h"

#include <gtest/gtest.h>

namespace sluice::jobs {
namespace {

engine::ScanFile file(const std::string& key, const std::string& sha256,
                      const std::string& partition = "p") {
  engine::ScanFile file{.partition_values = {partition}};
  file.object.bucket = store::BucketName("raw");
  file.object.key = store::ObjectKey(key);
  file.object.sha256 = sha256;
  return file;
}

std::string keys(const std::vector<engine::ScanFile>& files) {
  std::string text;
  for (const auto& each : files)
    text += each.object.key.text();
  return text;
}

TEST(SourceDelta, TellsNewChangedKnownDuplicateAndVanishedObjectsApart) {
  auto delta = source_delta(
      {file("a", "1"), file("b", "other"), file("c", "3"), file("d", "1"), file("e", "3")},
      {{"s3://raw/a", "1"}, {"s3://raw/b", "2"}, {"s3://raw/z", "9"}});
  EXPECT_EQ(keys(delta.known), "a");
  EXPECT_EQ(keys(delta.changed), "b");
  EXPECT_EQ(keys(delta.fresh), "c");
  EXPECT_EQ(keys(delta.duplicates), "de");
  EXPECT_EQ(delta.gone, (std::vector<std::string>{"s3://raw/z"}));
}

TEST(Contents, TellWhereThePartitionValuesEnd) {
  Contents contents({true, true});
  auto content = [&](std::optional<std::string> a, std::optional<std::string> b) {
    auto one = file("k", "1");
    one.partition_values = {std::move(a), std::move(b)};
    return contents.of(one);
  };
  std::set<std::string> texts{content("x/=y", "z"),  content("x", "y/=z"), content("x/1=y", "z"),
                              content("x", "y/1=z"), content("", "x"),     content("x", ""),
                              content({}, "x"),      content("x", {}),     content({}, {}),
                              content("", ""),       content("/", {})};
  EXPECT_EQ(texts.size(), 11u);
}

TEST(SourceDelta, OfNothingIsNothing) {
  auto delta = source_delta({}, {});
  EXPECT_TRUE(delta.fresh.empty() && delta.changed.empty() && delta.gone.empty());
}

std::string affected(const std::vector<engine::ScanFile>& files,
                     const std::map<std::string, std::string>& seen) {
  auto found = affected_partitions(files, seen);
  return keys(found.files) + (found.is_everything ? " of everything" : "");
}

TEST(AffectedPartitions, AreThoseWithANewOrChangedObject) {
  std::map<std::string, std::string> seen{{"s3://raw/a", "1"}, {"s3://raw/b", "2"}};
  EXPECT_EQ(affected({file("a", "1", "p"), file("b", "2", "q")}, seen), "");
  EXPECT_EQ(affected({file("a", "1", "p"), file("b", "3", "q")}, seen), "b");
  EXPECT_EQ(affected({file("a", "1", "p"), file("b", "2", "q"), file("c", "3", "p")}, seen), "ac");
}

TEST(AffectedPartitions, LeaveOutAnObjectWithTheContentOfAnother) {
  std::map<std::string, std::string> seen{{"s3://raw/a", "1"}, {"s3://raw/b", "1"}};
  EXPECT_EQ(affected({file("a", "1"), file("b", "1"), file("c", "2")}, seen), "ac");
}

TEST(AffectedPartitions, MoveAContentToItsFirstKey) {
  std::map<std::string, std::string> seen{{"s3://raw/b", "1"}};
  EXPECT_EQ(affected({file("a", "1", "p"), file("b", "1", "q"), file("c", "2", "q")}, seen), "ac");
}

TEST(AffectedPartitions, AreAllWhenAnObjectThatCountedVanished) {
  std::map<std::string, std::string> seen{{"s3://raw/a", "1"}, {"s3://raw/b", "1"}};
  EXPECT_EQ(affected({file("b", "1", "p"), file("c", "2", "q")}, seen), "bc of everything");
  EXPECT_EQ(affected({file("a", "1", "p")}, seen), "") << "b was a copy";
}

}  // namespace
}  // namespace sluice::jobs
