#include "api/s3/access/access.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "api/s3/access/question.h"
#include "api/s3/access/rules/facts.h"

namespace sluice::api::s3 {
namespace {

constexpr std::string_view kLogDeliveryService = "logging.s3.amazonaws.com";

std::string arn_of(std::string_view bucket, std::string_view key) {
  if (bucket.empty()) return "arn:aws:s3:::*";
  return key.empty() ? fmt::format("arn:aws:s3:::{}", bucket)
                     : fmt::format("arn:aws:s3:::{}/{}", bucket, key);
}

bool has_policies(const access::IdentityPolicies& policies) {
  return !policies.policies.empty() || policies.boundary || policies.is_limited_by_session;
}

bool any_asks_for_tags(const access::IdentityPolicies& identity) {
  const auto asks = [](const auto& policy) { return policy && asks_for_tags(*policy); };
  return std::any_of(identity.policies.begin(), identity.policies.end(), asks) ||
         asks(identity.boundary) ||
         std::any_of(identity.session.begin(), identity.session.end(), asks);
}

std::shared_ptr<const access::IdentityPolicies> no_policies() {
  static const auto kNone = std::make_shared<const access::IdentityPolicies>();
  return kNone;
}

// So that nobody locks an account out of its own bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
bool is_about_the_policy(std::string_view action) {
  return action == "s3:GetBucketPolicy" || action == "s3:PutBucketPolicy" ||
         action == "s3:DeleteBucketPolicy";
}

}  // namespace

Access::Access(store::Lake& lake, const Callers& callers, const Accounts& accounts)
    : lake_(lake),
      callers_(callers),
      accounts_(accounts),
      rules_(lake.database(), lake.store(), accounts) {}

std::optional<store::Object> Access::object_of(const Question& question) const {
  const auto& store = lake_.store();
  const auto now = lake_.database().snapshot();
  const auto& bucket = question.rules->bucket.name;
  const store::ObjectKey key{std::string(question.key)};
  if (!question.version) {
    auto found = store.find(now, bucket, key);
    return found ? std::move(found) : store.find_retired(bucket, key);
  }
  try {
    return store.head(now, bucket, key, question.version);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::not_found) return std::nullopt;
    throw;
  }
}

access::Context Access::facts_of(const Question& question, const Asker& asker,
                                 const std::optional<store::Object>& object) const {
  const auto now = question.arrival ? question.arrival->now : lake_.clock().now();
  auto context = access::make_context(asker.principal, now);
  if (question.arrival) add_request_facts(*question.arrival, context);
  if (question.call) add_call_facts(*question.call, context);
  if (object) add_object_facts(*object, context);
  if (question.version) context.set("s3:VersionId", question.version->text());
  if (question.rules) {
    context.set("s3:ResourceAccount", question.rules->owner_account);
    context.set("aws:ResourceAccount", question.rules->owner_account);
  }
  std::map<std::string_view, std::vector<std::string>> conditions;
  for (const auto& [key, value] : question.conditions)
    conditions[key].push_back(value);
  for (auto& [key, values] : conditions)
    context.set(key, std::move(values));
  return context;
}

AclAnswer Access::ask_acls(const Question& question, const Asker& asker,
                           const std::optional<store::Object>& object) const {
  const auto& rules = *question.rules;
  const auto& action = *question.action;
  const bool is_of_object = action.judge == Judge::object_owner;
  if (!rules.has_acls() || !action.granted_by || (is_of_object && !object)) return {};
  const Acl acl =
      is_of_object ? parse_acl(rules_.owner_of(*object, rules), object->properties.acl) : rules.acl;
  const auto& principal = asker.principal;
  const AclCaller caller{.canonical_id = accounts_.canonical_id(principal.account_id),
                         .is_anonymous = principal.kind == access::Principal::Kind::anonymous,
                         .is_log_delivery = principal.arn == kLogDeliveryService};
  return ask_acl(acl, *action.granted_by, caller,
                 rules.block.ignore_public_acls ? PublicGrants::ignored : PublicGrants::count);
}

// The account that began an upload may always end it, and list its parts.
bool Access::is_initiator(const Question& question, const Asker& asker) const {
  const bool is_upload =
      question.name == "s3:AbortMultipartUpload" || question.name == "s3:ListMultipartUploadParts";
  const auto& account = asker.principal.account_id;
  if (!is_upload || !question.call || account.empty()) return false;
  try {
    const auto upload = lake_.store().uploads().head(
        question.rules->bucket.name, store::ObjectKey{std::string(question.key)},
        store::UploadId{std::string(question.call->text_of("UploadId"))});
    return upload.options.initiator == accounts_.canonical_id(account);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::not_found) return false;
    throw;
  }
}

access::Decision Access::decide_by_policies(const access::AccessRequest& request,
                                            const Asker& asker, const BucketRules* rules,
                                            bool is_foreign) {
  const bool is_owners_root = asker.principal.kind == access::Principal::Kind::root &&
                              asker.principal.account_id == request.resource_account;
  if (is_owners_root && is_about_the_policy(request.action)) {
    return {.outcome = access::Decision::Outcome::allowed};
  }
  const auto* policy = rules ? rules->policy.get() : nullptr;
  // What another account wrote is its own: the bucket's policy can deny it, but not allow it.
  if (is_foreign && policy && ask(*policy, request) == access::PolicyAnswer::denies) {
    return {.outcome = access::Decision::Outcome::explicit_deny,
            .by = access::Decision::By::resource};
  }
  return access::evaluate(request, *asker.policies,
                          {.policy = is_foreign ? nullptr : policy,
                           .restrict_public = rules && rules->block.restrict_public_buckets});
}

