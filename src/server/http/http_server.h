// HTTP/1.1 on one port: connections, their limits and their end. What requests mean is the
// handler's matter; only /-/health and /-/metrics are answered here.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/http/message.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "server/http/limits.h"
#include "server/http/traffic.h"

namespace sluice::server {

struct ListenAddress {
  std::string host = "127.0.0.1";  // a name, an IPv4 or an IPv6 address
  int port = 4566;                 // 0: any that is free
};

// "127.0.0.1:4566", "[::1]:0", ":4566" (every address), "4566". Throws Error invalid.
ListenAddress parse_listen_address(const std::string& text);

struct TlsFiles {
  std::string certificate;  // PEM, with its chain
  std::string key;
};

struct HttpServerOptions {
  ListenAddress listen;
  std::optional<TlsFiles> tls;
  HttpLimits limits;
  const Log* log = nullptr;         // failures; null: nowhere
  const Log* access_log = nullptr;  // a line a request; null: none
  // What /-/metrics shows besides the server's own, in Prometheus' text format. Called by many
  // threads at once; empty: nothing.
  std::function<std::string()> more_metrics;
};

// Owns a thread that accepts, and one for each connection.
class HttpServer {
 public:
  // Listens when it returns. Throws Error invalid (BadCertificate, NoSuchAddress), conflict
  // (AddressInUse). The handler must outlive it.
  HttpServer(const HttpServerOptions& options, api::HttpHandler& handler, const Clock& clock,
             Random& random);
  ~HttpServer();  // as stop(0 s)
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;

  // Takes no more requests, lets those that are being answered end, and cuts them off after the
  // patience. Once.
  void stop(std::chrono::seconds patience);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace sluice::server
