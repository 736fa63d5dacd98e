// A query string as signatures see it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::access {

// Decoded; a '+' is a space, as S3 reads it.
struct QueryParameter {
  std::string name;
  std::string value;
  bool has_value = false;  // "acl" has none, "acl=" has
};

// A '%' without two hex digits stands for itself.
std::vector<QueryParameter> parse_query(std::string_view query_as_sent);

// The value of the first of that name.
std::optional<std::string_view> find_parameter(const std::vector<QueryParameter>& query,
                                               std::string_view name);

}  // namespace sluice::access
