// Interrupts running queries whose owners asked for it: DuckDB's threads do not poll our tokens.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_map>

#include <duckdb.hpp>

#include "base/cancel.h"

namespace sluice::engine {

// Thread-safe. One thread, asleep while nothing runs; notices within 10 ms.
class CancelWatcher {
 public:
  CancelWatcher() = default;
  ~CancelWatcher();

  // Watches until the returned value is destroyed. A null token is not watched.
  class Watch {
   public:
    Watch() = default;
    Watch(CancelWatcher& watcher, std::uint64_t number) : watcher_(&watcher), number_(number) {}
    Watch(Watch&& other) noexcept : watcher_(other.watcher_), number_(other.number_) {
      other.watcher_ = nullptr;
    }
    Watch& operator=(Watch&&) = delete;
    ~Watch();

   private:
    CancelWatcher* watcher_ = nullptr;
    std::uint64_t number_ = 0;
  };
  Watch watch(const CancelToken* token, duckdb::ClientContext& context);

 private:
  struct Entry {
    const CancelToken* token;
    duckdb::ClientContext* context;
  };

  void run(const std::stop_token& stop);
  void remove(std::uint64_t number);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::unordered_map<std::uint64_t, Entry> entries_;
  std::uint64_t next_ = 0;
  std::jthread thread_;
};

}  // namespace sluice::engine
