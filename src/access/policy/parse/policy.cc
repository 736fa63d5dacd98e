#include "access/policy/policy.h"

#include <algorithm>
#include <set>

#include "access/policy/parse/refusal.h"
#include "access/policy/parse/statement.h"
#include "base/json.h"
#include "base/text.h"

namespace sluice::access {
namespace {

std::size_t bytes_that_count(std::string_view text, PolicyKind kind) {
  if (kind == PolicyKind::bucket || kind == PolicyKind::key) return text.size();
  // IAM's quotas leave white space out.
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return c > ' '; }));
}

void check_size(std::string_view text, const PolicyRules& rules) {
  if (bytes_that_count(text, rules.kind) <= rules.text_bytes_max) return;
  if (rules.kind == PolicyKind::bucket) {
    throw Error(ErrorKind::limit, "PolicyTooLarge",
                "Policy exceeds the maximum allowed document size.");
  }
  const bool is_key = rules.kind == PolicyKind::key;
  throw Error(ErrorKind::limit, is_key ? "LimitExceededException" : "LimitExceeded",
              fmt::format("Cannot exceed quota for PolicySize: {}", rules.text_bytes_max));
}

// A newer version is refused, and an older one knows no variables.
bool parse_version(const json::object& document, const PolicyRules& rules) {
  const json::value* version = document.if_contains("Version");
  if (version == nullptr) {
    // IAM wants the version said; only old bucket policies go without.
    if (rules.kind == PolicyKind::identity)
      refuse_policy(rules.kind, "", "Policy document must be version 2012-10-17 or greater.");
    return false;
  }
  const std::string_view text =
      version->is_string() ? std::string_view(version->get_string()) : std::string_view();
  if (text == "2012-10-17") return true;
  if (text != "2008-10-17")
    refuse_policy(rules.kind, "The policy must contain a valid version string",
                  "Syntax errors in policy.");
  if (rules.kind == PolicyKind::identity)
    refuse_policy(rules.kind, "", "Policy document must be version 2012-10-17 or greater.");
  return false;
}

json::object parse_document(std::string_view text, PolicyKind kind) {
  const std::string_view trimmed = trim(text);
  const std::string s3_words = "Policies must be valid JSON and the first byte must be '{'";
  if (!trimmed.starts_with('{')) refuse_policy(kind, s3_words, "Syntax errors in policy.");
  try {
    json::value document = parse_json(trimmed);
    if (document.is_object()) return std::move(document.get_object());
  } catch (const Error&) {
    // Where in the text it is broken is of no use in AWS's words.
  }
  refuse_policy(kind, s3_words, "Syntax errors in policy.");
}

void check_sids(const Policy& policy, PolicyKind kind) {
  std::set<std::string_view> sids;
  for (const Statement& statement : policy.statements) {
    if (statement.sid.empty() || sids.insert(statement.sid).second) continue;
    refuse_policy(kind, "Statement IDs (SID) in a single policy must be unique.",
                  "Statement IDs (SID) in a single policy must be unique.");
  }
}

}  // namespace

void refuse_policy(PolicyKind kind, const std::string& s3_words, const std::string& iam_words) {
  if (kind == PolicyKind::bucket) throw Error(ErrorKind::invalid, "MalformedPolicy", s3_words);
  const bool is_key = kind == PolicyKind::key;
  throw Error(ErrorKind::invalid,
              is_key ? "MalformedPolicyDocumentException" : "MalformedPolicyDocument", iam_words);
}

Policy parse_policy(std::string_view text, const PolicyRules& rules) {
  check_size(text, rules);
  const json::object document = parse_document(text, rules.kind);
  for (const auto& member : document) {
    const std::string_view name = member.key();
    if (name != "Version" && name != "Id" && name != "Statement") {
      refuse_policy(rules.kind, fmt::format("Unknown field {}", name), "Syntax errors in policy.");
    }
  }
  Policy policy{.has_variables = parse_version(document, rules)};
  if (const json::value* id = document.if_contains("Id"); id != nullptr && id->is_string())
    policy.id = std::string_view(id->get_string());
  const json::value* statements = document.if_contains("Statement");
  if (statements == nullptr)
    refuse_policy(rules.kind, "Missing required field Statement", "Syntax errors in policy.");
  const auto add = [&](const json::value& one) {
    if (!one.is_object())
      refuse_policy(rules.kind, "Invalid policy syntax.", "Syntax errors in policy.");
    policy.statements.push_back(parse_statement(one.get_object(), rules));
  };
  if (statements->is_array()) {
    for (const json::value& one : statements->get_array())
      add(one);
  } else {
    add(*statements);
  }
  if (policy.statements.empty())
    refuse_policy(rules.kind, "Could not parse the policy: Statement is empty!",
                  "Syntax errors in policy.");
  check_sids(policy, rules.kind);
  return policy;
}

}  // namespace sluice::access
