// Grants: leave for one principal to use one key, given and taken back without touching policies.
#include "api/kms/operations.h"
#include "api/paging.h"
#include "api/tags.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::kms {
namespace {

constexpr std::int64_t kGrantsShown = 50;

std::map<std::string, std::string> texts_by_name(const json::object& constraints,
                                                 std::string_view member) {
  std::map<std::string, std::string> texts;
  if (const auto* given = constraints.if_contains(member)) {
    for (const auto& [name, value] : given->as_object())
      texts.emplace(std::string(name), std::string(value.as_string()));
  }
  return texts;
}

json::object names_to_wire(const std::map<std::string, std::string>& texts) {
  json::object object;
  for (const auto& [name, value] : texts)
    object.emplace(name, value);
  return object;
}

void refuse_service_principals(const Call& call) {
  for (const auto* member : {"GranteeServicePrincipal", "RetiringServicePrincipal"}) {
    if (!call.input.contains(member)) continue;
    throw Error(ErrorKind::unsupported, "UnsupportedOperationException",
                "Grants to AWS services are not supported.");
  }
}

Answer create_grant(Kms& kms, Call& call) {
  refuse_service_principals(call);
  if (!call.input.contains("GranteePrincipal")) {
    throw Error(ErrorKind::invalid, "ValidationException", "GranteePrincipal must be specified.");
  }
  end_dry_run(call);
  const auto made = kms.keys().create_grant(grant_of(call));
  return {.output = {{"GrantToken", made.token}, {"GrantId", made.id}}};
}

json::object grant_to_wire(Kms& kms, const access::KeyGrant& grant) {
  json::array operations;
  for (const auto& operation : grant.operations)
    operations.emplace_back(operation);
  json::object shown{{"KeyId", kms.keys().describe(grant.key_id).arn},
                     {"GrantId", grant.id},
                     {"Name", grant.name},
                     {"CreationDate", value_of(grant.created)},
                     {"GranteePrincipal", grant.grantee},
                     {"IssuingAccount", kms.authority().account().root_arn()},
                     {"Operations", std::move(operations)}};
  if (!grant.retiring.empty()) shown["RetiringPrincipal"] = grant.retiring;
  json::object constraints;
  if (!grant.context_equals.empty()) {
    constraints["EncryptionContextEquals"] = names_to_wire(grant.context_equals);
  }
  if (!grant.context_subset.empty()) {
    constraints["EncryptionContextSubset"] = names_to_wire(grant.context_subset);
  }
  if (!constraints.empty()) shown["Constraints"] = std::move(constraints);
  return shown;
}

Answer grants_answer(Kms& kms, const Call& call, std::vector<access::KeyGrant> grants) {
  const auto page =
      page_of(std::move(grants), call.text_of("Marker"),
              static_cast<std::size_t>(call.number_of("Limit", kGrantsShown)),
              [](const access::KeyGrant& grant) -> const std::string& { return grant.id; });
  json::array shown;
  for (const auto& grant : page.items)
    shown.push_back(grant_to_wire(kms, grant));
  Answer answer{.output = {{"Grants", std::move(shown)}}};
  set_page_end(answer.output, page.next_marker);
  return answer;
}

Answer list_grants(Kms& kms, Call& call) {
  refuse_service_principals(call);
  const auto id = call.text_of("GrantId");
  const auto grantee = call.text_of("GranteePrincipal");
  auto grants = kms.keys().grants(std::string(call.text_of("KeyId")));
  std::erase_if(grants, [&](const access::KeyGrant& grant) {
    return (!id.empty() && grant.id != id) || (!grantee.empty() && grant.grantee != grantee);
  });
  return grants_answer(kms, call, std::move(grants));
}

Answer list_retirable_grants(Kms& kms, Call& call) {
  refuse_service_principals(call);
  auto grants = kms.keys().grants_retirable_by(std::string(call.text_of("RetiringPrincipal")));
  return grants_answer(kms, call, std::move(grants));
}

Answer revoke_grant(Kms& kms, Call& call) {
  end_dry_run(call);
  kms.keys().revoke_grant(std::string(call.text_of("KeyId")), std::string(call.text_of("GrantId")));
  return {};
}

Answer retire_grant(Kms& kms, Call& call) {
  end_dry_run(call);
  kms.keys().retire_grant(std::string(call.text_of("GrantToken")),
                          std::string(call.text_of("KeyId")), std::string(call.text_of("GrantId")));
  return {};
}

}  // namespace

access::KeyGrant grant_of(const Call& call) {
  access::KeyGrant grant{.key_id = std::string(call.text_of("KeyId")),
                         .name = std::string(call.text_of("Name")),
                         .grantee = std::string(call.text_of("GranteePrincipal")),
                         .retiring = std::string(call.text_of("RetiringPrincipal")),
                         .operations = texts_of(call.input, "Operations")};
  if (const auto* constraints = call.input.if_contains("Constraints")) {
    const auto& given = constraints->as_object();
    grant.context_equals = texts_by_name(given, "EncryptionContextEquals");
    grant.context_subset = texts_by_name(given, "EncryptionContextSubset");
  }
  return grant;
}

void add_grant_operations(Operations& operations, Kms& kms) {
  operations.add("CreateGrant", kms, create_grant);
  operations.add("ListGrants", kms, list_grants);
  operations.add("ListRetirableGrants", kms, list_retirable_grants);
  operations.add("RevokeGrant", kms, revoke_grant);
  operations.add("RetireGrant", kms, retire_grant);
}

}  // namespace sluice::api::kms
