// Which managed policies hang on whom.
#include <fmt/format.h>

#include "api/iam/operations.h"

namespace sluice::api::iam {
namespace {

// "arn:aws:iam::ACCOUNT:policy/path/name" -> "/path/".
std::string_view path_of_arn(std::string_view arn) {
  const auto begin = arn.find('/');
  return begin == std::string_view::npos ? "/" : arn.substr(begin, arn.rfind('/') + 1 - begin);
}

Answer list_attached(Iam& iam, const Kind& kind, const Call& call) {
  auto attached = iam.policies().attached(name_of(call, kind));
  const auto prefix = call.text_of("PathPrefix", "/");
  std::erase_if(attached, [&](const access::AttachedPolicy& policy) {
    return !path_of_arn(policy.arn).starts_with(prefix);
  });
  // AWS's own and the account's may have one name.
  const auto page = page_of(
      std::move(attached), call.text_of("Marker"), items_max_of(call),
      [](const access::AttachedPolicy& policy) -> const std::string& { return policy.arn; });
  json::array policies;
  for (const auto& policy : page.items)
    policies.push_back(json::object{{"PolicyName", policy.name}, {"PolicyArn", policy.arn}});
  Answer answer{.output = {{"AttachedPolicies", std::move(policies)}}};
  set_truncation(answer.output, page.next_marker);
  return answer;
}

void add_operations(Operations& operations, Iam& iam, const Kind& kind) {
  operations.add(fmt::format("Attach{}Policy", kind.word), [&iam, kind](Call& call) -> Answer {
    iam.policies().attach(name_of(call, kind), std::string(call.text_of("PolicyArn")));
    return {};
  });
  operations.add(fmt::format("Detach{}Policy", kind.word), [&iam, kind](Call& call) -> Answer {
    iam.policies().detach(name_of(call, kind), std::string(call.text_of("PolicyArn")));
    return {};
  });
  operations.add(fmt::format("ListAttached{}Policies", kind.word),
                 [&iam, kind](Call& call) { return list_attached(iam, kind, call); });
}

// Who has a policy, or has it as its boundary.
struct PolicyUser {
  std::string marker;  // kind and name
  access::Entity entity;
};

const Kind& kind_of(const access::Entity& entity) {
  if (entity.kind == access::EntityKind::user) return kUser;
  return entity.kind == access::EntityKind::group ? kGroup : kRole;
}

std::vector<access::Entity> limited_by(Iam& iam, const std::string& arn) {
  std::vector<access::Entity> limited;
  for (const auto kind : {kUser.kind, kRole.kind}) {
    for (auto& entity : all_of(iam, kind)) {
      if (entity.boundary_arn == arn) limited.push_back(std::move(entity));
    }
  }
  return limited;
}

std::vector<PolicyUser> users_of_policy(Iam& iam, const Call& call) {
  const std::string arn(call.text_of("PolicyArn"));
  const auto filter = call.text_of("EntityFilter");
  const auto prefix = call.text_of("PathPrefix", "/");
  const bool as_boundary = call.text_of("PolicyUsageFilter") == "PermissionsBoundary";
  iam.policies().get(arn);
  std::vector<PolicyUser> users;
  for (auto& entity : as_boundary ? limited_by(iam, arn) : iam.policies().attached_entities(arn)) {
    const auto& kind = kind_of(entity);
    if (!filter.empty() && filter != kind.word) continue;
    if (!entity.path.starts_with(prefix)) continue;
    std::string marker = fmt::format("{}/{}", kind.word, entity.name);
    users.push_back({std::move(marker), std::move(entity)});
  }
  return users;
}

Answer list_entities_for_policy(Iam& iam, Call& call) {
  const auto page =
      page_of(users_of_policy(iam, call), call.text_of("Marker"), items_max_of(call),
              [](const PolicyUser& user) -> const std::string& { return user.marker; });
  Answer answer{.output = {{"PolicyGroups", json::array()},
                           {"PolicyUsers", json::array()},
                           {"PolicyRoles", json::array()}}};
  for (const auto& [marker, entity] : page.items) {
    const auto& kind = kind_of(entity);
    answer.output[fmt::format("Policy{}s", kind.word)].as_array().push_back(
        json::object{{kind.member, entity.name}, {fmt::format("{}Id", kind.word), entity.id}});
  }
  set_truncation(answer.output, page.next_marker);
  return answer;
}

}  // namespace

void add_attachment_operations(Operations& operations, Iam& iam) {
  for (const auto& kind : kPolicyOwners)
    add_operations(operations, iam, kind);
  operations.add("ListEntitiesForPolicy", iam, list_entities_for_policy);
}

}  // namespace sluice::api::iam
