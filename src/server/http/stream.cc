#include "server/http/stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/bytes.h"
#include "base/error.h"

namespace sluice::server {
namespace {

[[noreturn]] void fail_lost() {
  throw Error(ErrorKind::io, "ConnectionLost",
              "the client's connection is gone: " + std::generic_category().message(errno));
}

bool is_patient(int error) {
  return error == EAGAIN || error == EWOULDBLOCK;
}

class PlainStream final : public Stream {
 public:
  using Stream::Stream;

  std::size_t read(std::span<std::byte> out, Deadline deadline) override {
    while (true) {
      const ssize_t got = ::recv(socket(), out.data(), out.size(), MSG_DONTWAIT);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno == EINTR) continue;
      if (!is_patient(errno)) fail_lost();
      wait(POLLIN, deadline);
    }
  }

  void write(std::span<const std::byte> data, Deadline deadline) override {
    write({}, data, deadline);
  }

  void write(std::string_view head, std::span<const std::byte> body, Deadline deadline) override {
    std::array<iovec, 2> pieces = {
        {{.iov_base = const_cast<char*>(head.data()), .iov_len = head.size()},
         {.iov_base = const_cast<std::byte*>(body.data()), .iov_len = body.size()}}};
    while (pieces[0].iov_len + pieces[1].iov_len > 0) {
      msghdr message{};
      message.msg_iov = pieces.data();
      message.msg_iovlen = pieces.size();
      const ssize_t sent = ::sendmsg(socket(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0) {
        if (errno == EINTR) continue;
        if (!is_patient(errno)) fail_lost();
        wait(POLLOUT, deadline);
        continue;
      }
      skip(pieces, static_cast<std::size_t>(sent));
    }
  }

 protected:
  // Waits within the one call: most requests come whole, and a poll for each would cost as much.
  std::size_t read_begin(std::span<std::byte> out, const RequestTime& time) override {
    if (patience_ != time.idle) {
      patience_ = time.idle;
      const timeval limit{.tv_sec = patience_.count(), .tv_usec = 0};
      ::setsockopt(socket(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    }
    while (true) {
      const ssize_t got = ::recv(socket(), out.data(), out.size(), 0);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (is_patient(errno)) return 0;
      if (errno != EINTR) fail_lost();
    }
  }

 private:
  static void skip(std::span<iovec> pieces, std::size_t count) {
    for (auto& piece : pieces) {
      const std::size_t step = std::min(count, piece.iov_len);
      piece.iov_base = static_cast<char*>(piece.iov_base) + step;
      piece.iov_len -= step;
      count -= step;
    }
  }

  std::chrono::seconds patience_{0};  // of the socket, where it may wait
};

}  // namespace

Stream::Stream(Descriptor socket) : socket_(std::move(socket)) {
  const int yes = 1;  // answers go out whole: waiting for more bytes only delays them
  ::setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

void Stream::open(Deadline deadline) {
  is_idle_ = true;
  // From here on stop_waiting() ends it.
  if (!is_stopped_) handshake(deadline);
  is_idle_ = false;
}

std::size_t Stream::read_request(std::span<std::byte> out, const RequestTime& time) {
  is_idle_ = true;
  // From here on stop_waiting() ends the wait.
  const std::size_t got = is_stopped_ ? 0 : read_begin(out, time);
  is_idle_ = false;
  return got;
}

void Stream::stop_waiting() {
  is_stopped_ = true;
  if (is_idle_) ::shutdown(socket_.number(), SHUT_RD);
}

void Stream::end_politely() noexcept {
  constexpr std::chrono::seconds kMoment{2};
  constexpr std::size_t kBytesMax = 64 << 20;
  end_writing();
  const Deadline deadline = std::chrono::steady_clock::now() + kMoment;
  std::array<std::byte, 16'384> dropped;
  try {
    for (std::size_t count = 0; count < kBytesMax;) {
      wait(POLLIN, deadline);
      const ssize_t got = ::recv(socket_.number(), dropped.data(), dropped.size(), 0);
      if (got <= 0) return;
      count += static_cast<std::size_t>(got);
    }
  } catch (const Error&) {
    return;  // it had its moment
  }
}

void Stream::end_writing() noexcept {
  ::shutdown(socket_.number(), SHUT_WR);
}

void Stream::cut() {
  ::shutdown(socket_.number(), SHUT_RDWR);
}

void Stream::wait(short events, Deadline deadline) const {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd watched{.fd = socket_.number(), .events = events, .revents = 0};
    const int ready =
        ::poll(&watched, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
    if (ready > 0) return;
    if (ready == 0) {
      throw Error(ErrorKind::io, "ConnectionTimedOut", "the client was silent for too long");
    }
    if (errno != EINTR) fail_lost();
  }
}

std::unique_ptr<Stream> plain_stream(Descriptor socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace sluice::server
