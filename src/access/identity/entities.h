// Users, groups, roles, managed policies and instance profiles: what they have in common, and who
// belongs to whom.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/identity/account.h"
#include "access/identity/entity.h"

namespace sluice::access {

// Each call is one durable step. Throws Error with IAM's codes: conflict EntityAlreadyExists,
// DeleteConflict; not_found NoSuchEntity; limit LimitExceeded; invalid ValidationError,
// InvalidInput, MalformedPolicyDocument. Thread-safe.
class Entities {
 public:
  explicit Entities(Account& account) : account_(account) {}

  // Users, groups and instance profiles. Roles and policies: below and policies.h.
  Entity create(EntityKind kind, const NewEntity& entity);
  Entity create_role(const NewEntity& role, std::string trust_document,
                     std::chrono::seconds max_session);

  std::optional<Entity> find(const EntityName& name) const;
  Entity get(const EntityName& name) const;
  EntityPage list(EntityKind kind, const EntityListing& how) const;

  // Renames or moves a user or group.
  void update(const EntityName& name, const std::optional<std::string>& new_name,
              const std::optional<std::string>& new_path);
  void update_role(const std::string& name, const std::optional<std::string>& description,
                   const std::optional<std::chrono::seconds>& max_session);
  void update_trust(const std::string& role, std::string trust_document);
  // Refused (DeleteConflict) while keys, policies, members or profiles hang on it.
  void remove(const EntityName& name);

  // At most 50 tags; a tag of the same key (without regard to case) is replaced.
  void tag(const EntityName& name, const std::vector<Tag>& tags);
  void untag(const EntityName& name, const std::vector<std::string>& keys);

  void add_to_group(const std::string& user, const std::string& group);
  void remove_from_group(const std::string& user, const std::string& group);
  std::vector<Entity> groups_of(const std::string& user) const;
  std::vector<Entity> members_of(const std::string& group) const;

  // A profile holds at most one role.
  void add_to_profile(const std::string& role, const std::string& profile);
  void remove_from_profile(const std::string& role, const std::string& profile);
  std::vector<Entity> roles_of(const std::string& profile) const;
  std::vector<Entity> profiles_of(const std::string& role) const;

 private:
  void change(const EntityName& name, const std::function<void(Entity&)>& edit);
  void join(const EntityName& part, const EntityName& whole);
  void part(const EntityName& part, const EntityName& whole);

  Account& account_;
};

}  // namespace sluice::access
