// Would it be allowed? The policies decide as they do on real requests; nothing is done.
#include <charconv>

#include <fmt/format.h>

#include "api/iam/operations.h"
#include "api/tags.h"
#include "base/text.h"

namespace sluice::api::iam {
namespace {

struct Simulation {
  access::Principal principal;
  access::IdentityPolicies identity;
  access::SharedPolicy resource_policy;
  access::Context context;
  std::string resource_account;
};

access::SharedPolicy parse_identity(std::string_view text) {
  return std::make_shared<const access::Policy>(
      access::parse_policy(text, {.kind = access::PolicyKind::identity}));
}

[[noreturn]] void refuse_source(std::string_view arn) {
  throw Error(ErrorKind::not_found, "NoSuchEntity",
              fmt::format("The entity with ARN {} cannot be found.", arn));
}

// "arn:aws:iam::ACCOUNT:role/path/name".
access::Entity find_source(Iam& iam, const std::string& arn) {
  const auto parts = split(arn, ':');
  if (parts.size() == 6) {
    const auto name = parts[5].substr(parts[5].rfind('/') + 1);
    const auto word = parts[5].substr(0, parts[5].find('/'));
    for (const auto& kind : kPolicyOwners) {
      if (lower_ascii(kind.word) != word) continue;
      const auto entity = iam.entities().find({kind.kind, std::string(name)});
      if (entity && entity->arn == arn) return *entity;
    }
  }
  refuse_source(arn);
}

access::IdentityPolicies policies_of_group(Iam& iam, const std::string& group) {
  const access::EntityName name{access::EntityKind::group, group};
  access::IdentityPolicies identity;
  auto& policies = iam.policies();
  for (const auto& attached : policies.attached(name)) {
    const auto number = policies.get(attached.arn).default_version;
    identity.policies.push_back(parse_identity(policies.version(attached.arn, number).document));
  }
  for (const auto& inline_name : policies.inline_names(name))
    identity.policies.push_back(parse_identity(policies.inline_document(name, inline_name)));
  return identity;
}

void add_source(Iam& iam, const Call& call, Simulation& simulation) {
  const std::string arn(call.text_of("PolicySourceArn"));
  const auto source = find_source(iam, arn);
  auto& principal = simulation.principal;
  principal.account_id = iam.account().id();
  principal.arn = source.arn;
  principal.id = source.id;
  principal.tags = source.tags;
  if (source.kind == access::EntityKind::group) {
    simulation.identity = policies_of_group(iam, source.name);
    return;
  }
  simulation.identity = *iam.credentials().policies_of_arn(source.arn);
  if (source.kind == access::EntityKind::user) {
    principal.kind = access::Principal::Kind::user;
    principal.name = source.name;
  } else {
    principal.kind = access::Principal::Kind::role_session;
    principal.role_arn = source.arn;
  }
}

void add_boundary(const Call& call, Simulation& simulation) {
  const auto texts = texts_of(call.input, "PermissionsBoundaryPolicyInputList");
  if (texts.size() > 1) {
    throw Error(ErrorKind::invalid, "InvalidInput", "There is at most one permissions boundary.");
  }
  if (!texts.empty()) simulation.identity.boundary = parse_identity(texts.front());
}

Simulation simulation_of(Iam& iam, const Call& call) {
  call.refuse_members({"PolicyExclusionList", "OrderedOrganizationPolicyInputList"});
  Simulation simulation{.principal = {.kind = access::Principal::Kind::user},
                        .resource_account = iam.account().id()};
  if (call.input.contains("PolicySourceArn")) add_source(iam, call, simulation);
  for (const auto& text : texts_of(call.input, "PolicyInputList"))
    simulation.identity.policies.push_back(parse_identity(text));
  add_boundary(call, simulation);
  if (call.input.contains("CallerArn")) simulation.principal.arn = call.text_of("CallerArn");
  if (call.input.contains("ResourcePolicy")) {
    simulation.resource_policy = std::make_shared<const access::Policy>(
        access::parse_policy(call.text_of("ResourcePolicy"), {.kind = access::PolicyKind::key}));
  }
  // An account's ARN or its number.
  if (const auto owner = call.text_of("ResourceOwner"); !owner.empty()) {
    const auto parts = split(owner, ':');
    simulation.resource_account = parts.size() > 4 ? parts[4] : owner;
  }
  simulation.context = access::make_context(simulation.principal, call.now());
  if (const auto* entries = call.input.if_contains("ContextEntries")) {
    for (const auto& item : entries->as_array()) {
      const auto& entry = item.as_object();
      const auto* name = entry.if_contains("ContextKeyName");
      if (!name) continue;
      simulation.context.set(std::string_view(name->as_string()),
                             texts_of(entry, "ContextKeyValues"));
    }
  }
  return simulation;
}

std::string_view decision_name(const access::Decision& decision) {
  if (decision.is_allowed()) return "allowed";
  const bool is_denied = decision.outcome == access::Decision::Outcome::explicit_deny;
  return is_denied ? "explicitDeny" : "implicitDeny";
}

json::object simulate_one(const Simulation& simulation, const std::string& action,
                          const std::string& resource) {
  const access::AccessRequest request{.principal = simulation.principal,
                                      .action = action,
                                      .resource = resource,
                                      .resource_account = simulation.resource_account,
                                      .context = simulation.context};
  const auto decision =
      access::evaluate(request, simulation.identity, {.policy = simulation.resource_policy.get()});
  return {{"EvalActionName", action},
          {"EvalResourceName", resource},
          {"EvalDecision", decision_name(decision)}};
}

std::size_t first_of_page(const Call& call) {
  const auto marker = call.text_of("Marker");
  std::size_t first = 0;
  const auto* end = marker.data() + marker.size();
  const auto [at, error] = std::from_chars(marker.data(), end, first);
  if (marker.empty() || (error == std::errc() && at == end)) return first;
  throw Error(ErrorKind::invalid, "InvalidInput", "The marker is not one of an earlier answer's.");
}

// The same request gives the same results in the same order: a marker is a number.
Answer simulate(Iam& iam, Call& call) {
  const auto simulation = simulation_of(iam, call);
  auto resources = texts_of(call.input, "ResourceArns");
  if (resources.empty()) resources.emplace_back("*");
  const auto actions = texts_of(call.input, "ActionNames");
  const auto first = first_of_page(call);
  const auto all = actions.size() * resources.size();
  const auto end = std::min(all, first + items_max_of(call));
  json::array results;
  for (std::size_t i = first; i < end; ++i) {
    results.push_back(
        simulate_one(simulation, actions[i / resources.size()], resources[i % resources.size()]));
  }
  Answer answer{.output = {{"EvaluationResults", std::move(results)}}};
  set_truncation(answer.output, end < all ? std::to_string(end) : "");
  return answer;
}

}  // namespace

void add_simulation_operations(Operations& operations, Iam& iam) {
  operations.add("SimulatePrincipalPolicy", iam, simulate);
  operations.add("SimulateCustomPolicy", iam, simulate);
}

}  // namespace sluice::api::iam
