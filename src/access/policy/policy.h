// A policy of IAM's language, parsed and validated.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy/condition.h"

namespace sluice::access {

enum class Effect : std::uint8_t { allow, deny };

// Which rules and whose error words hold. Bucket and key policies refuse with MalformedPolicy…,
// identity and trust policies with MalformedPolicyDocument.
enum class PolicyKind {
  identity,  // of users, groups and roles, boundaries, sessions: no Principal
  trust,     // of a role: Principal, no Resource
  bucket,
  key,
};

struct PolicyPrincipal {
  enum class Kind { everyone, aws, service, federated, canonical_user };
  Kind kind = Kind::aws;
  std::string value;  // an ARN, or an account's …:root when written as twelve digits
};

struct Statement {
  std::string sid;
  Effect effect = Effect::deny;
  std::vector<PolicyPrincipal> principals;
  bool excludes_principals = false;    // NotPrincipal
  std::vector<std::string> actions;    // patterns
  bool excludes_actions = false;       // NotAction
  std::vector<std::string> resources;  // patterns, policy variables unresolved
  bool excludes_resources = false;     // NotResource
  std::vector<Condition> conditions;   // all must hold
};

struct Policy {
  std::string id;
  bool has_variables = true;  // Version 2012-10-17
  std::vector<Statement> statements;
};

using SharedPolicy = std::shared_ptr<const Policy>;

struct PolicyRules {
  PolicyKind kind = PolicyKind::identity;
  std::string bucket;  // of a bucket policy: all its resources must lie in it
  std::size_t text_bytes_max =
      20'480;  // a bucket policy's limit; identity policies count otherwise
};

// Throws Error invalid (MalformedPolicy, MalformedPolicyDocument, MalformedPolicyDocumentException
// for keys) with AWS's message, or limit (PolicyTooLarge…).
Policy parse_policy(std::string_view text, const PolicyRules& rules);

}  // namespace sluice::access
