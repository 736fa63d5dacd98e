// One HTTP/1.1 connection that is kept alive: a request, its answer, the next.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::bench {

struct Request {
  std::string head;
  std::string_view body = {};  // outlives the request
};

// Throws std::runtime_error when the server breaks the connection or its protocol.
class Client {
 public:
  Client(const std::string& host, int port);
  Client(Client&& other) noexcept;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  int socket() const { return socket_; }
  void start(const Request& request);
  // As much as the socket takes and has. True when the answer is whole.
  bool advance();
  bool wants_to_send() const { return sent_ < request_->head.size() + request_->body.size(); }

  int status() const { return status_; }
  std::uint64_t body_bytes() const { return body_bytes_; }
  // What came of the answer's head: of a refused request, the beginning of why.
  const std::string& head() const { return head_; }
  std::chrono::nanoseconds duration() const { return std::chrono::steady_clock::now() - start_; }

 private:
  void send_more();
  bool receive_more();
  void read_head(std::size_t end);

  int socket_ = -1;
  const Request* request_ = nullptr;
  std::size_t sent_ = 0;
  std::string head_;
  bool has_head_ = false;
  int status_ = 0;
  std::uint64_t body_bytes_ = 0;
  std::uint64_t body_received_ = 0;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace sluice::bench
