#include "store/lake.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/bytes.h"
#include "base/error.h"
#include "base/fault_files.h"
#include "store/store_test_world.h"

namespace sluice::store {
namespace {

// A folder on the real disk, gone with the test.
class LakeFolder : public testing::Test {
 protected:
  LakeFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sluice-lake-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
  }
  ~LakeFolder() override { std::filesystem::remove_all(root_); }

  LakeOptions options() const {
    return {.directory = root_ + "/lake", .schema = Store::schema(), .key_file = root_ + "/key"};
  }

  std::unique_ptr<Lake> open() { return open(options()); }
  std::unique_ptr<Lake> open(const LakeOptions& how) {
    return std::make_unique<Lake>(files_, clock_, random_, how);
  }

  std::string code_of_opening() { return code_of_opening(options()); }
  std::string code_of_opening(const LakeOptions& how) {
    try {
      open(how);
      return "(no error)";
    } catch (const Error& error) {
      return error.code();
    }
  }

  std::string text_of(const std::string& path) const {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::string root_;
  SystemFiles files_;
  SystemClock clock_;
  SystemRandom random_;
};

void put(Lake& lake, const std::string& key, std::string_view content) {
  const BucketName bucket("zone-raw");
  if (!lake.store().find_bucket(lake.database().snapshot(), bucket)) {
    lake.database().write(
        [&](meta::Transaction& now) { lake.store().create_bucket(now, bucket, {}); });
  }
  TextReader reader(content);
  lake.store().put(bucket, ObjectKey(key), reader);
}

std::string get(Lake& lake, const std::string& key) {
  const auto reader = lake.store().open(
      lake.store().head(lake.database().snapshot(), BucketName("zone-raw"), ObjectKey(key)));
  std::string text(reader->object().size_bytes, '\0');
  reader->read_at(0, std::as_writable_bytes(std::span(text.data(), text.size())));
  return text;
}

TEST_F(LakeFolder, KeepsEverythingFromOneProcessToTheNext) {
  std::string id;
  {
    const auto lake = open();
    id = lake->identity().id;
    put(*lake, "small", "abc");
    put(*lake, "large", std::string(3'000'000, 'x'));
  }
  const auto lake = open();
  EXPECT_EQ(lake->identity().id, id);
  EXPECT_EQ(lake->identity().account_id, "000000000000");
  EXPECT_EQ(lake->identity().region, "us-east-1");
  EXPECT_EQ(get(*lake, "small"), "abc");
  EXPECT_EQ(get(*lake, "large"), std::string(3'000'000, 'x'));
}

TEST_F(LakeFolder, IsOpenInOneProcessOnly) {
  const auto lake = open();
  EXPECT_EQ(code_of_opening(), "LakeHeld");
}

TEST_F(LakeFolder, StaysShutToOthersOnTheMachine) {
  const auto lake = open();
  put(*lake, "k", "v");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root_)) {
    struct stat status;
    ASSERT_EQ(::stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 077, 0u) << entry.path();
  }
}

TEST_F(LakeFolder, RefusesAKeyThatOthersMayRead) {
  open();
  ::chmod((root_ + "/key").c_str(), 0640);
  EXPECT_EQ(code_of_opening(), "ExposedMasterKey");
}

TEST_F(LakeFolder, SaysThatItsKeyIsGoneOrAnother) {
  open();
  LakeOptions other = options();
  other.key_file = root_ + "/other";
  EXPECT_EQ(code_of_opening(other), "NoMasterKey");
  std::ofstream(root_ + "/other") << std::string(64, 'a') << "\n";
  ::chmod((root_ + "/other").c_str(), 0600);
  EXPECT_EQ(code_of_opening(other), "WrongMasterKey");
}

TEST_F(LakeFolder, RefusesANewerFormat) {
  open();
  const std::string path = root_ + "/lake/lake.json";
  std::string text = text_of(path);
  text.replace(text.find("\"format\":1"), 10, "\"format\":2");
  std::ofstream(path) << text;
  EXPECT_EQ(code_of_opening(), "NewerLake");
}

TEST_F(LakeFolder, NoticesAChangedIdentity) {
  open();
  const std::string path = root_ + "/lake/lake.json";
  std::string text = text_of(path);
  text.replace(text.find("us-east-1"), 9, "eu-west-1");
  std::ofstream(path) << text;
  EXPECT_EQ(code_of_opening(), "CorruptLake");
}

TEST_F(LakeFolder, BuildsNoLakeAmongOtherFiles) {
  std::filesystem::create_directories(root_ + "/lake");
  std::ofstream(root_ + "/lake/notes.txt") << "mine";
  EXPECT_EQ(code_of_opening(), "NotALake");
  EXPECT_FALSE(std::filesystem::exists(root_ + "/lake/lock"));
}

TEST_F(LakeFolder, IsNotMadeWhenOnlyLookedFor) {
  LakeOptions look = options();
  look.missing = MissingLake::fail;
  EXPECT_EQ(code_of_opening(look), "NoSuchLake");
  EXPECT_FALSE(std::filesystem::exists(root_ + "/lake"));
}

TEST_F(LakeFolder, KeepsItsKeyOutsideAndTheContentUnreadable) {
  {
    const auto lake = open();
    put(*lake, "secret", "the quick brown fox");
    put(*lake, "long-secret", std::string(2'000'000, 'q'));
  }
  EXPECT_EQ(text_of(root_ + "/key").size(), 65u);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root_ + "/lake")) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = text_of(entry.path().string());
    EXPECT_EQ(bytes.find("quick brown"), std::string::npos) << entry.path();
    EXPECT_EQ(bytes.find(std::string(64, 'q')), std::string::npos) << entry.path();
  }
}

// The lock is on the real disk, everything else in memory.
TEST_F(LakeFolder, OpensAgainWhereverItsCreationWasCutShort) {
  std::filesystem::create_directories(root_ + "/lake");
  int cuts = 0;
  for (int sync = 0;; ++sync) {
    FaultFiles files;
    SeededRandom random(sync);
    files.create_directories(root_ + "/lake");
    files.sync_directory(root_);
    files.cut_power_at_sync(sync);
    bool is_cut = false;
    try {
      const Lake lake(files, clock_, random, options());
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), "PowerCut") << error.message();
      is_cut = true;
    }
    if (!is_cut) break;
    ++cuts;
    files.restart(FaultFiles::Unsynced::torn, random);
    Lake lake(files, clock_, random, options());
    put(lake, "k", "v");
    EXPECT_EQ(get(lake, "k"), "v");
  }
  EXPECT_GT(cuts, 5);
}

TEST(MasterKeyFile, LiesBelowTheUsersSettings) {
  ::unsetenv("SLUICE_KEY_FILE");
  ::setenv("XDG_CONFIG_HOME", "/home/ann/settings", 1);
  EXPECT_EQ(master_key_file({.id = "42"}), "/home/ann/settings/sluice/keys/42");
  ::unsetenv("XDG_CONFIG_HOME");
  ::setenv("HOME", "/home/ann", 1);
  EXPECT_EQ(master_key_file({.id = "42"}), "/home/ann/.config/sluice/keys/42");
  ::setenv("SLUICE_KEY_FILE", "/run/secrets/lake", 1);
  EXPECT_EQ(master_key_file({.id = "42"}), "/run/secrets/lake");
  ::unsetenv("SLUICE_KEY_FILE");
}

}  // namespace
}  // namespace sluice::store
