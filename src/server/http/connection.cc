#include "server/http/connection.h"

#include "base/error.h"
#include "base/text.h"
#include "server/http/request_reader.h"
#include "server/http/response_writer.h"

namespace sluice::server {
namespace {

// Sixteen letters and digits each, as S3's. They name requests and guard nothing: one connection's
// follow from its first random number.
class RequestIds {
 public:
  explicit RequestIds(Random& random) { random.fill(std::as_writable_bytes(std::span(state_))); }

  std::string next() {
    constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    ++state_[1];
    std::string id(16, '0');
    for (std::size_t i = 0; i < id.size(); ++i) {
      if (i % 8 == 0) mix();
      id[i] = kLetters[(state_[0] >> (8 * (i % 8) + 3)) % kLetters.size()];
    }
    return id;
  }

 private:
  // SplitMix64: https://prng.di.unimi.it/splitmix64.c
  void mix() {
    std::uint64_t z = state_[0] + state_[1] + 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    state_[0] = z ^ (z >> 31);
  }

  std::array<std::uint64_t, 2> state_;
};

int status_of(const Error& error) {
  if (error.code() == "HeadersTooLarge") return 431;
  if (error.code() == "VersionNotSupported") return 505;
  if (error.kind() == ErrorKind::unsupported) return 501;
  return 400;
}

api::HttpResponse plain(int status, std::string text) {
  api::HttpResponse response{.status = status, .text = std::move(text) + "\n"};
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  return response;
}

using SteadyTime = std::chrono::steady_clock::time_point;

// Counts what a handler reads, and notes when its last byte came, for logs.
class CountedBody final : public Reader {
 public:
  CountedBody(std::unique_ptr<Reader> body, std::uint64_t& count, SteadyTime& last)
      : body_(std::move(body)), count_(count), last_(last) {}
  std::size_t read(std::span<std::byte> out) override {
    const std::size_t got = body_->read(out);
    count_ += got;
    if (got > 0) last_ = std::chrono::steady_clock::now();
    return got;
  }

 private:
  std::unique_ptr<Reader> body_;
  std::uint64_t& count_;
  SteadyTime& last_;
};

class Connection {
 public:
  Connection(Stream& stream, const Peer& peer, const ConnectionWorld& world)
      : stream_(stream),
        peer_(peer),
        world_(world),
        requests_(stream, world.limits),
        ids_(world.random) {}

  // False when the connection has to end.
  bool serve_one() {
    auto request = next();
    if (!request) return false;
    const auto start = std::chrono::steady_clock::now();
    Exchange exchange{.method = request->method,
                      .path = request->path,
                      .peer_address = peer_.address,
                      .request_id = request->request_id,
                      .user_agent = std::string(request->headers.get("user-agent"))};
    auto last_byte = start;
    request->body =
        std::make_unique<CountedBody>(std::move(request->body), exchange.bytes_in, last_byte);
    api::HttpResponse response = answer(*request);
    const auto turn_around = std::chrono::steady_clock::now() - last_byte;
    exchange.status = response.status;
    exchange.trace = std::move(response.trace);
    // What is left of a body is dropped before the answer goes out, where it is little: a client
    // that still sends would not read the answer.
    const bool stays = has_whole_request() && !world_.is_stopping && !peer_.is_spare;
    const bool was_sent = send(response, request->method == "HEAD", stays, exchange);
    exchange.duration = std::chrono::steady_clock::now() - start;
    world_.traffic.add(exchange);
    if (response.observer) {
      response.observer->sent({.body_bytes = exchange.bytes_out,
                               .total = exchange.duration,
                               .turn_around = turn_around});
    }
    return stays && was_sent;
  }

 private:
  bool has_whole_request() {
    try {
      return requests_.finish();
    } catch (const Error&) {
      return false;
    }
  }

  std::optional<api::HttpRequest> next() {
    try {
      auto request = requests_.next();
      if (!request) return std::nullopt;
      request->peer_address = peer_.address;
      request->is_tls = peer_.is_tls;
      const auto terms = stream_.tls_terms();
      request->tls_version = terms.version;
      request->tls_cipher = terms.cipher;
      request->request_id = ids_.next();
      return request;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::io) refuse(error);
      return std::nullopt;
    }
  }

  // Bytes that are no request have no service that could answer.
  void refuse(const Error& error) {
    auto response = plain(status_of(error), error.message());
    Exchange exchange{.method = "-",
                      .path = "-",
                      .peer_address = peer_.address,
                      .request_id = "-",
                      .status = response.status};
    exchange.trace.error_code = error.code();
    send(response, false, false, exchange);
    world_.traffic.add(exchange);
  }

  api::HttpResponse answer(api::HttpRequest& request) {
    if (auto page = own_page(request)) return std::move(*page);
    if (peer_.is_spare) return plain(503, "the server has as many connections as it takes");
    try {
      return world_.handler.handle(request);
    } catch (const std::exception& error) {
      note("a handler failed", error.what(), request.request_id);
      return plain(500, "internal error");
    }
  }

  // The server's own pages, which are open to everybody.
  std::optional<api::HttpResponse> own_page(const api::HttpRequest& request) const {
    if (!request.path.starts_with("/-/")) return std::nullopt;
    if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
    if (world_.handler.owns_every_path(request)) return std::nullopt;
    if (request.path == "/-/health") return plain(200, "ok");
    if (request.path != "/-/metrics") return std::nullopt;
    auto response = plain(200, "");
    response.text = world_.traffic.metrics();
    response.headers.set("Content-Type", "text/plain; version=0.0.4");
    return response;
  }

  bool send(api::HttpResponse& response, bool is_head, bool stays, Exchange& exchange) {
    try {
      exchange.bytes_out =
          write_response(stream_, response, {.is_head = is_head, .keeps_alive = stays},
                         world_.clock.now(), world_.limits);
      if (!stays) stream_.end_politely();
      return true;
    } catch (const Error& error) {
      // The client went away: not ours to complain about.
      if (error.kind() != ErrorKind::io)
        note("an answer broke off", error.what(), exchange.request_id);
      exchange.trace.error_code = error.code();
    } catch (const std::exception& error) {
      note("an answer broke off", error.what(), exchange.request_id);
    }
    stream_.cut();
    return false;
  }

  void note(std::string_view event, std::string_view reason, std::string_view request_id) const {
    if (world_.log == nullptr) return;
    world_.log->write(LogLevel::error, "server", event, {{"id", request_id}, {"reason", reason}});
  }

  Stream& stream_;
  const Peer& peer_;
  const ConnectionWorld& world_;
  RequestReader requests_;
  RequestIds ids_;
};

}  // namespace

void serve_connection(Stream& stream, const Peer& peer, const ConnectionWorld& world) {
  Connection connection(stream, peer, world);
  try {
    while (!world.is_stopping && connection.serve_one()) {
    }
  } catch (const std::exception& error) {
    // Mostly the client went away while its body was dropped; whatever it is, it ends here.
    if (world.log != nullptr) {
      world.log->write(LogLevel::debug, "server", "connection broken",
                       {{"peer", peer.address}, {"reason", error.what()}});
    }
  }
}

}  // namespace sluice::server
