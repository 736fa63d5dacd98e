#include "access/identity/rows/policy_rows.h"

#include "access/identity/rows/aws_policies.h"

namespace sluice::access {
namespace {

std::vector<std::string> first_texts(meta::Statement query, const std::string& owner_id) {
  query.bind(1, owner_id);
  std::vector<std::string> texts;
  while (query.step())
    texts.push_back(query.text(0));
  return texts;
}

}  // namespace

Entity get_policy(meta::Connection& rows, const std::string& account, const std::string& arn) {
  auto policy = is_aws_policy(arn) ? find_aws_policy(arn) : find_entity_by_arn(rows, account, arn);
  if (policy && policy->kind == EntityKind::policy) return std::move(*policy);
  throw Error(ErrorKind::not_found, "NoSuchEntity",
              fmt::format("Policy {} does not exist or is not attachable.", arn));
}

std::optional<std::string> policy_document(meta::Connection& rows, const std::string& account,
                                           const std::string& arn) {
  if (is_aws_policy(arn)) return aws_policy_document(arn);
  const auto policy = find_entity_by_arn(rows, account, arn);
  if (!policy || policy->kind != EntityKind::policy) return std::nullopt;
  auto query = rows.prepare(
      "SELECT document FROM access_policy_version WHERE policy_id = ?1 AND number = ?2");
  query.bind(1, policy->id).bind(2, policy->default_version);
  if (!query.step()) return std::nullopt;
  return query.text(0);
}

std::vector<std::string> attached_arns(meta::Connection& rows, const std::string& owner_id) {
  return first_texts(rows.prepare("SELECT policy_arn FROM access_attachment WHERE owner_id = ?1"
                                  " ORDER BY policy_arn"),
                     owner_id);
}

std::vector<std::string> inline_documents(meta::Connection& rows, const std::string& owner_id) {
  return first_texts(rows.prepare("SELECT document FROM access_inline_policy WHERE owner_id = ?1"
                                  " ORDER BY name"),
                     owner_id);
}

}  // namespace sluice::access
