#include "api/sts/sts.h"

#include <fmt/format.h>

#include "api/tags.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::sts {
namespace {

std::optional<std::chrono::seconds> duration_of(const Call& call) {
  if (!call.input.contains("DurationSeconds")) return std::nullopt;
  return std::chrono::seconds(call.number_of("DurationSeconds"));
}

// Nobody here has a device.
void refuse_mfa(const Call& call) {
  if (!call.input.contains("SerialNumber") && !call.input.contains("TokenCode")) return;
  throw Error(ErrorKind::denied, "AccessDenied",
              "MultiFactorAuthentication failed with invalid MFA one time pass code.");
}

access::SessionLimits limits_of(const Call& call) {
  access::SessionLimits limits{.policy_document = std::string(call.text_of("Policy")),
                               .tags = tags_of(call.input, "Tags")};
  if (const auto* arns = call.input.if_contains("PolicyArns")) {
    for (const auto& item : arns->as_array()) {
      if (const auto* arn = item.as_object().if_contains("arn")) {
        limits.policy_arns.emplace_back(arn->as_string());
      }
    }
  }
  return limits;
}

json::object to_wire(const access::TemporaryCredentials& credentials) {
  return {{"AccessKeyId", credentials.access_key_id},
          {"SecretAccessKey", credentials.secret},
          {"SessionToken", credentials.token},
          {"Expiration", value_of(credentials.expires)}};
}

Answer get_caller_identity(Sts&, Call& call) {
  const auto& caller = call.caller();
  return {.output = {{"UserId", caller.user_id}, {"Account", caller.account}, {"Arn", caller.arn}}};
}

// Once set, it stays through every role that is assumed from there.
std::string source_identity_of(const Call& call) {
  std::string asked(call.text_of("SourceIdentity"));
  const auto& session = call.caller().credential->session;
  if (!session || session->source_identity.empty()) return asked;
  if (asked.empty() || asked == session->source_identity) return session->source_identity;
  throw Error(ErrorKind::denied, "AccessDenied",
              "The source identity of a session cannot be changed.");
}

Answer assume_role(Sts& sts, Call& call) {
  refuse_mfa(call);
  call.refuse_members({"TransitiveTagKeys", "ProvidedContexts"});
  const access::AssumeRoleRequest request{
      .role_arn = std::string(call.text_of("RoleArn")),
      .session_name = std::string(call.text_of("RoleSessionName")),
      .duration = duration_of(call),
      .external_id = std::string(call.text_of("ExternalId")),
      .source_identity = source_identity_of(call),
      .limits = limits_of(call)};
  const auto& authority = sts.authority();
  const auto made = sts.sessions().assume_role(Authority::principal_of(call.caller()),
                                               *authority.policies_of(call.caller()), request,
                                               authority.context_of(call.arrival));
  Answer answer{.output = {{"Credentials", to_wire(made)},
                           {"AssumedRoleUser", json::object{{"AssumedRoleId", made.principal.id},
                                                            {"Arn", made.principal.arn}}}}};
  if (!request.source_identity.empty()) answer.output["SourceIdentity"] = request.source_identity;
  return answer;
}

Answer get_session_token(Sts& sts, Call& call) {
  refuse_mfa(call);
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
  if (call.caller().credential->session) {
    throw Error(ErrorKind::denied, "AccessDenied",
                "Cannot call GetSessionToken with session credentials");
  }
  const auto& caller = Authority::principal_of(call.caller());
  const auto made = sts.sessions().session_token(caller, duration_of(call));
  return {.output = {{"Credentials", to_wire(made)}}};
}

Answer get_federation_token(Sts& sts, Call& call) {
  if (call.caller().credential->session) {
    throw Error(ErrorKind::denied, "AccessDenied",
                "Cannot call GetFederationToken with session credentials");
  }
  const std::string name(call.text_of("Name"));
  const auto made = sts.sessions().federation_token(Authority::principal_of(call.caller()), name,
                                                    duration_of(call), limits_of(call));
  return {.output = {{"Credentials", to_wire(made)},
                     {"FederatedUser", json::object{{"FederatedUserId", made.principal.id},
                                                    {"Arn", made.principal.arn}}}}};
}

Operations operations_on(Sts& sts) {
  Operations operations;
  operations.add("GetCallerIdentity", sts, get_caller_identity);
  operations.add("AssumeRole", sts, assume_role);
  operations.add("GetSessionToken", sts, get_session_token);
  operations.add("GetFederationToken", sts, get_federation_token);
  return operations;
}

}  // namespace

Sts::Sts(access::Sessions& sessions, const Authority& authority)
    : sessions_(sessions), authority_(authority), service_("sts", operations_on(*this), *this) {}

void Sts::authorise(Call& call) {
  require_signature(call.caller());
  if (call.operation.name != "GetFederationToken") return;
  const auto& account = authority_.account();
  const auto tags = tags_of(call.input, "Tags");
  auto context = authority_.context_of(call.arrival);
  add_request_tags(context, tags);
  Question question{.action = "sts:GetFederationToken",
                    .resource = fmt::format("arn:aws:sts::{}:federated-user/{}", account.id(),
                                            call.text_of("Name")),
                    .context = std::move(context)};
  authority_.require(call.caller(), question);
  if (tags.empty()) return;
  question.action = "sts:TagSession";
  authority_.require(call.caller(), question);
}

}  // namespace sluice::api::sts
