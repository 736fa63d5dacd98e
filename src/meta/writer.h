// The one thread that changes the database: it commits whatever is queued, together. Internal to
// meta.
#pragma once

#include <semaphore.h>

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "meta/readers.h"
#include "meta/schema.h"
#include "meta/session.h"
#include "meta/snapshot.h"

namespace sluice::meta {

class Durable;
class Transaction;

// Thread-safe.
class Writer {
 public:
  using Change = std::function<void(Transaction&)>;

  Writer(Session& session, Readers& readers, CommitState state, std::uint64_t log_bytes_max);
  // Commits what is queued, then stops.
  ~Writer();

  // All return once the change is durable and visible to later snapshots; all throw what it threw.
  void write(const Change& change);                             // under a number of its own
  CommitNumber begin();                                         // registers an unpublished number
  void write_slice(CommitNumber number, const Change& change);  // under an unpublished number
  void publish(CommitNumber number, const Change& last);
  void forget(CommitNumber number);  // of an abandoned number, whose rows are gone
  // Runs on the writer's thread while no transaction is open; throws what it throws.
  void between(const std::function<void()>& action);

  // The unpublished number belongs to nobody any more.
  void abandon(CommitNumber number);

  Snapshot snapshot();
  CommitNumber oldest_pin();
  std::vector<CommitNumber> unpublished();
  std::vector<CommitNumber> abandoned();

 private:
  enum class Kind { write, begin, slice, publish, forget, between };
  // Tells one waiting thread, once. A semaphore of the C library: std::binary_semaphore yields the
  // processor in a loop before it sleeps, which costs more than the sleep.
  class Signal {
   public:
    Signal() { ::sem_init(&semaphore_, 0, 0); }
    ~Signal() { ::sem_destroy(&semaphore_); }
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;
    void raise() { ::sem_post(&semaphore_); }
    void wait() {
      while (::sem_wait(&semaphore_) != 0) {  // a handler interrupted it
      }
    }

   private:
    ::sem_t semaphore_;
  };
  // One caller's wish; lives on its stack until `finished`.
  struct Job {
    Kind kind;
    const Change* change = nullptr;
    const std::function<void()>* action = nullptr;  // of between
    std::int64_t number = 0;
    std::exception_ptr error;
    Signal finished;
  };
  using Batch = std::vector<Job*>;

  void submit(Job& job);
  void run();
  bool wait_for_jobs();
  void run_between();
  void commit_batch();
  void run_batch(Batch& batch, CommitState& state);
  bool run_job(Job& job, CommitState& state);
  void change(Job& job, CommitState& state);
  void call(const Job& job, CommitState& state);
  void publish_state(CommitState state);
  void finish(const Batch& batch, const std::exception_ptr& error);
  void checkpoint_when_due();

  Session& session_;
  Readers& readers_;
  std::uint64_t log_pages_max_;
  std::uint64_t checkpoint_at_pages_;
  std::shared_ptr<Pins> pins_;  // shared with snapshots, which may outlive the database
  std::deque<Job*> backlog_;    // the writer thread's own
  std::set<std::shared_ptr<Durable>> needed_;  // by the batch; the writer thread's own

  std::mutex mutex_;  // for what follows
  std::condition_variable queued_;
  std::deque<Job*> queue_;
  bool stopping_ = false;
  CommitState state_;
  std::set<std::int64_t> owned_;  // unpublished numbers that a Commit of this process holds
  Snapshot current_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace sluice::meta
