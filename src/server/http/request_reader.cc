#include "server/http/request_reader.h"

#include <cstring>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"
#include "server/http/transfer_clock.h"

namespace sluice::server {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using Parser = http::request_parser<http::buffer_body>;

constexpr std::size_t kReadBytes = 16 * 1024;

[[noreturn]] void fail_malformed(std::string_view reason) {
  throw Error(ErrorKind::invalid, "MalformedRequest",
              fmt::format("the request is not valid HTTP/1.1: {}", reason));
}

[[noreturn]] void fail_parse(const beast::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    throw Error(ErrorKind::limit, "HeadersTooLarge", "the request's headers are too large");
  }
  if (error == http::error::bad_version) {
    throw Error(ErrorKind::unsupported, "VersionNotSupported", "only HTTP/1.0 and 1.1 are served");
  }
  fail_malformed(error.message());
}

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

// Two parties that count a body's bytes differently see different requests (request smuggling): one
// length, written once, or exactly "chunked". Beast refuses both together.
void check_framing(const http::request_header<>& header) {
  if (header.count(http::field::content_length) > 1 ||
      header[http::field::content_length].find(',') != beast::string_view::npos) {
    throw Error(ErrorKind::invalid, "AmbiguousLength", "the request has more than one length");
  }
  const auto encoding = header.find(http::field::transfer_encoding);
  if (encoding == header.end()) return;
  if (header.version() < 11 || !equal_ignoring_case(view(encoding->value()), "chunked")) {
    throw Error(ErrorKind::unsupported, "TransferEncodingNotSupported",
                "the only transfer encoding is chunked");
  }
}

struct Target {
  std::string_view host;  // "" when the target names none
  std::string_view rest;  // path and query
};

// A path, or what clients send to a proxy, "http://host/path": every server must understand it, and
// its host counts more than the header's (RFC 9112, 3.2.2).
Target parse_target(std::string_view target) {
  if (target.starts_with('/')) return {.host = {}, .rest = target};
  const auto scheme_end = target.find("://");
  const auto scheme = target.substr(0, scheme_end);
  if (scheme_end == std::string_view::npos ||
      (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https"))) {
    fail_malformed("the target is no path");
  }
  target.remove_prefix(scheme_end + 3);
  const auto host = target.substr(0, target.find_first_of("/?"));
  if (host.empty() || host.find('@') != std::string_view::npos) {
    fail_malformed("the target names no host");
  }
  return {.host = host, .rest = target.substr(host.size())};
}

}  // namespace

struct RequestReader::Implementation {
  Implementation(Stream& stream_, const HttpLimits& limits_) : stream(stream_), limits(limits_) {}

  Stream& stream;
  const HttpLimits& limits;
  beast::flat_buffer buffer;
  std::optional<Parser> parser;
  bool wants_continue = false;
  bool is_broken = false;       // the bytes that come are not understood any more
  std::uint64_t body_left = 0;  // where the length is known
  std::optional<TransferClock> clock;

  // False at the client's end.
  bool fill(Deadline deadline) {
    return fill_by([&](std::span<std::byte> room) { return stream.read(room, deadline); });
  }

  template <class Read>
  bool fill_by(const Read& read) {
    auto room = buffer.prepare(kReadBytes);
    const std::size_t got = read(std::span(static_cast<std::byte*>(room.data()), room.size()));
    buffer.commit(got);
    return got > 0;
  }

  bool read_header();
  std::size_t read_body(std::span<std::byte> out);
  std::size_t read_sized(std::span<std::byte> out);
  std::size_t read_chunked(std::span<std::byte> out);
  void send_continue();
  api::HttpRequest request();
};

// False when there is no further request.
bool RequestReader::Implementation::read_header() {
  const auto now = [] { return std::chrono::steady_clock::now(); };
  const Stream::RequestTime time{.idle = limits.idle_time, .header = limits.header_time};
  const auto begin = [&](std::span<std::byte> room) { return stream.read_request(room, time); };
  if (buffer.size() == 0 && !fill_by(begin)) return false;
  const Deadline deadline = now() + limits.header_time;
  parser.emplace();
  parser->header_limit(limits.header_bytes_max);
  parser->body_limit(boost::none);
  while (true) {
    beast::error_code error;
    buffer.consume(parser->put(buffer.data(), error));
    if (error && error != http::error::need_more) fail_parse(error);
    if (parser->is_header_done()) break;
    if (buffer.size() > limits.header_bytes_max) fail_parse(http::error::header_limit);
    if (!fill(deadline)) {
      if (!parser->got_some() && buffer.size() == 0) return false;
      fail_malformed("it ends within the headers");
    }
  }
  check_framing(parser->get());
  return true;
}

