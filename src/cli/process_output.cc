#include "cli/process_output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "base/error.h"

namespace sluice::cli {
namespace {

// 0, or why not all was written.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

server::Terminal terminal_of_process() {
  server::Terminal terminal{.is_out_terminal = ::isatty(STDOUT_FILENO) == 1,
                            .is_err_terminal = ::isatty(STDERR_FILENO) == 1};
  winsize size{};
  const int descriptor = terminal.is_out_terminal ? STDOUT_FILENO : STDERR_FILENO;
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    terminal.width = size.ws_col;
    terminal.height = size.ws_row;
  }
  const char* kind = std::getenv("TERM");
  const char* no_colour = std::getenv("NO_COLOR");
  terminal.has_colour = terminal.is_out_terminal && kind != nullptr &&
                        std::string_view(kind) != "dumb" &&
                        (no_colour == nullptr || *no_colour == '\0');
  return terminal;
}

}  // namespace

ProcessOutput::ProcessOutput() : terminal_(terminal_of_process()) {}

void ProcessOutput::out(std::string_view text) {
  std::lock_guard lock(mutex_);
  if (is_out_closed_) return;
  const int failure = write_all(STDOUT_FILENO, text);
  if (failure == 0) return;
  is_out_closed_ = true;
  if (failure == EPIPE) return;
  const bool is_full = failure == ENOSPC;
  throw Error(is_full ? ErrorKind::limit : ErrorKind::io, is_full ? "DiskFull" : "WriteFailed",
              fmt::format("cannot write to stdout: {}", std::generic_category().message(failure)));
}

void ProcessOutput::err(std::string_view text) {
  std::lock_guard lock(mutex_);
  write_all(STDERR_FILENO, text);
}

}  // namespace sluice::cli
