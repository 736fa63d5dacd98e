#include "access/policy/parse/statement.h"

#include <algorithm>

#include "access/policy/parse/refusal.h"
#include "access/policy/parse/s3_actions.h"
#include "access/policy/pattern.h"
#include "base/text.h"

namespace sluice::access {
namespace {

bool has_principal(PolicyKind kind) {
  return kind != PolicyKind::identity;
}

bool has_resource(PolicyKind kind) {
  return kind != PolicyKind::trust;
}

// Of "Action" and "NotAction" exactly one.
struct Choice {
  const json::value* value = nullptr;
  bool excludes = false;
};

Choice choose(const json::object& members, std::string_view name) {
  const std::string excluding = "Not" + std::string(name);
  const json::value* plain = members.if_contains(name);
  const json::value* excluded = members.if_contains(excluding);
  if (plain != nullptr && excluded != nullptr) return {};
  return {.value = plain != nullptr ? plain : excluded, .excludes = excluded != nullptr};
}

void check_members(const json::object& members, PolicyKind kind) {
  for (const auto& member : members) {
    const std::string_view name = member.key();
    const bool is_known = name == "Sid" || name == "Effect" || name == "Principal" ||
                          name == "NotPrincipal" || name == "Action" || name == "NotAction" ||
                          name == "Resource" || name == "NotResource" || name == "Condition";
    if (!is_known)
      refuse_policy(kind, fmt::format("Unknown field {}", name), "Syntax errors in policy.");
  }
}

Effect parse_effect(const json::object& members, PolicyKind kind) {
  const json::value* effect = members.if_contains("Effect");
  if (effect == nullptr)
    refuse_policy(kind, "Missing required field Effect", "Syntax errors in policy.");
  const std::string_view text =
      effect->is_string() ? std::string_view(effect->get_string()) : std::string_view();
  if (text == "Allow") return Effect::allow;
  if (text == "Deny") return Effect::deny;
  refuse_policy(kind, fmt::format("Invalid effect: {}", text), "Syntax errors in policy.");
}

// "s3:GetObject", "s3:*", "*".
bool is_action(std::string_view action) {
  if (action == "*") return true;
  const std::size_t colon = action.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == action.size()) return false;
  return std::all_of(action.begin(), action.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == ':' ||
           c == '*' || c == '?' || c == '-' || c == '_';
  });
}

