#include "meta/writer.h"

#include <algorithm>

#include "base/error.h"
#include "meta/database.h"
#include "meta/page.h"

namespace sluice::meta {
namespace {

constexpr std::size_t kJobsPerBatchMax = 512;
// A transaction is kept short, so that who comes next does not wait.
constexpr std::chrono::milliseconds kBatchMax{20};
// How long a checkpoint waits for readers to leave before it lets everybody go on and tries later.
constexpr std::chrono::milliseconds kGatePatience{250};

std::int64_t to_int(CommitNumber number) {
  return static_cast<std::int64_t>(number);
}

void erase(std::vector<std::int64_t>& numbers, std::int64_t number) {
  std::erase(numbers, number);
}

std::vector<std::int64_t> without(std::vector<std::int64_t> numbers, std::int64_t number) {
  erase(numbers, number);
  return numbers;
}

}  // namespace

Writer::Writer(Session& session, Readers& readers, CommitState state, std::uint64_t log_bytes_max)
    : session_(session),
      readers_(readers),
      log_pages_max_(log_bytes_max / kPageBytes),
      checkpoint_at_pages_(log_pages_max_),
      pins_(std::make_shared<Pins>()),
      state_(std::move(state)),
      current_(state_.last, state_.unpublished, pins_, state_.configuration),
      thread_([this] { run(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    queued_.notify_all();
  }
  thread_.join();
}

void Writer::write(const Change& change) {
  Job job{.kind = Kind::write, .change = &change};
  submit(job);
}

CommitNumber Writer::begin() {
  Job job{.kind = Kind::begin};
  submit(job);
  return CommitNumber{job.number};
}

void Writer::write_slice(CommitNumber number, const Change& change) {
  Job job{.kind = Kind::slice, .change = &change, .number = to_int(number)};
  submit(job);
}

void Writer::publish(CommitNumber number, const Change& last) {
  Job job{.kind = Kind::publish, .change = last ? &last : nullptr, .number = to_int(number)};
  submit(job);
}

void Writer::forget(CommitNumber number) {
  Job job{.kind = Kind::forget, .number = to_int(number)};
  submit(job);
}

void Writer::between(const std::function<void()>& action) {
  Job job{.kind = Kind::between, .action = &action};
  submit(job);
}

void Writer::submit(Job& job) {
  // It would wait for itself: for the writer thread, or for a checkpoint that waits for this
  // reader.
  if (readers_.is_inside()) throw std::logic_error("a write inside a read or inside another write");
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(&job);
  }
  queued_.notify_one();
  job.finished.wait();
  if (job.error) std::rethrow_exception(job.error);
}

void Writer::run() {
  readers_.adopt(session_);
  while (wait_for_jobs()) {
    if (backlog_.front()->kind == Kind::between) {
      run_between();
      continue;
    }
    commit_batch();
    checkpoint_when_due();
  }
}

bool Writer::wait_for_jobs() {
  std::unique_lock lock(mutex_);
  if (backlog_.empty()) queued_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
  backlog_.insert(backlog_.end(), queue_.begin(), queue_.end());
  queue_.clear();
  return !backlog_.empty();
}

void Writer::run_between() {
  Job& job = *backlog_.front();
  backlog_.pop_front();
  try {
    (*job.action)();
  } catch (...) {
    // Whatever it threw is its caller's to handle.
    job.error = std::current_exception();
  }
  job.finished.raise();
}

void Writer::commit_batch() {
  Batch batch;
  std::exception_ptr error;
  // Only the writer thread changes state_, so it may be read here without the lock.
  CommitState state = state_;
  try {
    session_.prepare("BEGIN IMMEDIATE").run();
    run_batch(batch, state);
    if (state.last != state_.last) save_last_commit(session_, state.last);
    for (const auto& bytes : needed_)
      bytes->make_durable();
    session_.prepare("COMMIT").run();
  } catch (...) {
    // Not swallowed: every caller of the batch gets it.
    error = std::current_exception();
    session_.roll_back();
    if (batch.empty()) {
      batch.assign(backlog_.begin(), backlog_.end());
      backlog_.clear();
    }
    // The numbers stay used: a caller may have noted one.
    state.unpublished = state_.unpublished;
  }
  needed_.clear();
  publish_state(std::move(state));
  finish(batch, error);
}

void Writer::run_batch(Batch& batch, CommitState& state) {
  const auto start = std::chrono::steady_clock::now();
  while (!backlog_.empty() && batch.size() < kJobsPerBatchMax) {
    Job& job = *backlog_.front();
    if (job.kind == Kind::between) return;
    backlog_.pop_front();
    batch.push_back(&job);
    if (!run_job(job, state)) {
      throw Error(ErrorKind::io, "MetadataFailure",
                  "the metadata database undid a group of changes because one of them failed");
    }
    if (std::chrono::steady_clock::now() - start > kBatchMax) return;
  }
}

// False when SQLite gave up the whole transaction, as it does when the disk is full.
bool Writer::run_job(Job& job, CommitState& state) {
  session_.prepare("SAVEPOINT change").run();
  const auto unpublished = state.unpublished;
  try {
    change(job, state);
  } catch (...) {
    // Whatever the change threw is its caller's to handle.
    job.error = std::current_exception();
    if (!session_.in_transaction()) std::rethrow_exception(job.error);
    state.unpublished = unpublished;
    session_.prepare("ROLLBACK TO change").run();
  }
  if (!session_.in_transaction()) return false;
  session_.prepare("RELEASE change").run();
  return true;
}

void Writer::change(Job& job, CommitState& state) {
  if (job.kind == Kind::write || job.kind == Kind::begin) job.number = ++state.last;
  if (job.change) call(job, state);
  if (job.kind == Kind::begin) {
    save_unpublished(session_, job.number);
    state.unpublished.push_back(job.number);
  }
  if (job.kind == Kind::publish || job.kind == Kind::forget) {
    ++state.configuration;  // its slices may have changed it
    delete_unpublished(session_, job.number);
    erase(state.unpublished, job.number);
  }
}

void Writer::call(const Job& job, CommitState& state) {
  const Snapshot now(state.last, without(state.unpublished, job.number), pins_, std::nullopt);
  Transaction transaction(session_, CommitNumber{job.number}, now);
  (*job.change)(transaction);
  if (transaction.changes_configuration_) ++state.configuration;
  for (auto& bytes : transaction.needed_)
    needed_.insert(std::move(bytes));
}

void Writer::publish_state(CommitState state) {
  Snapshot current(state.last, state.unpublished, pins_, state.configuration);
  const std::lock_guard lock(mutex_);
  state_ = std::move(state);
  std::swap(current_, current);
}

void Writer::finish(const Batch& batch, const std::exception_ptr& error) {
  {
    const std::lock_guard lock(mutex_);
    for (Job* const job : batch) {
      if (error && !job->error) job->error = error;
      if (job->kind == Kind::begin && !job->error) owned_.insert(job->number);
      if (job->kind == Kind::publish && !job->error) owned_.erase(job->number);
    }
  }
  // Without the lock: whoever is woken would only wait for it. The job is its caller's from here.
  for (Job* const job : batch)
    job->finished.raise();
}

void Writer::checkpoint_when_due() {
  if (static_cast<std::uint64_t>(session_.logged_pages()) < checkpoint_at_pages_) return;
  bool done = false;
  try {
    // Copies pages while others read, so that the gate is closed only to start the log again.
    session_.checkpoint(Session::CheckpointMode::beside_readers);
    readers_.alone(kGatePatience,
                   [&] { done = session_.checkpoint(Session::CheckpointMode::alone); });
  } catch (const Error&) {
    // Nobody's change failed: the log still holds everything, and a page that cannot be read fails
    // whoever needs it. Tried again when the log has grown.
    done = false;
  }
  checkpoint_at_pages_ = done ? log_pages_max_ : checkpoint_at_pages_ + log_pages_max_ / 4 + 1;
}

void Writer::abandon(CommitNumber number) {
  const std::lock_guard lock(mutex_);
  owned_.erase(to_int(number));
}

Snapshot Writer::snapshot() {
  const std::lock_guard lock(mutex_);
  return current_;
}

CommitNumber Writer::oldest_pin() {
  const std::lock_guard lock(mutex_);
  return CommitNumber{pins_->oldest(state_.last)};
}

std::vector<CommitNumber> Writer::unpublished() {
  const std::lock_guard lock(mutex_);
  std::vector<CommitNumber> numbers;
  for (const auto number : owned_)
    numbers.push_back(CommitNumber{number});
  return numbers;
}

std::vector<CommitNumber> Writer::abandoned() {
  const std::lock_guard lock(mutex_);
  std::vector<CommitNumber> numbers;
  for (const auto number : state_.unpublished) {
    if (!owned_.contains(number)) numbers.push_back(CommitNumber{number});
  }
  return numbers;
}

}  // namespace sluice::meta
