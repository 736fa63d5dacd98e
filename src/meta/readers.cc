#include "meta/readers.h"

namespace sluice::meta {
namespace {

constexpr std::size_t kSessionsMax = 64;

}  // namespace

Session* Readers::session_of_this_thread() const {
  const auto self = std::this_thread::get_id();
  if (writer_.session && writer_.thread == self) return writer_.session;
  for (const auto& reader : inside_) {
    if (reader.thread == self) return reader.session;
  }
  return nullptr;
}

Readers::Entry Readers::enter() {
  std::unique_lock lock(mutex_);
  if (Session* const own = session_of_this_thread()) return {own, true};
  changed_.wait(lock, [&] { return !gate_closed_ && inside_.size() < kSessionsMax; });
  const auto self = std::this_thread::get_id();
  inside_.push_back({self, nullptr});
  std::unique_ptr<Session> session;
  if (!idle_.empty()) {
    session = std::move(idle_.back());
    idle_.pop_back();
  }
  lock.unlock();
  try {
    if (!session) session = std::make_unique<Session>(vfs_, path_, Session::Role::reader);
    session->prepare("BEGIN").run();
  } catch (...) {
    // Only to leave the list before the caller hears of it.
    lock.lock();
    std::erase_if(inside_, [&](const Inside& reader) { return reader.thread == self; });
    changed_.notify_all();
    throw;
  }
  lock.lock();
  for (auto& reader : inside_) {
    if (reader.thread == self) reader.session = session.get();
  }
  busy_.push_back(std::move(session));
  return {busy_.back().get(), false};
}

void Readers::leave(const Entry& entry) noexcept {
  if (entry.joined) return;
  entry.session->end_read();
  const std::lock_guard lock(mutex_);
  std::erase_if(inside_, [&](const Inside& reader) { return reader.session == entry.session; });
  const auto owner = std::find_if(busy_.begin(), busy_.end(), [&](const auto& session) {
    return session.get() == entry.session;
  });
  idle_.push_back(std::move(*owner));
  busy_.erase(owner);
  changed_.notify_all();
}

bool Readers::is_inside() {
  const std::lock_guard lock(mutex_);
  return session_of_this_thread() != nullptr;
}

void Readers::adopt(Session& session) {
  const std::lock_guard lock(mutex_);
  writer_ = {std::this_thread::get_id(), &session};
}

bool Readers::alone(std::chrono::milliseconds patience, const std::function<void()>& action) {
  std::unique_lock lock(mutex_);
  gate_closed_ = true;
  const bool empty = changed_.wait_for(lock, patience, [&] { return inside_.empty(); });
  lock.unlock();
  if (empty) action();
  lock.lock();
  gate_closed_ = false;
  changed_.notify_all();
  return empty;
}

}  // namespace sluice::meta
