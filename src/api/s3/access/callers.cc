#include "api/s3/access/callers.h"

#include "api/http/uri.h"

namespace sluice::api::s3 {
namespace {

std::string session_token(const HttpRequest& request) {
  constexpr std::string_view kName = "X-Amz-Security-Token";
  if (const auto header = request.headers.find(kName)) return std::string(*header);
  if (request.query.find(kName) == std::string::npos) return "";
  const QueryParameters query(request.query);
  const auto* token = query.find(kName);
  return token ? token->value : "";
}

}  // namespace

Asker CredentialCallers::find(const Arrival& arrival) const {
  static const auto kNone = std::make_shared<const access::IdentityPolicies>();
  if (arrival.caller.is_anonymous()) return {.principal = {}, .policies = kNone};
  const auto credential = credentials_.get(
      arrival.caller.access_key_id, session_token(arrival.request), access::ErrorDialect::s3);
  auto policies = credentials_.policies_of(*credential);
  return {.principal = credential->principal, .policies = policies ? std::move(policies) : kNone};
}

}  // namespace sluice::api::s3
