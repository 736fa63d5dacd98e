#include "client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "base/text.h"

namespace sluice::bench {
namespace {

constexpr std::size_t kPieceBytes = 256 * 1024;
constexpr std::size_t kHeadBytesMax = 64 * 1024;

// What is received is counted and dropped.
std::array<char, kPieceBytes>& piece() {
  static std::array<char, kPieceBytes> bytes;
  return bytes;
}

bool would_wait() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

Client::Client(const std::string& host, int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  ::inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect to " + host + ":" + std::to_string(port));
  }
  const int yes = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  ::fcntl(socket_, F_SETFL, O_NONBLOCK);
}

Client::Client(Client&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

void Client::start(const Request& request) {
  request_ = &request;
  sent_ = 0;
  head_.clear();
  has_head_ = false;
  body_bytes_ = body_received_ = 0;
  start_ = std::chrono::steady_clock::now();
  send_more();
}

bool Client::advance() {
  if (wants_to_send()) send_more();
  return receive_more();
}

void Client::send_more() {
  const auto& [head, body] = *request_;
  while (wants_to_send()) {
    const std::size_t in_head = std::min(sent_, head.size());
    const std::size_t in_body = sent_ - in_head;
    std::array<iovec, 2> pieces = {
        {{.iov_base = const_cast<char*>(head.data() + in_head), .iov_len = head.size() - in_head},
         {.iov_base = const_cast<char*>(body.data() + in_body), .iov_len = body.size() - in_body}}};
    msghdr message{};
    message.msg_iov = pieces.data();
    message.msg_iovlen = pieces.size();
    const ssize_t sent = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
    if (sent < 0 && would_wait()) return;
    if (sent < 0) throw std::runtime_error("the server went away while a request was sent");
    sent_ += static_cast<std::size_t>(sent);
  }
}

bool Client::receive_more() {
  auto& bytes = piece();
  while (true) {
    const ssize_t got = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (got < 0 && would_wait()) return false;
    if (got <= 0) throw std::runtime_error("the server went away before its answer was whole");
    if (has_head_) {
      body_received_ += static_cast<std::size_t>(got);
    } else {
      head_.append(bytes.data(), static_cast<std::size_t>(got));
      const auto end = head_.find("\r\n\r\n");
      if (end != std::string::npos) read_head(end + 4);
      if (head_.size() > kHeadBytesMax + kPieceBytes) throw std::runtime_error("no answer's head");
    }
    if (has_head_ && body_received_ >= body_bytes_) return true;
  }
}

void Client::read_head(std::size_t end) {
  has_head_ = true;
  body_received_ = head_.size() - end;
  status_ = std::atoi(head_.c_str() + 9);
  constexpr std::string_view kLength = "\r\ncontent-length:";
  const auto at = lower_ascii(std::string_view(head_).substr(0, end)).find(kLength);
  if (at != std::string::npos)
    body_bytes_ = std::strtoull(&head_[at + kLength.size()], nullptr, 10);
}

}  // namespace sluice::bench
