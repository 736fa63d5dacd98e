// Whose a new object is, and who else may have it.
#include "api/s3/access/access.h"

namespace sluice::api::s3 {
namespace {

constexpr std::string_view kOwnerToo = "bucket-owner-full-control";

// With ACLs off, clients that were written for buckets of others may still say that the owner is to
// have the object.
bool says_nothing_but_owner(const json::object& input, std::string_view bucket_owner) {
  if (!has_acl_headers(input)) return true;
  for (const auto member : {"GrantRead", "GrantWrite", "GrantReadACP", "GrantWriteACP"}) {
    if (input.contains(member)) return false;
  }
  if (const auto* acl = input.if_contains("ACL")) return acl->as_string() == kOwnerToo;
  const std::string_view grant = input.at("GrantFullControl").as_string();
  return grant == "id=" + std::string(bucket_owner) ||
         grant == "id=\"" + std::string(bucket_owner) + "\"";
}

}  // namespace

std::string Access::owner_id(const Caller& caller) {
  if (caller.is_anonymous()) return std::string(kAnonymousId);
  return accounts_.canonical_id(caller.account);
}

json::object Access::owner(std::string_view owner_id) {
  return owner_output(owner_id.empty() ? accounts_.own().canonical_id : owner_id, accounts_);
}

std::string Access::new_object_owner(const Arrival& arrival, const json::object& input,
                                     const store::Bucket& bucket) {
  const auto rules = rules_.get(bucket.name.text());
  const auto* acl = input.if_contains("ACL");
  const bool is_given_away =
      rules->ownership == Ownership::bucket_owner_preferred && acl && acl->as_string() == kOwnerToo;
  if (!rules->has_acls() || is_given_away) return rules->owner;
  return owner_id(arrival.caller);
}

std::string Access::new_object_acl(const Arrival& arrival, const json::object& input,
                                   const store::Bucket& bucket) {
  const auto rules = rules_.get(bucket.name.text());
  if (!rules->has_acls()) {
    if (says_nothing_but_owner(input, rules->owner)) return "";
    throw acls_are_off();
  }
  const auto owner = new_object_owner(arrival, input, bucket);
  const auto acl = acl_of_headers(input, {.owner = owner, .bucket_owner = rules->owner}, accounts_);
  if (!acl) return "";
  check_public_acl(*rules, *acl);
  return acl_text(*acl);
}

}  // namespace sluice::api::s3
