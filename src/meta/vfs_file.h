// One file that SQLite opened: checks and stamps pages on their way. Internal to vfs.cc.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/error.h"
#include "base/files.h"
#include "meta/locks.h"
#include "meta/log_file.h"
#include "meta/page.h"

namespace sluice::meta {

enum class FileRole { database, log, journal };

// What went wrong below SQLite, which passes on a number only. A connection is used by one thread
// at a time, so the thread that sees SQLite fail is the one that met the error. Thread-safe.
class Failures {
 public:
  void keep(const Error& error);
  // This thread's last one; taken once.
  std::optional<Error> take();

 private:
  std::mutex mutex_;
  std::map<std::thread::id, Error> by_thread_;
};

// Used by one thread at a time. Methods answer SQLite's codes and throw Error.
class VfsFile {
 public:
  struct Shared {
    explicit Shared(Files& files_) : files(files_) {}

    Files& files;
    FileLocks locks;
    LogIndex index;
    Failures failures;
  };

  VfsFile(Shared& shared, FileRole role, std::string path, OpenMode mode);
  ~VfsFile();

  int read(std::byte* out, std::size_t size, std::uint64_t offset);
  int write(const std::byte* data, std::size_t size, std::uint64_t offset);
  void sync();
  void truncate(std::uint64_t size_bytes) { file_->truncate(size_bytes); }
  std::uint64_t size_bytes() { return file_->size_bytes(); }

  Shared& shared() { return shared_; }
  FileLocks::Holder& lock() { return lock_; }
  LogIndex::Holder& index_lock() { return index_lock_; }

 private:
  int read_database(std::byte* out, std::size_t size, std::uint64_t offset);
  int read_log(std::byte* out, std::size_t size, std::uint64_t offset);
  int read_plain(std::byte* out, std::size_t size, std::uint64_t offset);
  void write_page(const std::byte* data, std::uint64_t offset, PageIdentity identity,
                  std::uint32_t synced_frames);
  void write_log(const std::byte* data, std::size_t size, std::uint64_t offset);
  PageIdentity identity_of(std::uint64_t frame);

  Shared& shared_;
  FileRole role_;
  std::string path_;
  bool sync_directory_;  // its name is not durable yet
  std::unique_ptr<File> file_;
  FileLocks::Holder lock_;
  LogIndex::Holder index_lock_;

  // Of the log: the frame whose header was written last, how many frames there are, and how many of
  // them were synced.
  struct {
    std::uint64_t frame = 0;
    PageIdentity identity;
  } last_header_;
  std::uint32_t frames_ = 0;
  std::uint32_t synced_frames_ = 0;
};

}  // namespace sluice::meta
