// Rows of policies and of whom they hang on. Internal to identity.
#pragma once

#include <string>
#include <vector>

#include "access/identity/policies.h"
#include "access/identity/rows/entity_rows.h"

namespace sluice::access {

// AWS's own among them. Throws Error not_found (NoSuchEntity).
Entity get_policy(meta::Connection& rows, const std::string& account, const std::string& arn);
// The default version's. Nothing when the policy is gone.
std::optional<std::string> policy_document(meta::Connection& rows, const std::string& account,
                                           const std::string& arn);
std::vector<std::string> attached_arns(meta::Connection& rows, const std::string& owner_id);
std::vector<std::string> inline_documents(meta::Connection& rows, const std::string& owner_id);

}  // namespace sluice::access
