#include "server/http/client_thread.h"

#include <cstdlib>
#include <memory>
#include <system_error>
#include <utility>

namespace sluice::server {
namespace {

using Work = std::function<void()>;

void* run(void* work) {
  const std::unique_ptr<Work> held(static_cast<Work*>(work));
  (*held)();
  return nullptr;
}

}  // namespace

ClientThread::ClientThread(std::size_t stack_bytes, std::function<void()> work) {
  auto held = std::make_unique<Work>(std::move(work));
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  int error = ::pthread_attr_setstacksize(&attributes, stack_bytes);
  if (error == 0) error = ::pthread_create(&thread_, &attributes, run, held.get());
  ::pthread_attr_destroy(&attributes);
  if (error != 0) throw std::system_error(error, std::generic_category(), "no thread");
  [[maybe_unused]] const auto* taken = held.release();
  is_running_ = true;
}

ClientThread::ClientThread(ClientThread&& other) noexcept
    : thread_(other.thread_), is_running_(std::exchange(other.is_running_, false)) {}

ClientThread& ClientThread::operator=(ClientThread&& other) noexcept {
  std::swap(thread_, other.thread_);
  std::swap(is_running_, other.is_running_);
  return *this;
}

ClientThread::~ClientThread() {
  if (is_running_) std::abort();
}

void ClientThread::join() {
  if (std::exchange(is_running_, false)) ::pthread_join(thread_, nullptr);
}

}  // namespace sluice::server
