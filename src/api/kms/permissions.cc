#include "api/kms/permissions.h"

#include <fmt/format.h>

#include "api/tags.h"

namespace sluice::api::kms {
namespace {

constexpr std::size_t kParsedMax = 1'000;

void add_facts(access::Context& context, const access::KmsKey& key, const KeyUse& use,
               const access::Account& account) {
  context.set("kms:CallerAccount", account.id());
  context.set("kms:KeyOrigin", "AWS_KMS");
  context.set("kms:KeySpec", "SYMMETRIC_DEFAULT");
  context.set("kms:KeyUsage", "ENCRYPT_DECRYPT");
  context.set("kms:MultiRegion", "false");
  add_resource_tags(context, key.tags);
  std::vector<std::string> names;
  for (const auto& [name, value] : use.encryption_context) {
    context.set(fmt::format("kms:EncryptionContext:{}", name), value);
    names.push_back(name);
  }
  if (!names.empty()) context.set("kms:EncryptionContextKeys", std::move(names));
  if (use.via.empty()) return;
  context.set("aws:ViaAWSService", "true");
  context.set("kms:ViaService", fmt::format("{}.{}.amazonaws.com", use.via, account.region()));
}

}  // namespace

access::SharedPolicy KeyPermissions::parsed(const std::string& text) const {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = parsed_.find(text); found != parsed_.end()) return found->second;
  }
  auto policy = std::make_shared<const access::Policy>(
      access::parse_policy(text, {.kind = access::PolicyKind::key, .text_bytes_max = 32'768}));
  const std::scoped_lock lock(mutex_);
  if (parsed_.size() >= kParsedMax) parsed_.clear();
  parsed_.emplace(text, policy);
  return policy;
}

bool KeyPermissions::is_granted(const Caller& caller, const access::KmsKey& key,
                                const KeyUse& use) const {
  const auto& principal = Authority::principal_of(caller);
  const auto grants = [&](const std::string& arn) {
    if (arn.empty()) return false;
    if (use.grant) return keys_.may_grant(key.id, arn, *use.grant);
    return keys_.is_granted(key.id, arn, use.operation, use.encryption_context);
  };
  return grants(principal.arn) || grants(principal.role_arn);
}

void KeyPermissions::require(const Arrival& arrival, const access::KmsKey& key,
                             const KeyUse& use) const {
  require(arrival, key, use, authority_.context_of(arrival));
}

void KeyPermissions::require(const Arrival& arrival, const access::KmsKey& key, const KeyUse& use,
                             access::Context context) const {
  const auto& caller = arrival.caller;
  require_signature(caller);
  add_facts(context, key, use, authority_.account());
  const Question question{
      .action = "kms:" + use.operation, .resource = key.arn, .context = std::move(context)};
  const auto policy = parsed(key.policy);
  const auto decision =
      authority_.decide(caller, question, {.policy = policy.get(), .must_allow = true});
  if (decision.is_allowed()) return;
  // A grant allows what nobody forbids: neither a deny nor what limits the caller itself.
  using By = access::Decision::By;
  const bool may_be_granted = decision.outcome == access::Decision::Outcome::no_allow &&
                              decision.by != By::boundary && decision.by != By::session;
  if (may_be_granted && is_granted(caller, key, use)) return;
  authority_.refuse(caller, question, decision);
}

bool KeyPermissions::keeps_control(const Arrival& arrival, const std::string& key_arn,
                                   const std::string& policy) const {
  const auto rules = parsed(policy);
  const Question question{
      .action = "kms:PutKeyPolicy", .resource = key_arn, .context = authority_.context_of(arrival)};
  return authority_.decide(arrival.caller, question, {.policy = rules.get(), .must_allow = true})
      .is_allowed();
}

}  // namespace sluice::api::kms
