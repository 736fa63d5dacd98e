// The pool of read connections, and the gate that the writer closes for a checkpoint. Internal to
// meta.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "meta/session.h"

namespace sluice::meta {

// Thread-safe.
class Readers {
 public:
  Readers(const Vfs& vfs, std::string path) : vfs_(vfs), path_(std::move(path)) {}

  // A thread has at most one session: a read inside a read joins the outer one, and a read inside a
  // change sees what the change did. `joined` says so; then the caller leaves the transaction
  // alone.
  struct Entry {
    Session* session = nullptr;
    bool joined = false;
  };
  // Waits for the gate, and for a session when all are in use. Begins a read transaction.
  Entry enter();
  // Ends the transaction of an entry that did not join.
  void leave(const Entry& entry) noexcept;
  // Whether this thread is inside a read or a change.
  bool is_inside();

  // From now on the calling thread reads by this session: the writer's.
  void adopt(Session& session);

  // Runs `action` while nobody reads; false, without running it, when the readers inside did not
  // leave in time.
  bool alone(std::chrono::milliseconds patience, const std::function<void()>& action);

 private:
  struct Inside {
    std::thread::id thread;
    Session* session;
  };

  Session* session_of_this_thread() const;

  const Vfs& vfs_;
  std::string path_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool gate_closed_ = false;
  std::vector<Inside> inside_;  // few: a linear search is fastest
  Inside writer_{};
  std::vector<std::unique_ptr<Session>> idle_;
  std::vector<std::unique_ptr<Session>> busy_;
};

}  // namespace sluice::meta
