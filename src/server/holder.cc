#include "server/holder.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <mutex>
#include <system_error>

#include "base/error.h"
#include "server/frame.h"
#include "server/lake_socket.h"

namespace sluice::server {
namespace {

constexpr int kInvocationSeconds = 10;  // that a guest may take to say what it wants
constexpr int kInvalidExit = 2;
constexpr int kInternalExit = 70;

class RemoteOutput final : public Output {
 public:
  explicit RemoteOutput(const Descriptor& connection) : connection_(connection) {}

  void start(const Terminal& terminal) { terminal_ = terminal; }
  void close_out() { is_out_closed_ = true; }

  void out(std::string_view text) override {
    if (!is_out_closed_) send(FrameKind::stdout_text, text);
  }
  void err(std::string_view text) override { send(FrameKind::stderr_text, text); }
  void send(FrameKind kind, std::string_view payload) {
    std::lock_guard lock(mutex_);
    if (is_gone_) return;
    is_gone_ = !write_frame(connection_, kind, payload);
    if (is_gone_) is_out_closed_ = true;
  }
  bool is_out_closed() const override { return is_out_closed_; }
  const Terminal& terminal() const override { return terminal_; }

 private:
  const Descriptor& connection_;
  Terminal terminal_;
  std::mutex mutex_;
  bool is_gone_ = false;
  std::atomic<bool> is_out_closed_{false};
};

}  // namespace

// One connection, and the thread that runs its command.
class Holder::Guest {
 public:
  Guest(Descriptor connection, const Holder& holder)
      : connection_(std::move(connection)),
        holder_(holder),
        output_(connection_),
        thread_([this] { serve(); }) {}
  ~Guest() { thread_.join(); }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  int descriptor() const { return connection_.number(); }
  // After its invocation a guest only says that it is going, or that nobody reads its output.
  bool is_watched() const { return is_started_ && !is_leaving_ && !is_done_; }
  bool is_done() const { return is_done_; }

  // Something came from it.
  void notice() {
    std::array<char, 64> bytes;
    const ssize_t got = ::recv(connection_.number(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got > 0) return output_.close_out();
    is_leaving_ = true;
    cancel_.cancel();
  }

 private:
  void serve() {
    int exit_code = kInternalExit;
    try {
      exit_code = run();
    } catch (const Error& error) {
      output_.err(fmt::format("error: {}\n", error.message()));
      exit_code = kInvalidExit;
    } catch (const std::exception& error) {
      output_.err(fmt::format("error: internal: {}\n", error.what()));
    }
    output_.send(FrameKind::exit_code, std::to_string(exit_code));
    is_done_ = true;
    holder_.wake();
  }

  int run() {
    const timeval patience{.tv_sec = kInvocationSeconds, .tv_usec = 0};
    ::setsockopt(connection_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const auto frame = read_frame(connection_);
    if (!frame) return kInvalidExit;
    if (frame->kind != FrameKind::invocation) {
      throw Error(ErrorKind::invalid, "MalformedFrame", "a guest's first frame is its invocation");
    }
    const auto invocation = decode_invocation(frame->payload);
    output_.start(invocation.terminal);
    output_.send(FrameKind::accepted, "");
    is_started_ = true;
    holder_.wake();
    return holder_.run_(invocation, output_, cancel_);
  }

  Descriptor connection_;
  const Holder& holder_;
  CancelToken cancel_;
  RemoteOutput output_;
  std::atomic<bool> is_started_{false};
  std::atomic<bool> is_done_{false};
  bool is_leaving_ = false;  // the holder's thread's
  std::thread thread_;       // last: it uses the others
};

Holder::Holder(std::string lake_directory, Run run)
    : lake_directory_(std::move(lake_directory)),
      run_(std::move(run)),
      listener_(listen_in(lake_directory_)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this] { serve(); }) {}

Holder::~Holder() {
  finish();
}

void Holder::finish() {
  if (!thread_.joinable()) return;
  is_finishing_ = true;
  wake();
  thread_.join();
}

void Holder::wake() const {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_.number(), &one, sizeof one);
}

void Holder::serve() {
  while (wait_for_something())
    remove_done();
  // Who connected but was not accepted sees the connection close, and tries the lock again.
  remove_socket(lake_directory_);
  listener_ = Descriptor();
}

// False when there is nothing left to wait for.
bool Holder::wait_for_something() {
  std::vector<pollfd> watched{{.fd = wake_.number(), .events = POLLIN, .revents = 0}};
  // A negative descriptor is skipped: at the limit newcomers wait in the backlog.
  const bool has_room = guests_.size() < kGuestsMax;
  watched.push_back({.fd = has_room ? listener_.number() : -1, .events = POLLIN, .revents = 0});
  std::vector<Guest*> owners;
  for (auto& guest : guests_) {
    if (!guest.is_watched()) continue;
    watched.push_back({.fd = guest.descriptor(), .events = POLLIN, .revents = 0});
    owners.push_back(&guest);
  }
  const bool is_last_look = is_finishing_ && guests_.empty();
  const int ready = ::poll(watched.data(), watched.size(), is_last_look ? 0 : -1);
  if (ready <= 0) return !is_last_look;
  if (watched[0].revents != 0) {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = ::read(wake_.number(), &count, sizeof count);
  }
  if (watched[1].revents != 0) accept_guest();
  for (std::size_t i = 0; i < owners.size(); ++i) {
    if (watched[i + 2].revents != 0) owners[i]->notice();
  }
  return true;
}

void Holder::accept_guest() {
  Descriptor connection(::accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!connection.is_open() || !is_same_user(connection)) return;
  try {
    guests_.emplace_back(std::move(connection), *this);
  } catch (const std::system_error&) {
    return;  // no thread for it: its connection closes, and it tries again
  }
  guest_count_ = guests_.size();
}

void Holder::remove_done() {
  std::erase_if(guests_, [](const Guest& guest) { return guest.is_done(); });
  guest_count_ = guests_.size();
}

}  // namespace sluice::server
