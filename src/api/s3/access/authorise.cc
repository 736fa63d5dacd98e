// What each operation asks for, beside its own permission.
#include <array>

#include "api/s3/access/question.h"

namespace sluice::api::s3 {
namespace {

[[noreturn]] void deny() {
  throw Error(ErrorKind::denied, "AccessDenied", "Access Denied");
}

struct Extra {
  std::string_view member;
  std::string_view action;
};
constexpr std::array<Extra, 3> kObjectExtras = {
    {{"ObjectLockMode", "s3:PutObjectRetention"},
     {"ObjectLockLegalHoldStatus", "s3:PutObjectLegalHold"},
     {"Tagging", "s3:PutObjectTagging"}}};

constexpr Action kNoAcl;

// Who pays is told apart where data moves: objects and listings.
bool moves_data(const Call& call, const Action& action) {
  return action.resource == Resource::object || action.resource == Resource::each ||
         call.operation.name.starts_with("List");
}

void check_owner(const BucketRules& rules, std::string_view expected) {
  if (!expected.empty() && expected != rules.owner_account) deny();
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html
void check_payer(const Arrival& arrival, const BucketRules& rules) {
  const auto& caller = arrival.caller;
  if (!rules.requester_pays) return;
  if (!caller.is_anonymous()) {
    if (caller.account == rules.owner_account) return;
    if (arrival.request.headers.get("x-amz-request-payer") == "requester") return;
  }
  throw Error(ErrorKind::denied, "AccessDenied",
              "The bucket is configured for Requester Pays: requests have the header "
              "x-amz-request-payer.");
}

}  // namespace

void Access::require_terms(const Arrival& arrival, std::string_view bucket,
                           std::string_view expected_owner) {
  const auto rules = rules_.get(bucket);
  check_owner(*rules, expected_owner);
  check_payer(arrival, *rules);
}

void Access::authorise_new_bucket(const Call& call, const Action& action) {
  if (call.caller().is_anonymous()) deny();
  const auto& input = call.input;
  const auto ask = [&](std::string_view name) {
    require(Question{.arrival = &call.arrival,
                     .call = &call,
                     .action = &action,
                     .name = name,
                     .bucket = call.text_of("Bucket")});
  };
  ask(action.name);
  if (has_acl_headers(input) && call.text_of("ACL") != "private") ask("s3:PutBucketAcl");
  if (input.contains("ObjectOwnership")) ask("s3:PutBucketOwnershipControls");
  if (call.flag_of("ObjectLockEnabledForBucket")) {
    ask("s3:PutBucketVersioning");
    ask("s3:PutBucketObjectLockConfiguration");
  }
  const auto* made = input.if_contains("CreateBucketConfiguration");
  if (made && made->as_object().contains("Tags")) ask("s3:TagResource");
}

// Permissions of their own for what an object's headers set.
void Access::require_extras(const Call& call, const BucketRules& rules) {
  const auto ask = [&](std::string_view name, std::optional<std::string> account,
                       const Action& action) {
    require(Question{.arrival = &call.arrival,
                     .call = &call,
                     .action = &action,
                     .name = name,
                     .rules = &rules,
                     .bucket = call.text_of("Bucket"),
                     .key = call.text_of("Key"),
                     .account = std::move(account)});
  };
  const auto& input = call.input;
  for (const auto& [member, name] : kObjectExtras) {
    const auto* value = input.if_contains(member);
    if (!value || !value->is_string()) continue;  // by header, not as the document
    // What a bucket's ACL lets anybody write, it lets them write with its tags.
    ask(name, std::nullopt, member == "Tagging" ? *find_action("PutObject") : kNoAcl);
  }
  const auto& operation = call.operation.name;
  if (operation == "GetObjectAttributes") {
    const auto* action = find_action("GetObject");
    const bool is_version = input.contains("VersionId");
    require(Question{.arrival = &call.arrival,
                     .call = &call,
                     .action = action,
                     .name = is_version ? action->of_version : action->name,
                     .rules = &rules,
                     .bucket = call.text_of("Bucket"),
                     .key = call.text_of("Key")});
  }
  const bool is_write =
      operation == "PutObject" || operation == "CopyObject" || operation == "CreateMultipartUpload";
  if (!is_write || !rules.has_acls() || !has_acl_headers(input)) return;
  // Whoever writes an object may say who else has it, unless a policy denies it; anonymous callers
  // have no account that could.
  if (!call.caller().is_anonymous()) ask("s3:PutObjectAcl", call.caller().account, kNoAcl);
}

void Access::authorise(const Call& call) {
  const auto* action = find_action(call.operation.name);
  if (!action) deny();  // an operation that nobody wrote a rule for
  if (action->resource == Resource::service) {
    if (call.caller().is_anonymous()) deny();
    require(
        Question{.arrival = &call.arrival, .call = &call, .action = action, .name = action->name});
    return;
  }
  if (action->resource == Resource::new_bucket) return authorise_new_bucket(call, *action);
  const auto rules = rules_.get(call.text_of("Bucket"));
  call.arrival.notes.is_logged = rules->is_logged;
  check_owner(*rules, call.text_of("ExpectedBucketOwner"));
  if (moves_data(call, *action)) check_payer(call.arrival, *rules);
  if (action->resource == Resource::each) return;
  Question question{.arrival = &call.arrival,
                    .call = &call,
                    .action = action,
                    .name = action->name,
                    .rules = rules.get(),
                    .bucket = call.text_of("Bucket")};
  if (action->resource == Resource::object) {
    question.key = call.text_of("Key");
    const auto version = call.text_of("VersionId");
    if (!version.empty()) {
      question.version = store::VersionId{std::string(version)};
      if (!action->of_version.empty()) question.name = action->of_version;
    }
  }
  call.arrival.notes.is_by_acl = require(question);
  require_extras(call, *rules);
}

}  // namespace sluice::api::s3
