// CreateBucket and DeleteBucket.
#include "api/s3/buckets/configuration.h"
#include "api/s3/buckets/kinds/tags.h"
#include "api/s3/buckets/life/location.h"
#include "api/wire/errors.h"

namespace sluice::api::s3 {
namespace {

// What a new bucket is made of, besides its row.
struct NewBucket {
  std::string owner;
  std::string acl;        // "" for a private one
  std::string ownership;  // "" for none: as before ownership controls
  bool is_blocked = false;
  bool has_lock = false;
  std::string location;  // "" for the lake's own Region
  json::array tags;
};

std::string acl_of(Buckets& buckets, const Call& call, const NewBucket& bucket) {
  const auto acl = acl_of_headers(call.input, {.owner = bucket.owner, .bucket_owner = bucket.owner},
                                  buckets.access.accounts());
  if (!acl) return "";
  if (bucket.ownership == "BucketOwnerEnforced" && !is_private(*acl)) {
    throw Error(ErrorKind::invalid, "InvalidBucketAclWithObjectOwnership",
                "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting");
  }
  if (bucket.is_blocked && is_public(*acl)) {
    throw Error(ErrorKind::invalid, "InvalidBucketAclWithBlockPublicAccessError",
                "Bucket cannot have public ACLs set with BlockPublicAccess enabled");
  }
  return acl_text(*acl);
}

NewBucket read_new_bucket(Buckets& buckets, const Call& call) {
  if (call.text_of("BucketNamespace", "global") != "global") {
    refuse_unserved("Buckets of an account's own namespace are");
  }
  const auto* configuration = object_in(call.input, "CreateBucketConfiguration");
  if (configuration && (configuration->contains("Location") || configuration->contains("Bucket"))) {
    refuse_unserved("Directory buckets are");
  }
  const bool is_aws = buckets.s3.options.bucket_defaults == BucketDefaults::aws;
  NewBucket made{.owner = buckets.access.owner_id(call.caller()),
                 .ownership = std::string(call.text_of("ObjectOwnership")),
                 .is_blocked = is_aws,
                 .has_lock = call.flag_of("ObjectLockEnabledForBucket"),
                 .location = asked_location(buckets, call)};
  if (made.ownership.empty() && is_aws) made.ownership = "BucketOwnerEnforced";
  made.acl = acl_of(buckets, call, made);
  if (configuration && configuration->contains("Tags")) {
    made.tags = configuration->at("Tags").as_array();
    check_bucket_tags(made.tags);
  }
  return made;
}

// The same bucket once more is fine in the first region, where AWS has always answered so.
void check_existing(Buckets& buckets, const BucketRules& rules, const NewBucket& made) {
  const bool is_same = rules.owner == made.owner && acl_text(rules.acl) == made.acl;
  const bool is_first = made.location.empty() && location_of(buckets, rules.bucket.name).empty();
  if (rules.owner == made.owner && !is_first) {
    throw Error(ErrorKind::conflict, "BucketAlreadyOwnedByYou",
                "Your previous request to create the named bucket succeeded and you already own "
                "it.");
  }
  if (is_same) return;
  throw Error(ErrorKind::conflict, "BucketAlreadyExists",
              "The requested bucket name is not available. The bucket namespace is shared by all "
              "users of the system. Please select a different name and try again.");
}

void write_new_bucket(Buckets& buckets, const store::BucketName& name, const NewBucket& made) {
  auto& store = buckets.s3.store();
  buckets.s3.database().write([&](meta::Transaction& now) {
    store.create_bucket(now, name, {}, made.owner);
    const auto set = [&](std::string_view kind, const std::string& text) {
      store.set_document(now, name, {.kind = std::string(kind), .id = {}}, text);
    };
    if (!made.acl.empty()) set(document::kAcl, made.acl);
    if (!made.ownership.empty()) set(document::kOwnership, store::ownership_text(made.ownership));
    if (made.is_blocked) set(document::kPublicAccessBlock, store::blocked_access_text());
    if (!made.tags.empty()) set(document::kTagging, to_text(json::object{{"TagSet", made.tags}}));
    write_location(buckets, now, name, made.location);
    if (!made.has_lock) return;
    store.set_versioning(now, name, store::Versioning::enabled);
    store.set_lock(now, name, {});
  });
}

Answer create_bucket(Buckets& buckets, Call& call) {
  const auto name = named_bucket(call);
  const auto made = read_new_bucket(buckets, call);
  if (const auto existing = buckets.access.rules().find(name)) {
    check_existing(buckets, *existing, made);
  } else {
    write_new_bucket(buckets, name, made);
  }
  return {
      .output = {{"Location", "/" + name.text()}, {"BucketArn", "arn:aws:s3:::" + name.text()}}};
}

Answer delete_bucket(Buckets& buckets, Call& call) {
  const auto name = named_bucket(call);
  buckets.s3.database().write([&](meta::Transaction& now) {
    buckets.s3.store().delete_bucket(now, name, store::OpenUploads::aborted);
  });
  return {.status = 204};
}

}  // namespace

void add_create_operations(Operations& operations, Buckets& buckets) {
  operations.add("CreateBucket", buckets, create_bucket);
  operations.add("DeleteBucket", buckets, delete_bucket);
}

}  // namespace sluice::api::s3
