#include "server/http/traffic.h"

#include "base/text.h"

namespace sluice::server {
namespace {

// Upper bounds in seconds; the last is +Inf.
constexpr std::array<double, 11> kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                            0.1,   0.25,   1,     5,    30};

std::string clean(std::string_view text) {
  constexpr std::size_t kShownMax = 1'200;
  std::string out;
  for (const char c : text.substr(0, kShownMax))
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return out;
}

}  // namespace

void Traffic::add(const Exchange& exchange) {
  const double seconds = std::chrono::duration<double>(exchange.duration).count();
  {
    std::lock_guard lock(mutex_);
    auto& counts = counts_[{exchange.trace.service, exchange.trace.operation, exchange.status}];
    ++counts.requests;
    counts.bytes_in += exchange.bytes_in;
    counts.bytes_out += exchange.bytes_out;
    counts.duration += exchange.duration;
    for (std::size_t i = 0; i < kBounds.size(); ++i)
      counts.within[i] += seconds <= kBounds[i];
    ++counts.within.back();
  }
  if (access_log_ == nullptr || !access_log_->enabled(LogLevel::info)) return;
  access_log_->write(
      LogLevel::info, "server", "request",
      {{"id", exchange.request_id},
       {"peer", exchange.peer_address},
       {"caller", exchange.trace.caller.empty() ? "-" : exchange.trace.caller},
       {"method", clean(exchange.method)},
       {"path", clean(exchange.path)},
       {"operation", exchange.trace.operation.empty() ? "-" : exchange.trace.operation},
       {"status", exchange.status},
       {"error", exchange.trace.error_code.empty() ? "-" : exchange.trace.error_code},
       {"in", static_cast<std::int64_t>(exchange.bytes_in)},
       {"out", static_cast<std::int64_t>(exchange.bytes_out)},
       {"micros", exchange.duration.count() / 1000},
       {"agent", clean(exchange.user_agent)}});
}

std::string Traffic::metrics() const {
  std::string out;
  const auto append = [&](std::string_view line) { out.append(line).append("\n"); };
  append("# HELP sluice_connections Connections that are open.");
  append("# TYPE sluice_connections gauge");
  append(fmt::format("sluice_connections {}", connections_.load()));
  append("# HELP sluice_connections_refused_total Connections above the limit.");
  append("# TYPE sluice_connections_refused_total counter");
  append(fmt::format("sluice_connections_refused_total {}", refused_.load()));
  if (more_metrics_) out += more_metrics_();
  std::string requests, received, sent, duration;
  std::lock_guard lock(mutex_);
  for (const auto& [kind, counts] : counts_) {
    const std::string labels =
        fmt::format("service=\"{}\",operation=\"{}\"", kind.service, kind.operation);
    requests += fmt::format("sluice_requests_total{{{},status=\"{}\"}} {}\n", labels, kind.status,
                            counts.requests);
    received += fmt::format("sluice_received_bytes_total{{{},status=\"{}\"}} {}\n", labels,
                            kind.status, counts.bytes_in);
    sent += fmt::format("sluice_sent_bytes_total{{{},status=\"{}\"}} {}\n", labels, kind.status,
                        counts.bytes_out);
    for (std::size_t i = 0; i < counts.within.size(); ++i) {
      const std::string bound = i < kBounds.size() ? fmt::format("{}", kBounds[i]) : "+Inf";
      duration +=
          fmt::format("sluice_request_duration_seconds_bucket{{{},status=\"{}\",le=\"{}\"}} {}\n",
                      labels, kind.status, bound, counts.within[i]);
    }
    duration += fmt::format("sluice_request_duration_seconds_sum{{{},status=\"{}\"}} {}\n", labels,
                            kind.status, std::chrono::duration<double>(counts.duration).count());
    duration += fmt::format("sluice_request_duration_seconds_count{{{},status=\"{}\"}} {}\n",
                            labels, kind.status, counts.requests);
  }
  append("# HELP sluice_requests_total Requests answered.\n# TYPE sluice_requests_total counter");
  out += requests;
  append(
      "# HELP sluice_received_bytes_total Bytes of requests' bodies.\n"
      "# TYPE sluice_received_bytes_total counter");
  out += received;
  append(
      "# HELP sluice_sent_bytes_total Bytes of answers' bodies.\n"
      "# TYPE sluice_sent_bytes_total counter");
  out += sent;
  append(
      "# HELP sluice_request_duration_seconds From a request's headers to its answer's end.\n"
      "# TYPE sluice_request_duration_seconds histogram");
  return out += duration;
}

}  // namespace sluice::server
