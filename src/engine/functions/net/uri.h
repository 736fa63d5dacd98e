// java.net.URI, which Trino's URL functions read with: RFC 2396 and Java's deviations from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::engine {

// Parts as they are written; views into the text.
struct Uri {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> host;
  std::optional<int> port;
  std::optional<std::string_view> path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

// Nothing for what Java refuses.
std::optional<Uri> parse_uri(std::string_view text);

}  // namespace sluice::engine
