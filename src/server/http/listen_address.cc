#include <charconv>

#include "base/error.h"
#include "server/http/http_server.h"

namespace sluice::server {

ListenAddress parse_listen_address(const std::string& text) {
  const auto fail = [&]() -> ListenAddress {
    throw Error(
        ErrorKind::invalid, "InvalidListenAddress",
        fmt::format("{} is no address to listen on: write host:port, [::1]:port or port", text));
  };
  ListenAddress out;
  const auto colon = text.rfind(':');
  const std::string port = colon == std::string::npos ? text : text.substr(colon + 1);
  if (colon != std::string::npos) out.host = text.substr(0, colon);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (error != std::errc() || end != port.data() + port.size()) return fail();
  if (out.port < 0 || out.port > 65'535) return fail();
  const bool is_bracketed = out.host.starts_with('[') && out.host.ends_with(']');
  if (is_bracketed) out.host = out.host.substr(1, out.host.size() - 2);
  if (!is_bracketed && out.host.find(':') != std::string::npos) return fail();
  if (out.host.empty()) out.host = "0.0.0.0";
  return out;
}

}  // namespace sluice::server
