#include "server/guest.h"

#include <poll.h>
#include <sys/socket.h>

#include "base/error.h"
#include "server/frame.h"
#include "server/lake_socket.h"

namespace sluice::server {
namespace {

constexpr int kPollMs = 50;

class Conversation {
 public:
  Conversation(Descriptor socket, Output& output, const CancelToken& cancel)
      : socket_(std::move(socket)), output_(output), cancel_(cancel) {}

  std::optional<int> run(const Invocation& invocation) {
    if (!write_frame(socket_, FrameKind::invocation, encode(invocation))) return std::nullopt;
    while (true) {
      wait();
      const auto frame = read_frame(socket_);
      if (!frame && !is_accepted_) return std::nullopt;
      if (!frame) {
        throw Error(ErrorKind::io, "HolderGone",
                    "the command that held the lake has ended, and with it this one: run it again");
      }
      if (auto exit_code = take(*frame)) return exit_code;
    }
  }

 private:
  // Until something comes; meanwhile a wish to stop is passed on.
  void wait() {
    pollfd watched{.fd = socket_.number(), .events = POLLIN, .revents = 0};
    do {
      if (cancel_.cancelled() && !is_stopping_) {
        is_stopping_ = true;
        ::shutdown(socket_.number(), SHUT_WR);
      }
    } while (::poll(&watched, 1, kPollMs) <= 0);
  }

  std::optional<int> take(const Frame& frame) {
    switch (frame.kind) {
      case FrameKind::accepted:
        is_accepted_ = true;
        break;
      case FrameKind::stdout_text:
        output_.out(frame.payload);
        if (output_.is_out_closed() && !is_closing_told_ && !is_stopping_) {
          is_closing_told_ = true;
          write_frame(socket_, FrameKind::stdout_closed, "");
        }
        break;
      case FrameKind::stderr_text:
        output_.err(frame.payload);
        break;
      case FrameKind::exit_code:
        return std::stoi(frame.payload);
      default:
        throw Error(ErrorKind::invalid, "MalformedFrame", "a holder does not send invocations");
    }
    return std::nullopt;
  }

  Descriptor socket_;
  Output& output_;
  const CancelToken& cancel_;
  bool is_accepted_ = false;
  bool is_stopping_ = false;
  bool is_closing_told_ = false;
};

}  // namespace

std::optional<int> run_as_guest(const std::string& lake_directory, const Invocation& invocation,
                                Output& output, const CancelToken& cancel) {
  auto socket = connect_to(lake_directory);
  if (!socket) return std::nullopt;
  return Conversation(*std::move(socket), output, cancel).run(invocation);
}

}  // namespace sluice::server
