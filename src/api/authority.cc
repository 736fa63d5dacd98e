#include "api/authority.h"

namespace sluice::api {

const access::Principal& Authority::principal_of(const Caller& caller) {
  static const access::Principal kAnonymous;
  return caller.credential ? caller.credential->principal : kAnonymous;
}

std::shared_ptr<const access::IdentityPolicies> Authority::policies_of(const Caller& caller) const {
  if (caller.credential) return credentials_.policies_of(*caller.credential);
  return std::make_shared<const access::IdentityPolicies>();
}

access::Context Authority::context_of(const Arrival& arrival) const {
  const auto& caller = arrival.caller;
  const auto& request = arrival.request;
  auto context = access::make_context(principal_of(caller), arrival.now);
  // Of the connection: a header could say anything.
  context.set("aws:SourceIp", request.peer_address);
  context.set("aws:SecureTransport", request.is_tls ? "true" : "false");
  context.set("aws:RequestedRegion", account_.region());
  context.set("aws:ViaAWSService", "false");
  if (const auto agent = request.headers.find("User-Agent")) {
    context.set("aws:UserAgent", std::string(*agent));
  }
  if (const auto referer = request.headers.find("Referer")) {
    context.set("aws:Referer", std::string(*referer));
  }
  for (const auto& [key, value] : caller.conditions)
    context.set(key, value);
  return context;
}

access::AccessRequest Authority::request_of(const Caller& caller, const Question& question) const {
  return {.principal = principal_of(caller),
          .action = question.action,
          .resource = question.resource,
          .resource_account = account_.id(),
          .context = question.context};
}

access::Decision Authority::decide(const Caller& caller, const Question& question,
                                   const access::ResourceRules& rules) const {
  return access::evaluate(request_of(caller, question), *policies_of(caller), rules);
}

void Authority::require(const Caller& caller, const Question& question,
                        const access::ResourceRules& rules) const {
  require_signature(caller);
  const auto decision = decide(caller, question, rules);
  if (!decision.is_allowed()) refuse(caller, question, decision);
}

void Authority::refuse(const Caller& caller, const Question& question,
                       const access::Decision& decision) const {
  throw Error(ErrorKind::denied, "AccessDenied",
              access::denial_message(request_of(caller, question), decision));
}

void require_signature(const Caller& caller) {
  if (!caller.is_anonymous()) return;
  throw Error(ErrorKind::denied, "MissingAuthenticationToken",
              "Request is missing Authentication Token");
}

}  // namespace sluice::api
