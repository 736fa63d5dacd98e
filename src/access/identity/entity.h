// The things that IAM names: each has a name (unique of its kind without regard to case), a path, a
// stable id and an ARN.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/principal.h"
#include "base/clock.h"

namespace sluice::access {

enum class EntityKind : std::uint8_t { user, group, role, policy, instance_profile };

struct EntityName {
  EntityKind kind = EntityKind::user;
  std::string name;
};

struct Entity {
  EntityKind kind = EntityKind::user;
  std::string name;
  std::string path = "/";
  std::string id;   // AIDA…, AGPA…, AROA…, ANPA…, AIPA…
  std::string arn;  // arn:aws:iam::ACCOUNT:user/path/name
  Timestamp created;
  std::string description;   // roles, policies
  std::vector<Tag> tags;     // not of groups
  std::string boundary_arn;  // users, roles; "" without one
  // Roles only.
  std::string trust_document;
  std::chrono::seconds max_session{3600};
  // Policies only.
  std::int64_t default_version = 0;
  std::int64_t last_version = 0;
  Timestamp updated;
};

struct EntityPage {
  std::vector<Entity> entities;  // by name
  std::string next_marker;       // "" at the end
};

struct EntityListing {
  std::string path_prefix = "/";
  std::string marker;
  int max_items = 100;  // 1 to 1,000
};

struct NewEntity {
  std::string name;
  std::string path = "/";
  std::string description;
  std::vector<Tag> tags;
  std::string boundary_arn;
};

}  // namespace sluice::access
