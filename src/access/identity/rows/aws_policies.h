// AWS's own managed policies, as far as lakes attach them. Internal to identity.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/identity/entity.h"

namespace sluice::access {

// Nothing for those that Sluice does not know.
std::optional<std::string> aws_policy_document(std::string_view arn);
std::optional<Entity> find_aws_policy(std::string_view arn);
std::vector<Entity> aws_policies();

inline bool is_aws_policy(std::string_view arn) {
  return arn.starts_with("arn:aws:iam::aws:policy/");
}

}  // namespace sluice::access
