#include "api/s3/delivery/delivery.h"

#include "api/s3/objects/encryption/sse.h"
#include "api/s3/objects/target.h"
#include "base/bytes.h"

namespace sluice::api::s3 {
namespace {

// As which S3 writes them, and what the policies in its documentation ask for.
constexpr std::string_view kAcl = "bucket-owner-full-control";

}  // namespace

Sender sender_of(std::string_view service, const BucketRules& source) {
  return {.service = std::string(service),
          .source_arn = "arn:aws:s3:::" + source.bucket.name.text(),
          .source_account = source.owner_account,
          .source_owner = source.owner};
}

std::unique_ptr<store::BodyWriter> Delivery::open(const Sender& sender, const Parcel& parcel) {
  const auto service = sender.on_behalf();
  const auto target = find_target(s3_, parcel.bucket);
  const auto rules = access_.rules().get(parcel.bucket.text());
  const Ask put{.action = "s3:PutObject",
                .bucket = parcel.bucket.text(),
                .key = parcel.key.text(),
                .conditions = {{"s3:x-amz-acl", std::string(kAcl)}}};
  if (!access_.allows_service(service, put)) {
    throw Error(ErrorKind::denied, "AccessDenied",
                fmt::format("{} may not put objects into {}", sender.service, parcel.bucket));
  }
  const auto permit = [&](std::string_view action, const access::KmsKey& key) {
    if (access_.allows_service_key(service, action, key)) return;
    throw Error(ErrorKind::denied, "AccessDenied",
                fmt::format("{} may not use the key {}", sender.service, key.arn));
  };
  auto plan = plan_encryption(s3_, permit, parcel.encryption, target, parcel.key);
  store::ObjectOptions options{.content_type = parcel.content_type};
  options.properties.encryption = std::move(plan.encryption);
  options.properties.owner = rules->owner;
  if (rules->has_acls() && !parcel.grants.empty()) {
    Acl acl = private_acl(rules->owner);
    acl.grants.insert(acl.grants.end(), parcel.grants.begin(), parcel.grants.end());
    options.properties.acl = acl_text(acl);
  }
  return s3_.store().stage(parcel.bucket, parcel.key, options, plan.how);
}

store::StagedObject Delivery::stage(const Sender& sender, const Parcel& parcel,
                                    std::string_view content) {
  const auto writer = open(sender, parcel);
  writer->write(bytes_of(content));
  return writer->finish();
}

void Delivery::publish(const std::vector<store::StagedObject>& objects,
                       const std::function<void(meta::Transaction&)>& also) {
  s3_.database().write([&](meta::Transaction& now) {
    for (const auto& object : objects)
      s3_.store().add(now, object);
    if (also) also(now);
  });
}

}  // namespace sluice::api::s3
