// What the server counts and logs of its requests: one line and one sample each.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/http/message.h"
#include "base/clock.h"
#include "base/log.h"

namespace sluice::server {

struct Exchange {
  std::string method;
  std::string path;  // without the query: it may hold signatures
  std::string peer_address;
  std::string request_id;
  std::string user_agent;
  int status = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::chrono::nanoseconds duration{0};
  api::RequestTrace trace;
};

// Thread-safe.
class Traffic {
 public:
  // `access_log` null: none. `more_metrics` empty: nothing but its own.
  explicit Traffic(const Log* access_log, std::function<std::string()> more_metrics = {})
      : access_log_(access_log), more_metrics_(std::move(more_metrics)) {}

  void add(const Exchange& exchange);
  void connection_opened() { ++connections_; }
  void connection_closed() { --connections_; }
  void connection_refused() { ++refused_; }

  // The text format of https://prometheus.io/docs/instrumenting/exposition_formats/
  std::string metrics() const;

 private:
  struct Counts {
    std::uint64_t requests = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::array<std::uint64_t, 12> within{};  // requests that took no longer than each bound
    std::chrono::nanoseconds duration{0};
  };
  struct Kind {
    std::string service, operation;
    int status = 0;
    auto operator<=>(const Kind&) const = default;
  };

  const Log* access_log_;
  const std::function<std::string()> more_metrics_;
  std::atomic<std::int64_t> connections_{0};
  std::atomic<std::uint64_t> refused_{0};
  mutable std::mutex mutex_;
  std::map<Kind, Counts> counts_;
};

}  // namespace sluice::server
