// A request and its answer as the services see them: plain values, whatever brought them here.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/reader.h"

namespace sluice::api {

struct Header {
  std::string name;
  std::string value;
};

// In the order they were sent or added; names are compared without regard to ASCII case.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> headers) : headers_(headers) {}

  // The first of that name; nothing when there is none. Valid until the headers change.
  std::optional<std::string_view> find(std::string_view name) const;
  // The same, "" when there is none.
  std::string_view get(std::string_view name) const { return find(name).value_or(""); }
  bool has(std::string_view name) const { return find(name).has_value(); }

  void add(std::string name, std::string value);
  // In place of all of that name.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);

  bool empty() const { return headers_.empty(); }
  std::size_t size() const { return headers_.size(); }
  auto begin() const { return headers_.begin(); }
  auto end() const { return headers_.end(); }

 private:
  std::vector<Header> headers_;
};

// A Content-Encoding without "aws-chunked", which says how a body travelled, not how it is; as it
// was written where there is none.
std::string without_aws_chunked(std::string_view content_encoding);

// The server checks the framing (one Content-Length, no smuggling, sizes of target and headers) and
// fills this in; everything else is checked behind it.
struct HttpRequest {
  std::string method;  // as sent: "GET"
  // The target's two halves as sent, nothing decoded, because signatures cover these bytes. Of
  // "/photos/a%2Fb?acl" they are "/photos/a%2Fb" and "acl". The path begins with '/' ("*" never
  // comes).
  std::string path;
  std::string query;
  Headers headers;  // trailers are not in here: they come with the body
  // Never null. What reads it sends the "100 Continue" that a client waits for; what does not,
  // leaves the rest to the server. Decoders wrap it: request.body =
  // make_unique<Decoder>(move(request.body)).
  std::unique_ptr<Reader> body;
  // Of `body`: 0 when there is none, nothing when it comes chunked.
  std::optional<std::uint64_t> content_length = 0;
  std::string
      peer_address;  // "192.0.2.7", "2001:db8::7": of the connection, whatever headers claim
  bool is_tls = false;
  // What was negotiated: "TLSv1.3", "TLS_AES_256_GCM_SHA384"; "" without TLS. Of static storage.
  std::string_view tls_version;
  std::string_view tls_cipher;
  std::string request_id;  // made by the server, shown in its log and to the client
};

// What logs and metrics tell of a request.
struct RequestTrace {
  std::string service;     // "s3"; "" when none was found
  std::string operation;   // "GetObject"; "" when none was found
  std::string caller;      // an ARN, or "" for anonymous
  std::string resource;    // "bucket/key" as the service names it
  std::string error_code;  // "" for success
};

// How an answer went out.
struct Sent {
  std::uint64_t body_bytes = 0;
  std::chrono::nanoseconds total{0};        // from the request's headers to the answer's last byte
  std::chrono::nanoseconds turn_around{0};  // from the request's last byte to the answer's first
};

// Wants to know how an answer went out: for lines of logs.
class SentObserver {
 public:
  virtual ~SentObserver() = default;
  // Once, on the connection's thread, also when the client went away meanwhile. Throws nothing.
  virtual void sent(const Sent& how) = 0;
};

struct HttpResponse {
  int status = 200;
  Headers headers;  // never Content-Length, Connection, Date or Transfer-Encoding: the server's own
  std::string text;
  // When set, this is the body and `text` is not; of exactly `length` bytes.
  std::unique_ptr<Reader> stream;
  // Of `stream`; without one, what Content-Length tells in the answer to a HEAD. The server sends
  // no body to a HEAD nor with 1xx, 204 and 304.
  std::optional<std::uint64_t> length;
  RequestTrace trace;
  std::unique_ptr<SentObserver> observer;  // null: nobody wants to know
};

// Whatever answers requests. Called by many threads at once.
class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  // Renders errors itself. What it throws all the same is the server's 500.
  virtual HttpResponse handle(HttpRequest& request) = 0;
  // Whether every path of the request's host is the handler's to answer, those of the server's own
  // pages (/-/…) too. Throws nothing.
  virtual bool owns_every_path(const HttpRequest&) const { return false; }
};

}  // namespace sluice::api