void RequestReader::Implementation::send_continue() {
  if (!std::exchange(wants_continue, false)) return;
  stream.write(bytes_of("HTTP/1.1 100 Continue\r\n\r\n"), clock->deadline());
}

std::size_t RequestReader::Implementation::read_body(std::span<std::byte> out) {
  send_continue();
  return parser->chunked() ? read_chunked(out) : read_sized(out);
}

std::size_t RequestReader::Implementation::read_sized(std::span<std::byte> out) {
  out = out.first(std::min<std::uint64_t>(out.size(), body_left));
  if (out.empty()) return 0;
  std::size_t got = std::min(out.size(), buffer.size());
  if (got > 0) {
    std::memcpy(out.data(), buffer.data().data(), got);
    buffer.consume(got);
  } else {
    got = stream.read(out, clock->deadline());
    clock->moved(got);
    if (got == 0) {
      is_broken = true;
      throw Error(ErrorKind::invalid, "IncompleteBody",
                  "the client closed its connection within the request's body");
    }
  }
  body_left -= got;
  return got;
}

std::size_t RequestReader::Implementation::read_chunked(std::span<std::byte> out) {
  auto& body = parser->get().body();
  body.data = out.data();
  body.size = out.size();
  while (!parser->is_done() && body.size == out.size()) {
    beast::error_code error;
    buffer.consume(parser->put(buffer.data(), error));
    if (error == http::error::need_buffer) break;
    if (error && error != http::error::need_more) {
      is_broken = true;
      fail_parse(error);
    }
    const bool is_hungry = error == http::error::need_more || buffer.size() == 0;
    if (parser->is_done() || body.size < out.size() || !is_hungry) continue;
    const std::size_t before = buffer.size();
    if (before > limits.header_bytes_max) {  // a chunk's extensions that do not end
      is_broken = true;
      fail_malformed("a chunk's head is too long");
    }
    if (!fill(clock->deadline())) {
      is_broken = true;
      throw Error(ErrorKind::invalid, "IncompleteBody",
                  "the client closed its connection within the request's body");
    }
    clock->moved(buffer.size() - before);
  }
  return out.size() - body.size;
}

api::HttpRequest RequestReader::Implementation::request() {
  class Body final : public Reader {
   public:
    explicit Body(Implementation& owner) : owner_(owner) {}
    std::size_t read(std::span<std::byte> out) override { return owner_.read_body(out); }

   private:
    Implementation& owner_;
  };

  const auto& header = parser->get();
  api::HttpRequest out;
  out.method = view(header.method_string());
  const Target target = parse_target(view(header.target()));
  const auto question = target.rest.find('?');
  out.path = target.rest.substr(0, question);
  if (out.path.empty()) out.path = "/";
  if (question != std::string_view::npos) out.query = target.rest.substr(question + 1);
  for (const auto& field : header)
    out.headers.add(std::string(view(field.name_string())), std::string(view(field.value())));
  if (!target.host.empty()) out.headers.set("Host", std::string(target.host));
  wants_continue = equal_ignoring_case(view(header[http::field::expect]), "100-continue");
  clock.emplace(limits);
  body_left = 0;
  if (parser->chunked()) {
    out.content_length.reset();
  } else {
    body_left = parser->content_length().value_or(0);
    out.content_length = body_left;
  }
  out.body = std::make_unique<Body>(*this);
  return out;
}

RequestReader::RequestReader(Stream& stream, const HttpLimits& limits)
    : implementation_(std::make_unique<Implementation>(stream, limits)) {}

RequestReader::~RequestReader() = default;

std::optional<api::HttpRequest> RequestReader::next() {
  if (!implementation_->read_header()) return std::nullopt;
  return implementation_->request();
}

bool RequestReader::keeps_alive() const {
  const auto& parser = implementation_->parser;
  return parser && parser->keep_alive() && parser->get().version() >= 11;
}

bool RequestReader::finish() {
  auto& state = *implementation_;
  if (state.is_broken || !keeps_alive()) return false;
  const bool is_whole = state.parser->chunked() ? state.parser->is_done() : state.body_left == 0;
  if (is_whole) return true;
  // A client that waits for "100 Continue" and got an answer instead may send its body or not.
  if (state.wants_continue || state.body_left > state.limits.dropped_bytes_max) return false;
  std::array<std::byte, kReadBytes> dropped;
  std::uint64_t count = 0;
  while (const std::size_t got = state.read_body(dropped)) {
    count += got;
    if (count > state.limits.dropped_bytes_max) return false;
  }
  return true;
}

}  // namespace sluice::server
