#include "cli/interrupts.h"

#include <unistd.h>

#include "cli/exit_code.h"

namespace sluice::cli {
namespace {

// Wakes the thread when all is done.
constexpr int kEnd = SIGUSR1;

}  // namespace

Interrupts::Interrupts(CancelToken& cancel) : cancel_(cancel) {
  std::signal(SIGPIPE, SIG_IGN);
  ::sigemptyset(&signals_);
  for (int signal : {SIGINT, SIGTERM, SIGHUP, kEnd})
    ::sigaddset(&signals_, signal);
  ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  thread_ = std::thread([this] { wait(); });
}

Interrupts::~Interrupts() {
  ::pthread_kill(thread_.native_handle(), kEnd);
  thread_.join();
}

void Interrupts::wait() {
  while (true) {
    int signal = 0;
    if (::sigwait(&signals_, &signal) != 0) continue;
    if (signal == kEnd) return;
    if (cancel_.cancelled()) ::_exit(static_cast<int>(ExitCode::cancelled));
    cancel_.cancel();
  }
}

}  // namespace sluice::cli