Access::Verdict Access::decide(const Question& question) {
  const auto asker =
      question.arrival ? callers_.find(*question.arrival) : Asker{question.service, no_policies()};
  const auto* rules = question.rules;
  const bool is_of_object = rules && !question.key.empty();
  const bool is_own_matter =
      is_of_object && rules->has_acls() && question.action->judge == Judge::object_owner;
  const bool needs_tags =
      is_of_object && (rules->asks_for_tags || any_asks_for_tags(*asker.policies));
  std::optional<store::Object> object;
  if (is_own_matter || needs_tags) object = object_of(question);

  const auto* policy = rules ? rules->policy.get() : nullptr;
  access::Context context;
  if (policy || has_policies(*asker.policies)) context = facts_of(question, asker, object);
  std::string account =
      question.account.value_or(rules ? rules->owner_account : asker.principal.account_id);
  bool is_foreign = false;
  if (is_own_matter && object) {
    const auto owner = rules_.owner_of(*object, *rules);
    is_foreign = owner != rules->owner;
    const auto* known = accounts_.find_canonical(owner);
    if (is_foreign) account = known ? known->id : "";
  }
  const auto resource = arn_of(question.bucket, question.key);
  const access::AccessRequest request{.principal = asker.principal,
                                      .action = question.name,
                                      .resource = resource,
                                      .resource_account = account,
                                      .context = context};
  const auto decision = decide_by_policies(request, asker, rules, is_foreign);
  if (decision.is_allowed()) return {.is_allowed = true};
  Verdict verdict{.message = access::denial_message(request, decision)};
  if (decision.outcome == access::Decision::Outcome::explicit_deny) return verdict;
  verdict.is_absent = is_own_matter && !object;
  if (!rules) return verdict;
  const auto granted = ask_acls(question, asker, object);
  if (granted.by_group) return {.is_allowed = true, .is_by_acl = true};
  if (!granted.by_account && !is_initiator(question, asker)) return verdict;
  // The account has it; whether its users do, their own policies say.
  const access::AccessRequest within_account{.principal = asker.principal,
                                             .action = request.action,
                                             .resource = request.resource,
                                             .resource_account = asker.principal.account_id,
                                             .context = context};
  verdict.is_allowed = access::evaluate(within_account, *asker.policies).is_allowed();
  verdict.is_by_acl = granted.by_account;
  return verdict;
}

bool Access::require(const Question& question) {
  const auto verdict = decide(question);
  if (verdict.is_allowed) return verdict.is_by_acl;
  // Nobody is told what is not there, but those who could list it.
  const bool is_read = question.action->judge == Judge::object_owner && question.arrival;
  if (is_read && !question.key.empty() && (verdict.is_absent || !object_of(question)) &&
      may_know_of_absence(*question.arrival, question.bucket, question.key)) {
    throw Error(ErrorKind::not_found, "NoSuchKey", "The specified key does not exist.");
  }
  throw Error(ErrorKind::denied, "AccessDenied",
              verdict.message.empty() ? "Access Denied" : verdict.message);
}

Access::Question Access::question_of(const Arrival& arrival, const Ask& ask,
                                     const BucketRules* rules) const {
  static const Action kNoAcl;
  const auto* action = find_action_named(ask.action);
  return {.arrival = &arrival,
          .action = action ? action : &kNoAcl,
          .name = ask.action,
          .rules = rules,
          .bucket = ask.bucket,
          .key = ask.key,
          .version = ask.version,
          .conditions = ask.conditions};
}

bool Access::allows(const Arrival& arrival, const Ask& ask) {
  const auto rules = rules_.get(ask.bucket);
  return decide(question_of(arrival, ask, rules.get())).is_allowed;
}

void Access::require(const Arrival& arrival, const Ask& ask) {
  const auto rules = rules_.get(ask.bucket);
  require(question_of(arrival, ask, rules.get()));
}

access::Decision Access::decide_by_key(const access::AccessRequest& request, const Asker& asker,
                                       const access::KmsKey& key) {
  const auto policy = key.policy.empty()
                          ? access::Policy()
                          : access::parse_policy(key.policy, {.kind = access::PolicyKind::key});
  return access::evaluate(
      request, *asker.policies,
      {.policy = key.policy.empty() ? nullptr : &policy, .must_allow = !key.policy.empty()});
}

void Access::require_key(const Arrival& arrival, std::string_view action,
                         const access::KmsKey& key) {
  const auto asker = callers_.find(arrival);
  const auto& account = accounts_.own().id;
  const bool is_own = asker.principal.account_id == account;
  // S3's own key is for everyone of the account who may use S3.
  if (key.manager == access::KeyManager::aws && is_own) return;
  auto context = access::make_context(asker.principal, arrival.now);
  add_request_facts(arrival, context);
  context.set("kms:ViaService", "s3." + lake_.identity().region + ".amazonaws.com");
  context.set("kms:CallerAccount", asker.principal.account_id);
  const access::AccessRequest request{.principal = asker.principal,
                                      .action = action,
                                      .resource = key.arn,
                                      .resource_account = account,
                                      .context = context};
  const auto decision = decide_by_key(request, asker, key);
  if (decision.is_allowed()) return;
  throw Error(ErrorKind::denied, "AccessDenied", access::denial_message(request, decision));
}

bool Access::may_know_of_absence(const Arrival& arrival, std::string_view bucket,
                                 std::string_view key) {
  return allows(arrival, {.action = "s3:ListBucket",
                          .bucket = bucket,
                          .conditions = {{"s3:prefix", std::string(key)}}});
}

}  // namespace sluice::api::s3
