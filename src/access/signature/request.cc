#include "access/signature/request.h"

namespace sluice::access {

std::optional<std::string_view> find_header(const SignedRequest& request, std::string_view name) {
  for (const SignedHeader& header : request.headers) {
    if (header.name == name) return header.value;
  }
  return std::nullopt;
}

}  // namespace sluice::access
