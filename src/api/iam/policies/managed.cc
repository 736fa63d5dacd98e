// Managed policies and their versions.
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "api/iam/operations.h"
#include "api/tags.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::iam {
namespace {

constexpr Kind kPolicy{access::EntityKind::policy, "Policy", "PolicyName"};

using UsesByArn = std::map<std::string, std::int64_t>;

UsesByArn boundary_uses(Iam& iam) {
  UsesByArn uses;
  for (const auto kind : {kUser.kind, kRole.kind}) {
    for (const auto& entity : all_of(iam, kind)) {
      if (!entity.boundary_arn.empty()) ++uses[entity.boundary_arn];
    }
  }
  return uses;
}

json::object policy_to_wire(const access::Entity& policy, std::int64_t attachments,
                            std::int64_t boundaries, Detail detail) {
  json::object shown{{"PolicyName", policy.name},
                     {"PolicyId", policy.id},
                     {"Arn", policy.arn},
                     {"Path", policy.path},
                     {"DefaultVersionId", fmt::format("v{}", policy.default_version)},
                     {"AttachmentCount", attachments},
                     {"PermissionsBoundaryUsageCount", boundaries},
                     {"IsAttachable", true},
                     {"CreateDate", value_of(policy.created)},
                     {"UpdateDate", value_of(policy.updated)}};
  if (detail == Detail::brief) return shown;
  if (!policy.description.empty()) shown["Description"] = policy.description;
  if (!policy.tags.empty()) shown["Tags"] = tags_to_wire(policy.tags);
  return shown;
}

enum class Document { shown, hidden };

json::object version_to_wire(const access::PolicyVersion& version, Document document) {
  json::object shown{{"VersionId", fmt::format("v{}", version.number)},
                     {"IsDefaultVersion", version.is_default},
                     {"CreateDate", value_of(version.created)}};
  if (document == Document::shown) shown["Document"] = document_to_wire(version.document);
  return shown;
}

std::int64_t version_number(std::string_view text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  if (text.starts_with('v')) {
    const auto [at, error] = std::from_chars(text.data() + 1, end, number);
    if (error == std::errc() && at == end) return number;
  }
  throw Error(ErrorKind::not_found, "NoSuchEntity",
              fmt::format("Policy version {} does not exist.", text));
}

std::string arn_of(const Call& call) {
  return std::string(call.text_of("PolicyArn"));
}

Answer create_policy(Iam& iam, Call& call) {
  const auto policy = iam.policies().create(new_entity_of(call, kPolicy),
                                            std::string(call.text_of("PolicyDocument")));
  return {.output = {{"Policy", policy_to_wire(policy, 0, 0, Detail::full)}}};
}

Answer get_policy(Iam& iam, Call& call) {
  const auto policy = iam.policies().get(arn_of(call));
  const auto attachments = iam.policies().attachment_count(policy.arn);
  const auto boundaries = boundary_uses(iam)[policy.arn];
  return {.output = {{"Policy", policy_to_wire(policy, attachments, boundaries, Detail::full)}}};
}

access::Policies::Scope scope_of(const Call& call) {
  const auto scope = call.text_of("Scope", "All");
  if (scope == "AWS") return access::Policies::Scope::aws;
  return scope == "Local" ? access::Policies::Scope::local : access::Policies::Scope::all;
}

// Filters may leave pages short, as AWS's do.
Answer list_policies(Iam& iam, Call& call) {
  const auto page = iam.policies().list(scope_of(call), listing_of(call));
  const auto usage = call.text_of("PolicyUsageFilter");
  auto boundaries = boundary_uses(iam);
  json::array policies;
  for (const auto& policy : page.entities) {
    const auto attachments = iam.policies().attachment_count(policy.arn);
    const auto limits = boundaries[policy.arn];
    if (call.flag_of("OnlyAttached") && attachments == 0) continue;
    if (usage == "PermissionsPolicy" && attachments == 0) continue;
    if (usage == "PermissionsBoundary" && limits == 0) continue;
    policies.push_back(policy_to_wire(policy, attachments, limits, Detail::brief));
  }
  Answer answer{.output = {{"Policies", std::move(policies)}}};
  set_truncation(answer.output, page.next_marker);
  return answer;
}

Answer delete_policy(Iam& iam, Call& call) {
  iam.policies().remove(arn_of(call));
  return {};
}

Answer create_policy_version(Iam& iam, Call& call) {
  const auto version = iam.policies().create_version(
      arn_of(call), std::string(call.text_of("PolicyDocument")), call.flag_of("SetAsDefault"));
  return {.output = {{"PolicyVersion", version_to_wire(version, Document::hidden)}}};
}

Answer get_policy_version(Iam& iam, Call& call) {
  const auto version =
      iam.policies().version(arn_of(call), version_number(call.text_of("VersionId")));
  return {.output = {{"PolicyVersion", version_to_wire(version, Document::shown)}}};
}

// Newest first; the marker is the last one shown.
Answer list_policy_versions(Iam& iam, Call& call) {
  const auto marker = call.text_of("Marker");
  const auto after = marker.empty() ? INT64_MAX : version_number(marker);
  json::array shown;
  std::string next;
  std::string last;
  for (const auto& version : iam.policies().versions(arn_of(call))) {
    if (version.number >= after) continue;
    if (shown.size() == items_max_of(call)) {
      next = last;
      break;
    }
    shown.push_back(version_to_wire(version, Document::hidden));
    last = fmt::format("v{}", version.number);
  }
  Answer answer{.output = {{"Versions", std::move(shown)}}};
  set_truncation(answer.output, next);
  return answer;
}

Answer delete_policy_version(Iam& iam, Call& call) {
  iam.policies().remove_version(arn_of(call), version_number(call.text_of("VersionId")));
  return {};
}

Answer set_default_policy_version(Iam& iam, Call& call) {
  iam.policies().set_default_version(arn_of(call), version_number(call.text_of("VersionId")));
  return {};
}

}  // namespace

void add_managed_policy_operations(Operations& operations, Iam& iam) {
  operations.add("CreatePolicy", iam, create_policy);
  operations.add("GetPolicy", iam, get_policy);
  operations.add("ListPolicies", iam, list_policies);
  operations.add("DeletePolicy", iam, delete_policy);
  operations.add("CreatePolicyVersion", iam, create_policy_version);
  operations.add("GetPolicyVersion", iam, get_policy_version);
  operations.add("ListPolicyVersions", iam, list_policy_versions);
  operations.add("DeletePolicyVersion", iam, delete_policy_version);
  operations.add("SetDefaultPolicyVersion", iam, set_default_policy_version);
}

}  // namespace sluice::api::iam
