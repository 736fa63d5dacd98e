// What one client may take of the server's time and memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace sluice::server {

struct HttpLimits {
  int connections_max = 1024;
  // Above connections_max: connections on which only the server's own pages (/-/…) are answered.
  int spare_connections = 32;
  std::size_t stack_bytes = 1 << 20;           // of a connection's thread
  std::uint32_t header_bytes_max = 64 * 1024;  // request line and headers
  std::chrono::seconds header_time{20};        // from a request's first byte to its headers' end
  std::chrono::seconds idle_time{75};          // between requests
  // Bodies, both ways: this long for nothing, and after it at least that many bytes a second.
  std::chrono::seconds transfer_patience{30};
  std::uint64_t transfer_bytes_per_second_min = 4 * 1024;
  // Of a body that nobody wanted: read and dropped up to here, so that the connection can be kept.
  std::uint64_t dropped_bytes_max = 256 * 1024;
};

}  // namespace sluice::server