void parse_actions(Statement& statement, const json::object& members, PolicyKind kind) {
  const Choice choice = choose(members, "Action");
  if (choice.value == nullptr) {
    refuse_policy(kind, "Missing required field Action", "Policy statement must contain actions.");
  }
  statement.excludes_actions = choice.excludes;
  statement.actions = parse_texts(*choice.value, kind);
  if (statement.actions.empty())
    refuse_policy(kind, "Missing required field Action", "Policy statement must contain actions.");
  for (const std::string& action : statement.actions) {
    if (!is_action(action)) {
      refuse_policy(kind, "Policy has invalid action",
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
    if (kind == PolicyKind::bucket && !scope_of_s3_actions(action).is_known())
      refuse_policy(kind, "Policy has invalid action", "");
  }
}

// The bucket's own part of "arn:aws:s3:::bucket/key"; nothing for what is no such ARN.
std::optional<std::string_view> bucket_part(std::string_view resource) {
  const std::vector<std::string_view> parts = split(resource, ':');
  const bool is_arn = parts.size() >= 6 && parts[0] == "arn" && parts[1].starts_with("aws") &&
                      parts[2] == "s3" && parts[3].empty() && parts[4].empty();
  if (!is_arn) return std::nullopt;
  const auto begin = static_cast<std::size_t>(parts[5].data() - resource.data());
  const std::string_view rest = resource.substr(begin);
  return rest.substr(0, rest.find('/'));
}

void check_bucket_resources(const Statement& statement, const PolicyRules& rules) {
  bool has_bucket = false;
  bool has_object = false;
  for (const std::string& resource : statement.resources) {
    const auto bucket = bucket_part(resource);
    const bool is_own = bucket && (matches_pattern(rules.bucket, *bucket) || rules.bucket.empty());
    if (!is_own) refuse_policy(rules.kind, "Policy has invalid resource", "");
    const bool has_key = resource.find('/') != std::string::npos;
    has_object = has_object || has_key || bucket->ends_with('*');
    has_bucket = has_bucket || !has_key;
  }
  if (statement.excludes_actions || statement.excludes_resources) return;
  for (const std::string& action : statement.actions) {
    const S3ActionScope scope = scope_of_s3_actions(action);
    if ((scope.on_bucket && has_bucket) || (scope.on_object && has_object)) continue;
    refuse_policy(rules.kind, "Action does not apply to any resource(s) in statement", "");
  }
}

bool is_arn_or_star(std::string_view resource) {
  return resource == "*" ||
         (resource.starts_with("arn:") && std::count(resource.begin(), resource.end(), ':') >= 5);
}

void parse_resources(Statement& statement, const json::object& members, const PolicyRules& rules) {
  const Choice choice = choose(members, "Resource");
  if (!has_resource(rules.kind)) {
    if (members.if_contains("Resource") == nullptr && members.if_contains("NotResource") == nullptr)
      return;
    refuse_policy(rules.kind, "", "Has prohibited field Resource");
  }
  if (choice.value != nullptr) statement.resources = parse_texts(*choice.value, rules.kind);
  if (statement.resources.empty()) {
    refuse_policy(rules.kind, "Missing required field Resource",
                  "Policy statement must contain resources.");
  }
  statement.excludes_resources = choice.excludes;
  if (rules.kind == PolicyKind::bucket) return check_bucket_resources(statement, rules);
  for (const std::string& resource : statement.resources) {
    if (is_arn_or_star(resource)) continue;
    // A star or variable may stand for the first parts.
    if (resource.starts_with("*") || resource.starts_with("arn:*")) continue;
    refuse_policy(rules.kind, "",
                  fmt::format("Resource {} must be in ARN format or \"*\".", resource));
  }
}

void parse_who(Statement& statement, const json::object& members, PolicyKind kind) {
  const Choice choice = choose(members, "Principal");
  if (!has_principal(kind)) {
    const bool has_any = members.if_contains("Principal") != nullptr ||
                         members.if_contains("NotPrincipal") != nullptr;
    if (has_any) refuse_policy(kind, "", "Policy document should not specify a principal.");
    return;
  }
  if (choice.value == nullptr)
    refuse_policy(kind, "Missing required field Principal", "Missing required field Principal");
  statement.principals = parse_principals(*choice.value, kind);
  statement.excludes_principals = choice.excludes;
  if (kind == PolicyKind::trust && choice.excludes)
    refuse_policy(kind, "", "Has prohibited field NotPrincipal");
}

}  // namespace

std::vector<std::string> parse_texts(const json::value& value, PolicyKind kind) {
  std::vector<std::string> texts;
  const auto add = [&](const json::value& one) {
    if (one.is_string()) {
      texts.emplace_back(std::string_view(one.get_string()));
    } else if (one.is_bool() || one.is_number()) {
      texts.push_back(to_text(one));
    } else {
      refuse_policy(kind, "Invalid policy syntax.", "Syntax errors in policy.");
    }
  };
  if (!value.is_array()) {
    add(value);
    return texts;
  }
  for (const json::value& one : value.get_array())
    add(one);
  return texts;
}

Statement parse_statement(const json::object& members, const PolicyRules& rules) {
  check_members(members, rules.kind);
  Statement statement{.effect = parse_effect(members, rules.kind)};
  if (const json::value* sid = members.if_contains("Sid")) {
    if (!sid->is_string())
      refuse_policy(rules.kind, "Invalid policy syntax.", "Syntax errors in policy.");
    statement.sid = std::string_view(sid->get_string());
    const bool is_plain = std::all_of(statement.sid.begin(), statement.sid.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
    });
    if (!is_plain && rules.kind == PolicyKind::identity)
      refuse_policy(rules.kind, "", "Statement IDs (SID) must be alpha-numeric.");
  }
  parse_who(statement, members, rules.kind);
  parse_actions(statement, members, rules.kind);
  parse_resources(statement, members, rules);
  if (const json::value* condition = members.if_contains("Condition"))
    statement.conditions = parse_conditions(*condition, rules.kind);
  return statement;
}

}  // namespace sluice::access
