// Policy variables: ${aws:username}, ${s3:prefix, 'default'}, ${*}, ${?}, ${$}.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy/context.h"
#include "access/policy/pattern.h"

namespace sluice::access {

// What comes from a variable is never a wildcard: a user named "*" is not everybody.
struct Resolved {
  std::string text;
  std::vector<bool> is_literal;  // by byte; empty: nothing came from a variable
};

// Nothing when a key has no value or several, and there is no default: such a text matches nothing.
std::optional<Resolved> resolve_variables(std::string_view text, const Context& context);

}  // namespace sluice::access
