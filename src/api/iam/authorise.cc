// Which entity an operation of IAM is about, and what conditions may ask of it.
// The Service Authorization Reference lists them: list_awsidentityandaccessmanagementiam.html
#include <fmt/format.h>

#include "api/iam/operations.h"
#include "api/tags.h"

namespace sluice::api::iam {
namespace {

using access::EntityKind;

struct Subject {
  std::string arn = "*";
  std::optional<access::Entity> entity;  // when it is there
};

std::string_view word_of(EntityKind kind) {
  switch (kind) {
    case EntityKind::user:
      return "user";
    case EntityKind::group:
      return "group";
    case EntityKind::role:
      return "role";
    case EntityKind::policy:
      return "policy";
    case EntityKind::instance_profile:
      return "instance-profile";
  }
  return "";
}

std::string arn_of(const Iam& iam, EntityKind kind, std::string_view path_and_name) {
  return fmt::format("arn:aws:iam::{}:{}{}", iam.account().id(), word_of(kind), path_and_name);
}

// What is to be made has the path that the call gives; what is not there stands at the top.
Subject entity_subject(Iam& iam, const Call& call, const access::EntityName& name) {
  auto entity = iam.entities().find(name);
  if (entity && !call.operation.name.starts_with("Create")) return {entity->arn, entity};
  std::string path(call.text_of("Path", "/"));
  return {arn_of(iam, name.kind, path + name.name), std::nullopt};
}

Subject policy_subject(Iam& iam, const std::string& arn) {
  try {
    return {arn, iam.policies().get(arn)};
  } catch (const Error& error) {
    // That it is not there is the operation's own to say, to those who may ask.
    if (error.kind() != ErrorKind::not_found && error.kind() != ErrorKind::invalid) throw;
    return {arn, std::nullopt};
  }
}

Subject user_subject(Iam& iam, const Call& call, const std::string& user) {
  if (user.empty()) return {iam.account().root_arn(), std::nullopt};
  return entity_subject(iam, call, {EntityKind::user, user});
}

// Lists of a kind are about the path that is listed.
std::optional<EntityKind> listed_kind(std::string_view operation) {
  if (operation == "ListUsers") return EntityKind::user;
  if (operation == "ListGroups") return EntityKind::group;
  if (operation == "ListRoles") return EntityKind::role;
  if (operation == "ListPolicies") return EntityKind::policy;
  if (operation == "ListInstanceProfiles") return EntityKind::instance_profile;
  return std::nullopt;
}

// A call that names several is about the first: a group's member, a user's policy.
Subject subject_of(Iam& iam, const Call& call) {
  for (const auto& kind : {kInstanceProfile, kGroup, kUser, kRole}) {
    if (call.input.contains(kind.member)) return entity_subject(iam, call, name_of(call, kind));
  }
  const auto& operation = call.operation.name;
  if (call.input.contains("PolicyArn")) {
    return policy_subject(iam, std::string(call.text_of("PolicyArn")));
  }
  if (operation == "CreatePolicy") {
    const std::string path(call.text_of("Path", "/"));
    return {arn_of(iam, EntityKind::policy, path + std::string(call.text_of("PolicyName"))), {}};
  }
  if (call.input.contains("PolicySourceArn")) {
    return {std::string(call.text_of("PolicySourceArn")), std::nullopt};
  }
  if (operation == "GetAccessKeyLastUsed") {
    const auto use = iam.access_keys().last_use(std::string(call.text_of("AccessKeyId")));
    return user_subject(iam, call, use.user);
  }
  if (const auto kind = listed_kind(operation)) {
    return {arn_of(iam, *kind, call.text_of("PathPrefix", "/")), std::nullopt};
  }
  const auto* members = call.operation.input;
  if (members && members->find("UserName")) return user_subject(iam, call, user_or_caller(call));
  return {};
}

access::Context context_of(const Iam& iam, const Call& call, const Subject& subject) {
  auto context = iam.authority().context_of(call.arrival);
  add_request_tags(context, tags_of(call.input, "Tags"));
  add_tag_keys(context, texts_of(call.input, "TagKeys"));
  const auto& entity = subject.entity;
  if (entity) add_resource_tags(context, entity->tags, "iam");
  if (call.input.contains("PolicyArn")) {
    context.set("iam:PolicyARN", std::string(call.text_of("PolicyArn")));
  }
  if (call.input.contains("PermissionsBoundary")) {
    context.set("iam:PermissionsBoundary", std::string(call.text_of("PermissionsBoundary")));
  } else if (entity && !entity->boundary_arn.empty()) {
    context.set("iam:PermissionsBoundary", entity->boundary_arn);
  }
  return context;
}

// Whoever hands a role to a machine must be allowed to use it that way.
void require_pass_role(Iam& iam, const Call& call) {
  const auto role = iam.entities().get(name_of(call, kRole));
  const Subject subject{role.arn, role};
  auto context = context_of(iam, call, subject);
  context.set("iam:PassedToService", "ec2.amazonaws.com");
  iam.authority().require(call.caller(), {"iam:PassRole", subject.arn, std::move(context)});
}

// To move or rename, one must be allowed to do it at both ends.
void require_new_place(Iam& iam, const Call& call, const Subject& subject) {
  const auto& entity = subject.entity;
  if (!entity) return;
  const std::string_view member = entity->kind == EntityKind::user ? "NewUserName" : "NewGroupName";
  const std::string path(call.text_of("NewPath", entity->path));
  const std::string name(call.text_of(member, entity->name));
  iam.authority().require(call.caller(),
                          {"iam:" + call.operation.name, arn_of(iam, entity->kind, path + name),
                           context_of(iam, call, subject)});
}

}  // namespace

void authorise_iam(Iam& iam, Call& call) {
  require_signature(call.caller());
  const auto& operation = call.operation.name;
  const auto subject = subject_of(iam, call);
  iam.authority().require(call.caller(),
                          {"iam:" + operation, subject.arn, context_of(iam, call, subject)});
  if (operation == "AddRoleToInstanceProfile") require_pass_role(iam, call);
  if (operation == "UpdateUser" || operation == "UpdateGroup") {
    require_new_place(iam, call, subject);
  }
}

}  // namespace sluice::api::iam
