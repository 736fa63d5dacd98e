#include "cli/delivery_thread.h"

#include "base/error.h"

namespace sluice::cli {
namespace {

constexpr std::chrono::seconds kPause{1};

template <class Deliver>
void attempt(const Log& log, const Deliver& deliver) {
  try {
    deliver();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::cancelled) return;
    log.write(LogLevel::error, "serve", "delivery failed", {{"reason", error.message()}});
  }
}

}  // namespace

DeliveryThread::DeliveryThread(api::Aws& aws, const Log& log)
    : aws_(aws), log_(log), thread_([this] { work(); }) {}

DeliveryThread::~DeliveryThread() {
  stop();
}

void DeliveryThread::stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    cancel_.cancel();
  }
  changed_.notify_all();
  thread_.join();
}

void DeliveryThread::finish() {
  stop();
  attempt(log_, [&] { aws_.deliver_last_logs(); });
}

void DeliveryThread::work() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, kPause, [&] { return cancel_.cancelled(); })) {
    lock.unlock();
    attempt(log_, [&] { aws_.deliver_logs(); });
    attempt(log_, [&] { aws_.deliver_inventories(cancel_); });
    lock.lock();
  }
}

}  // namespace sluice::cli
