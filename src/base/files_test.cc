// What every implementation of Files promises, and what FaultFiles adds.
#include "base/files.h"

#include <filesystem>

#include <unistd.h>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/fault_files.h"

namespace sluice {
namespace {

std::string content(File& file) {
  std::string text(file.size_bytes(), '\0');
  const auto got = file.read_at(0, std::as_writable_bytes(std::span(text)));
  EXPECT_EQ(got, text.size());
  return text;
}

ErrorKind kind_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "no error";
  return ErrorKind::cancelled;
}

class FilesConformance : public testing::TestWithParam<bool> {
 protected:
  FilesConformance() {
    if (GetParam()) {
      root_ = testing::TempDir() + "files_test_" + std::to_string(::getpid());
      std::filesystem::remove_all(root_);
      files_ = std::make_unique<SystemFiles>();
    } else {
      files_ = std::make_unique<FaultFiles>();
    }
    files_->create_directories(root_ + "/a/b");
  }
  ~FilesConformance() override {
    if (GetParam()) std::filesystem::remove_all(root_);
  }

  std::string root_ = "/lake";
  std::unique_ptr<Files> files_;
};

TEST_P(FilesConformance, ReadsBackWhatWasWrittenAnywhereInTheFile) {
  const auto file = files_->open(root_ + "/a/x", OpenMode::create_new);
  file->write_at(3, bytes_of("def"));
  file->write_at(0, bytes_of("abc"));
  file->sync();
  EXPECT_EQ(content(*file), "abcdef");
  std::array<std::byte, 10> buffer;
  EXPECT_EQ(file->read_at(4, buffer), 2U);
  EXPECT_EQ(file->read_at(6, buffer), 0U);
  file->truncate(2);
  EXPECT_EQ(content(*file), "ab");
  file->truncate(4);
  EXPECT_EQ(content(*file), std::string("ab\0\0", 4));
}

TEST_P(FilesConformance, OpensByModeAndNamesWhatIsWrong) {
  const std::string path = root_ + "/x";
  EXPECT_EQ(kind_of([&] { files_->open(path, OpenMode::read); }), ErrorKind::not_found);
  EXPECT_EQ(kind_of([&] { files_->open(path, OpenMode::read_write); }), ErrorKind::not_found);
  files_->open(path, OpenMode::create_new)->write_at(0, bytes_of("kept"));
  EXPECT_EQ(kind_of([&] { files_->open(path, OpenMode::create_new); }), ErrorKind::conflict);
  EXPECT_EQ(content(*files_->open(path, OpenMode::create_or_open)), "kept");
  EXPECT_EQ(kind_of([&] { files_->open(path, OpenMode::read)->write_at(0, bytes_of("no")); }),
            ErrorKind::io);
}

TEST_P(FilesConformance, RenamesRemovesAndLists) {
  files_->open(root_ + "/a/x", OpenMode::create_new)->write_at(0, bytes_of("new"));
  files_->open(root_ + "/a/y", OpenMode::create_new)->write_at(0, bytes_of("old"));
  files_->rename(root_ + "/a/x", root_ + "/a/y");
  files_->sync_directory(root_ + "/a");
  EXPECT_FALSE(files_->exists(root_ + "/a/x"));
  EXPECT_EQ(content(*files_->open(root_ + "/a/y", OpenMode::read)), "new");
  auto names = files_->list(root_ + "/a");
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"b", "y"}));
  files_->remove(root_ + "/a/y");
  files_->remove(root_ + "/a/y");
  EXPECT_FALSE(files_->exists(root_ + "/a/y"));
  EXPECT_TRUE(files_->exists(root_ + "/a/b"));
  EXPECT_EQ(kind_of([&] { files_->list(root_ + "/absent"); }), ErrorKind::not_found);
  EXPECT_EQ(kind_of([&] { files_->rename(root_ + "/no", root_ + "/z"); }), ErrorKind::not_found);
}

TEST_P(FilesConformance, KeepsARemovedFileReadableWhileItIsOpen) {
  const auto file = files_->open(root_ + "/x", OpenMode::create_new);
  file->write_at(0, bytes_of("still"));
  files_->remove(root_ + "/x");
  EXPECT_EQ(content(*file), "still");
}

INSTANTIATE_TEST_SUITE_P(Each, FilesConformance, testing::Bool(), [](const auto& instance) {
  return instance.param ? "SystemFiles" : "FaultFiles";
});

TEST(ParentDirectory, IsTheFolderOfAPath) {
  EXPECT_EQ(parent_directory("/a/b"), "/a");
  EXPECT_EQ(parent_directory("/a/b/"), "/a");
  EXPECT_EQ(parent_directory("/a"), "/");
  EXPECT_EQ(parent_directory("/"), "/");
  EXPECT_EQ(parent_directory("a"), ".");
  EXPECT_EQ(parent_directory("a//b"), "a");
  EXPECT_EQ(parent_directory(""), ".");
}

TEST(FaultFiles, LosesInAPowerCutWhatWasNotSynced) {
  FaultFiles files;
  SeededRandom random(1);
  const auto kept = files.open("/d/kept", OpenMode::create_new);
  kept->write_at(0, bytes_of("synced"));
  kept->sync();
  files.sync_directory("/d");
  kept->write_at(0, bytes_of("UNSYNCED"));
  const auto lost = files.open("/d/lost", OpenMode::create_new);
  lost->sync();
  files.cut_power();
  EXPECT_EQ(kind_of([&] { kept->sync(); }), ErrorKind::io);
  files.restart(FaultFiles::Unsynced::dropped, random);
  EXPECT_EQ(kind_of([&] { kept->size_bytes(); }), ErrorKind::io);
  EXPECT_FALSE(files.exists("/d/lost"));
  EXPECT_EQ(content(*files.open("/d/kept", OpenMode::read)), "synced");
}

TEST(FaultFiles, TearsUnsyncedWritesBySectors) {
  FaultFiles files;
  SeededRandom random(1);
  const auto file = files.open("/x", OpenMode::create_new);
  file->write_at(0, bytes_of(std::string(512 * 64, 'a')));
  file->sync();
  files.sync_directory("/");
  file->write_at(0, bytes_of(std::string(512 * 64, 'b')));
  files.restart(FaultFiles::Unsynced::torn, random);
  const auto text = content(*files.open("/x", OpenMode::read));
  const auto torn = std::count(text.begin(), text.end(), 'b');
  EXPECT_GT(torn, 0);
  EXPECT_LT(torn, 512 * 64);
  EXPECT_EQ(torn % 512, 0);
}

TEST(FaultFiles, CutsThePowerAtAChosenSync) {
  FaultFiles files;
  const auto file = files.open("/x", OpenMode::create_new);
  files.cut_power_at_sync(1);
  file->sync();
  EXPECT_EQ(kind_of([&] { file->sync(); }), ErrorKind::io);
  EXPECT_EQ(kind_of([&] { files.exists("/x"); }), ErrorKind::io);
  EXPECT_EQ(files.sync_count(), 1);
}

TEST(FaultFiles, IsFullPastItsCapacityAndFlipsBits) {
  FaultFiles files;
  files.set_capacity(4);
  const auto file = files.open("/x", OpenMode::create_new);
  file->write_at(0, bytes_of("abcd"));
  EXPECT_EQ(kind_of([&] { file->write_at(4, bytes_of("e")); }), ErrorKind::limit);
  file->write_at(0, bytes_of("AB"));
  files.flip_bit("/x", 0, 5);
  EXPECT_EQ(content(*file), "aBcd");
  EXPECT_EQ(files.used_bytes(), 4U);
}

}  // namespace
}  // namespace sluice
