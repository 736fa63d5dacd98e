// What a signature covers, as it was sent.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace sluice::access {

struct SignedHeader {
  std::string_view name;  // in lower case
  std::string_view value;
};

// Views: what they show outlives the call. Nothing is decoded, because signatures cover these
// bytes: "/photos/a%2Fb" and "versionId=x&acl".
struct SignedRequest {
  std::string_view method;
  std::string_view path;
  std::string_view query;
  std::vector<SignedHeader> headers;  // in the order sent, repeated ones too
};

// The first of that name; nothing when there is none.
std::optional<std::string_view> find_header(const SignedRequest& request, std::string_view name);

}  // namespace sluice::access
