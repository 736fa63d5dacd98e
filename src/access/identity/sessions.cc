#include "access/identity/sessions.h"

#include <algorithm>
#include <array>

#include "access/identity/rows/policy_rows.h"
#include "access/identity/session_text.h"
#include "base/base64.h"
#include "base/text.h"

namespace sluice::access {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr std::size_t kSessionPolicyCharsMax = 2048;

[[noreturn]] void refuse_value(const std::string& why) {
  throw Error(ErrorKind::invalid, "ValidationError", "1 validation error detected: " + why);
}

seconds check_duration(std::optional<seconds> asked, seconds otherwise, seconds most) {
  const seconds duration = asked.value_or(std::min(otherwise, most));
  if (duration < seconds(900)) {
    refuse_value(
        "Value at 'durationSeconds' failed to satisfy constraint: Member must have value"
        " greater than or equal to 900");
  }
  if (duration > most) {
    throw Error(ErrorKind::invalid, "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  return duration;
}

void check_session_name(const std::string& name) {
  const bool is_good =
      name.size() >= 2 && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
               std::string_view("_+=,.@-").find(c) != std::string_view::npos;
      });
  if (!is_good) {
    refuse_value(
        fmt::format("Value '{}' at 'roleSessionName' failed to satisfy constraint: Member"
                    " must satisfy regular expression pattern: [\\w+=,.@-]*",
                    name));
  }
}

std::string make_secret(Random& random) {
  std::array<std::byte, 30> bytes;
  random.fill(bytes);
  return base64_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// What the role's trust policy may ask about, besides the facts of the caller's request.
Context trust_context(Context context, const AssumeRoleRequest& request, const Entity& role) {
  context.set("sts:RoleSessionName", request.session_name);
  if (!request.external_id.empty()) context.set("sts:ExternalId", request.external_id);
  if (!request.source_identity.empty()) context.set("sts:SourceIdentity", request.source_identity);
  std::vector<std::string> tag_keys;
  for (const Tag& tag : request.limits.tags) {
    context.set("aws:RequestTag/" + tag.key, tag.value);
    tag_keys.push_back(tag.key);
  }
  if (!tag_keys.empty()) context.set("aws:TagKeys", std::move(tag_keys));
  for (const Tag& tag : role.tags) {
    context.set("aws:ResourceTag/" + tag.key, tag.value);
    context.set("iam:ResourceTag/" + tag.key, tag.value);
  }
  return context;
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html and
// id_credentials_temp_control-access_monitor.html: what a session carries needs leave of its own.
std::vector<std::string_view> trusted_actions(const AssumeRoleRequest& request) {
  std::vector<std::string_view> actions{"sts:AssumeRole"};
  if (!request.limits.tags.empty()) actions.emplace_back("sts:TagSession");
  if (!request.source_identity.empty()) actions.emplace_back("sts:SetSourceIdentity");
  return actions;
}

// The same words whether the role is there or not.
[[noreturn]] void refuse_role(const Principal& caller, std::string_view action,
                              const std::string& role_arn) {
  throw Error(ErrorKind::denied, "AccessDenied",
              fmt::format("User: {} is not authorized to perform: {} on resource: {}", caller.arn,
                          action, role_arn));
}

void check_trust(const Principal& caller, const IdentityPolicies& caller_policies,
                 const AssumeRoleRequest& request, const Entity& role,
                 const std::string& account_id, const Context& context) {
  const Policy trust = parse_policy(role.trust_document, {.kind = PolicyKind::trust});
  const Context facts = trust_context(context, request, role);
  for (const std::string_view action : trusted_actions(request)) {
    const AccessRequest access{.principal = caller,
                               .action = action,
                               .resource = role.arn,
                               .resource_account = account_id,
                               .context = facts};
    const auto decision = evaluate(access, caller_policies, {.policy = &trust, .must_allow = true});
    if (!decision.is_allowed()) refuse_role(caller, action, request.role_arn);
  }
}

}  // namespace

Sessions::Sessions(Account& account, std::string_view master_key)
    : account_(account), sealer_(master_key, "session tokens", account.random()) {}

void Sessions::limit(Session& session, const SessionLimits& limits) const {
  if (limits.policy_document.size() > kSessionPolicyCharsMax || limits.policy_arns.size() > 10) {
    throw Error(ErrorKind::limit, "PackedPolicyTooLarge",
                "The session policies exceed the packed size limit.");
  }
  if (!limits.policy_document.empty()) {
    parse_policy(limits.policy_document, {});
    session.policy_documents.push_back(limits.policy_document);
  }
  account_.database().read([&](meta::Connection& rows) {
    for (const std::string& arn : limits.policy_arns)
      get_policy(rows, account_.id(), arn);
    return 0;
  });
  session.policy_arns = limits.policy_arns;
  merge_tags(session.principal.tags, limits.tags);
}

TemporaryCredentials Sessions::issue(Session session, seconds duration) {
  session.access_key_id = make_id(account_.random(), "ASIA");
  session.secret = make_secret(account_.random());
  session.issued = account_.clock().now();
  session.expires = session.issued + duration;
  return {.access_key_id = session.access_key_id,
          .secret = session.secret,
          .token = base64_encode(sealer_.seal(session_to_text(session), "")),
          .expires = session.expires,
          .principal = session.principal};
}

TemporaryCredentials Sessions::assume_role(const Principal& caller,
                                           const IdentityPolicies& caller_policies,
                                           const AssumeRoleRequest& request,
                                           const Context& context) {
  check_session_name(request.session_name);
  if (caller.kind == Principal::Kind::root) {
    throw Error(ErrorKind::denied, "AccessDenied", "Roles may not be assumed by root accounts.");
  }
  const auto role = account_.database().read([&](meta::Connection& rows) {
    return find_entity_by_arn(rows, account_.id(), request.role_arn);
  });
  if (!role || role->kind != EntityKind::role)
    refuse_role(caller, "sts:AssumeRole", request.role_arn);
  check_trust(caller, caller_policies, request, *role, account_.id(), context);
  const bool is_chained = caller.kind == Principal::Kind::role_session;
  const seconds duration = check_duration(request.duration, hours(1),
                                          is_chained ? seconds(hours(1)) : role->max_session);
  const std::string& name = request.session_name;
  Session session{.principal = {.kind = Principal::Kind::role_session,
                                .account_id = account_.id(),
                                .arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/{}",
                                                   account_.id(), role->name, name),
                                .id = role->id + ":" + name,
                                .role_arn = role->arn,
                                .tags = role->tags},
                  .source_id = role->id,
                  .source_identity = request.source_identity};
  limit(session, request.limits);
  return issue(std::move(session), duration);
}

TemporaryCredentials Sessions::session_token(const Principal& caller,
                                             std::optional<seconds> duration) {
  const bool is_root = caller.kind == Principal::Kind::root;
  if (!is_root && caller.kind != Principal::Kind::user) {
    throw Error(ErrorKind::denied, "AccessDenied",
                "Cannot call GetSessionToken with session credentials");
  }
  Session session{.principal = caller, .source_id = is_root ? "" : caller.id};
  return issue(std::move(session),
               check_duration(duration, hours(12), is_root ? hours(1) : hours(36)));
}

TemporaryCredentials Sessions::federation_token(const Principal& caller, const std::string& name,
                                                std::optional<seconds> duration,
                                                const SessionLimits& limits) {
  check_session_name(name);
  const bool is_root = caller.kind == Principal::Kind::root;
  if (!is_root && caller.kind != Principal::Kind::user) {
    throw Error(ErrorKind::denied, "AccessDenied",
                "Cannot call GetFederationToken with session credentials");
  }
  Session session{
      .principal = {.kind = Principal::Kind::federated_user,
                    .account_id = account_.id(),
                    .arn = fmt::format("arn:aws:sts::{}:federated-user/{}", account_.id(), name),
                    .id = account_.id() + ":" + name,
                    .role_arn = caller.arn,
                    .tags = caller.tags},
      .source_id = is_root ? "" : caller.id};
  limit(session, limits);
  return issue(std::move(session),
               check_duration(duration, hours(12), is_root ? hours(1) : hours(36)));
}

std::optional<Session> Sessions::open(std::string_view token) const {
  const auto sealed = base64_decode(token);
  if (!sealed) return std::nullopt;
  const auto text = sealer_.open(*sealed, "");
  if (!text) return std::nullopt;
  return session_from_text(*text);
}

}  // namespace sluice::access
