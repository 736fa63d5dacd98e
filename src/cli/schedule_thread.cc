#include "cli/schedule_thread.h"

namespace sluice::cli {
namespace {

constexpr std::chrono::milliseconds kPause{500};

}  // namespace

ScheduleThread::ScheduleThread(pipeline::Scheduler& scheduler)
    : scheduler_(scheduler), thread_([this] { work(); }) {}

ScheduleThread::~ScheduleThread() {
  {
    std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ScheduleThread::work() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, kPause, [&] { return is_ending_; })) {
    lock.unlock();
    scheduler_.fire_due();
    lock.lock();
  }
}

}  // namespace sluice::cli
