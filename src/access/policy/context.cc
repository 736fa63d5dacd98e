#include "access/policy/context.h"

#include "base/text.h"

namespace sluice::access {
namespace {

std::string_view principal_type(Principal::Kind kind) {
  switch (kind) {
    case Principal::Kind::root:
      return "Account";
    case Principal::Kind::user:
      return "User";
    case Principal::Kind::role_session:
      return "AssumedRole";
    case Principal::Kind::federated_user:
      return "FederatedUser";
    case Principal::Kind::anonymous:
    case Principal::Kind::service:
      break;
  }
  return "Anonymous";
}

// Of "2026-11-22T17:20:05.123Z" without the fraction, as AWS writes it.
std::string to_seconds(Timestamp now) {
  std::string text = to_iso8601(now);
  return text.substr(0, 19) + "Z";
}

}  // namespace

void Context::set(std::string_view key, std::string value) {
  set(key, std::vector<std::string>{std::move(value)});
}

void Context::set(std::string_view key, std::vector<std::string> values) {
  std::string lower = lower_ascii(key);
  for (Entry& entry : entries_) {
    if (entry.key != lower) continue;
    entry.values = std::move(values);
    return;
  }
  entries_.push_back({.key = std::move(lower), .values = std::move(values)});
}

const std::vector<std::string>* Context::find(std::string_view key) const {
  for (const Entry& entry : entries_) {
    if (equal_ignoring_case(entry.key, key)) return &entry.values;
  }
  return nullptr;
}

Context make_context(const Principal& principal, Timestamp now) {
  using Kind = Principal::Kind;
  Context context;
  context.set("aws:CurrentTime", to_seconds(now));
  context.set(
      "aws:EpochTime",
      std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count()));
  const bool is_service = principal.kind == Kind::service;
  context.set("aws:PrincipalIsAWSService", is_service ? "true" : "false");
  if (is_service) {
    context.set("aws:PrincipalServiceName", principal.arn);
    return context;
  }
  context.set("aws:PrincipalType", std::string(principal_type(principal.kind)));
  if (principal.kind == Kind::anonymous) {
    context.set("aws:userid", "anonymous");
    return context;
  }
  // Of a role's session it is the role's, so that a condition holds for all of its sessions.
  const bool is_role = principal.kind == Kind::role_session;
  context.set("aws:PrincipalArn", is_role ? principal.role_arn : principal.arn);
  context.set("aws:PrincipalAccount", principal.account_id);
  context.set("aws:userid", principal.id);
  if (principal.kind == Kind::user) context.set("aws:username", principal.name);
  for (const Tag& tag : principal.tags)
    context.set("aws:PrincipalTag/" + tag.key, tag.value);
  return context;
}

}  // namespace sluice::access
