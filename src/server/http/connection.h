// One client's connection: requests in, answers out, until either side ends it.
#pragma once

#include <atomic>
#include <memory>

#include "api/http/message.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "server/http/limits.h"
#include "server/http/stream.h"
#include "server/http/traffic.h"

namespace sluice::server {

// What connections share; outlives them.
struct ConnectionWorld {
  api::HttpHandler& handler;
  Traffic& traffic;
  const Clock& clock;
  Random& random;
  const HttpLimits& limits;
  const Log* log;
  std::atomic<bool>& is_stopping;
};

struct Peer {
  std::string address;
  bool is_tls = false;
  bool is_spare = false;  // above the limit: only the server's own pages
};

// Returns when the connection has ended; throws nothing.
void serve_connection(Stream& stream, const Peer& peer, const ConnectionWorld& world);

}  // namespace sluice::server
