// What several connections of one process share beside the files: SQLite's file locks, and the
// index of its write-ahead log. Other processes are kept out by whoever holds the lake.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include <sqlite3.h>

namespace sluice::meta {

// SQLite's five-level lock of one database file (https://www.sqlite.org/lockingv3.html).
// Thread-safe; the answers are SQLITE_OK and SQLITE_BUSY.
class FileLocks {
 public:
  // One connection's part. Used by one thread at a time.
  struct Holder {
    int level = SQLITE_LOCK_NONE;
  };

  int lock(Holder& holder, int level);
  void unlock(Holder& holder, int level);
  bool is_reserved();

 private:
  std::mutex mutex_;
  int sharing_ = 0;
  Holder* reserved_ = nullptr;
  Holder* pending_ = nullptr;
  Holder* exclusive_ = nullptr;
};

// The log's index ("shared memory"), on the heap, with its eight locks. Thread-safe.
class LogIndex {
 public:
  struct Holder {
    unsigned shared = 0;  // bit masks of lock slots
    unsigned exclusive = 0;
  };

  // The region, zeroed when new; null when it is absent and `extend` is false.
  volatile void* region(int number, int size_bytes, bool extend);
  int lock(Holder& holder, int first, int count, int flags);
  void release(Holder& holder);
  void barrier();

 private:
  void unlock(Holder& holder, unsigned slots);

  std::mutex mutex_;
  std::vector<std::unique_ptr<std::byte[]>> regions_;
  std::array<int, SQLITE_SHM_NLOCK> shared_{};  // -1: held exclusively
};

}  // namespace sluice::meta
