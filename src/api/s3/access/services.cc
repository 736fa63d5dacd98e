// What services that the process itself performs may do: log delivery, inventory.
#include "api/s3/access/question.h"

namespace sluice::api::s3 {

bool Access::allows_service(const OnBehalf& service, const Ask& ask) {
  const auto rules = rules_.get(ask.bucket);
  const auto* action = find_action_named(ask.action);
  Question question{.service = access::service_principal(service.service),
                    .action = action,
                    .name = ask.action,
                    .rules = rules.get(),
                    .bucket = ask.bucket,
                    .key = ask.key,
                    .conditions = ask.conditions};
  question.conditions.emplace_back("aws:SourceArn", service.source_arn);
  question.conditions.emplace_back("aws:SourceAccount", service.source_account);
  question.conditions.emplace_back("aws:SourceAccount", service.source_owner);
  return decide(question).is_allowed;
}

bool Access::allows_service_key(const OnBehalf& service, std::string_view action,
                                const access::KmsKey& key) {
  if (key.manager == access::KeyManager::aws) return true;
  static const auto kNone = std::make_shared<const access::IdentityPolicies>();
  const Asker asker{.principal = access::service_principal(service.service), .policies = kNone};
  auto context = access::make_context(asker.principal, lake_.clock().now());
  context.set("aws:SourceArn", std::string(service.source_arn));
  context.set("aws:SourceAccount", std::string(service.source_account));
  context.set("kms:ViaService", "s3." + lake_.identity().region + ".amazonaws.com");
  const access::AccessRequest request{.principal = asker.principal,
                                      .action = action,
                                      .resource = key.arn,
                                      .resource_account = accounts_.own().id,
                                      .context = context};
  return decide_by_key(request, asker, key).is_allowed();
}

}  // namespace sluice::api::s3
