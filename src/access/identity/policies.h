// Which policies hang on whom: managed ones with versions, inline ones, boundaries.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "access/identity/account.h"
#include "access/identity/entity.h"

namespace sluice::access {

struct PolicyVersion {
  std::int64_t number = 0;  // shown as "v3"
  std::string document;
  bool is_default = false;
  Timestamp created;
};

struct AttachedPolicy {
  std::string name;
  std::string arn;
};

// Each call is one durable step; errors as of Entities. AWS's own policies
// (arn:aws:iam::aws:policy/…) that Sluice knows are there without rows. Thread-safe.
class Policies {
 public:
  explicit Policies(Account& account) : account_(account) {}

  Entity create(const NewEntity& policy, const std::string& document);
  Entity get(const std::string& arn) const;
  // Also AWS's own when asked for.
  enum class Scope { all, aws, local };
  EntityPage list(Scope scope, const EntityListing& how) const;
  void remove(const std::string& arn);
  void tag(const std::string& arn, const std::vector<Tag>& tags);
  void untag(const std::string& arn, const std::vector<std::string>& keys);

  // At most five versions (LimitExceeded).
  PolicyVersion create_version(const std::string& arn, const std::string& document,
                               bool set_default);
  PolicyVersion version(const std::string& arn, std::int64_t number) const;
  std::vector<PolicyVersion> versions(const std::string& arn) const;  // newest first
  void remove_version(const std::string& arn, std::int64_t number);
  void set_default_version(const std::string& arn, std::int64_t number);

  // Of users, groups and roles. Attaching twice is no error.
  void attach(const EntityName& to, const std::string& arn);
  void detach(const EntityName& from, const std::string& arn);
  std::vector<AttachedPolicy> attached(const EntityName& to) const;
  std::vector<Entity> attached_entities(const std::string& arn) const;
  std::int64_t attachment_count(const std::string& arn) const;

  void put_inline(const EntityName& owner, const std::string& name, const std::string& document);
  std::string inline_document(const EntityName& owner, const std::string& name) const;
  std::vector<std::string> inline_names(const EntityName& owner) const;
  void remove_inline(const EntityName& owner, const std::string& name);

  // Of users and roles.
  void set_boundary(const EntityName& owner, const std::string& arn);
  void remove_boundary(const EntityName& owner);

 private:
  void change(const std::string& arn, const std::function<void(Entity&)>& edit);

  Account& account_;
};

}  // namespace sluice::access
