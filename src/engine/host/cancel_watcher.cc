#include "engine/host/cancel_watcher.h"

namespace sluice::engine {

namespace {

constexpr auto kInterval = std::chrono::milliseconds(10);

}  // namespace

CancelWatcher::~CancelWatcher() {
  thread_.request_stop();
  changed_.notify_all();
}

CancelWatcher::Watch::~Watch() {
  if (watcher_ != nullptr) watcher_->remove(number_);
}

CancelWatcher::Watch CancelWatcher::watch(const CancelToken* token,
                                          duckdb::ClientContext& context) {
  if (token == nullptr) return {};
  const std::lock_guard lock(mutex_);
  const std::uint64_t number = next_++;
  entries_.emplace(number, Entry{token, &context});
  if (!thread_.joinable()) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  changed_.notify_all();
  return {*this, number};
}

void CancelWatcher::remove(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  entries_.erase(number);
}

void CancelWatcher::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait(lock, stop, [&] { return !entries_.empty(); });
    for (const auto& [number, entry] : entries_) {
      if (entry.token->cancelled()) entry.context->Interrupt();
    }
    changed_.wait_for(lock, stop, kInterval, [] { return false; });
  }
}

}  // namespace sluice::engine
