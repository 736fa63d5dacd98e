// ACLs of buckets and of objects.
#include "api/s3/buckets/configuration.h"
#include "api/s3/objects/target.h"

namespace sluice::api::s3 {
namespace {

// With ACLs off, they can be read but not set.
void check_settable(const BucketRules& rules) {
  if (rules.has_acls()) return;
  throw acls_are_off();
}

Answer get_bucket_acl(Buckets& buckets, Call& call) {
  const auto rules = buckets.access.rules().get(call.text_of("Bucket"));
  const auto acl = rules->has_acls() ? rules->acl : private_acl(rules->owner);
  return {.output = acl_output(acl, buckets.access.accounts())};
}

Answer put_bucket_acl(Buckets& buckets, Call& call) {
  const auto rules = buckets.access.rules().get(call.text_of("Bucket"));
  check_settable(*rules);
  const auto acl = acl_of_request(call.input, {.owner = rules->owner, .bucket_owner = rules->owner},
                                  buckets.access.accounts());
  check_public_acl(*rules, acl);
  const auto text = acl_text(acl);
  const store::DocumentName name{.kind = std::string(document::kAcl), .id = {}};
  buckets.s3.database().write([&](meta::Transaction& now) {
    if (text.empty()) {
      buckets.s3.store().remove_document(now, rules->bucket.name, name);
    } else {
      buckets.s3.store().set_document(now, rules->bucket.name, name, text);
    }
  });
  return {};
}

store::Object object_of(Buckets& buckets, const Call& call, const BucketRules& rules) {
  const auto now = buckets.s3.database().snapshot();
  auto object = buckets.s3.store().head(now, rules.bucket.name, key_of(call), version_of(call));
  if (!object.is_delete_marker) return object;
  throw Error(ErrorKind::unsupported, "MethodNotAllowed",
              "The specified method is not allowed against this resource.");
}

Answer get_object_acl(Buckets& buckets, Call& call) {
  const auto rules = buckets.access.rules().get(call.text_of("Bucket"));
  const auto object = object_of(buckets, call, *rules);
  const auto owner = buckets.access.rules().owner_of(object, *rules);
  const auto acl = rules->has_acls() ? parse_acl(owner, object.properties.acl) : private_acl(owner);
  return {.output = acl_output(acl, buckets.access.accounts())};
}

Answer put_object_acl(Buckets& buckets, Call& call) {
  const auto rules = buckets.access.rules().get(call.text_of("Bucket"));
  check_settable(*rules);
  const auto object = object_of(buckets, call, *rules);
  const auto owner = buckets.access.rules().owner_of(object, *rules);
  const auto acl = acl_of_request(call.input, {.owner = owner, .bucket_owner = rules->owner},
                                  buckets.access.accounts());
  check_public_acl(*rules, acl);
  buckets.s3.database().write([&](meta::Transaction& now) {
    buckets.s3.store().set_acl(now, rules->bucket.name, object.key, version_of(call),
                               acl_text(acl));
  });
  return {};
}

}  // namespace

void add_acl_operations(Operations& operations, Buckets& buckets) {
  operations.add("GetBucketAcl", buckets, get_bucket_acl);
  operations.add("PutBucketAcl", buckets, put_bucket_acl);
  operations.add("GetObjectAcl", buckets, get_object_acl);
  operations.add("PutObjectAcl", buckets, put_object_acl);
}

}  // namespace sluice::api::s3
