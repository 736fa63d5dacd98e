// A thread with a small stack: thousands of connections must fit into an address space that has
// limits, and what serves one keeps its buffers on the heap.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>

namespace sluice::server {

// To be joined before it goes away, as std::thread.
class ClientThread {
 public:
  ClientThread() = default;
  // Runs `work`, which must not throw. Throws std::system_error when there is no room for another
  // thread; nothing has run then.
  ClientThread(std::size_t stack_bytes, std::function<void()> work);
  ClientThread(ClientThread&& other) noexcept;
  ClientThread& operator=(ClientThread&& other) noexcept;
  ~ClientThread();

  void join();

 private:
  pthread_t thread_{};
  bool is_running_ = false;
};

}  // namespace sluice::server
