// PutObject.
#include "api/s3/objects/checksum/intake.h"
#include "api/s3/objects/checksum/members.h"
#include "api/s3/objects/encryption/sse.h"
#include "api/s3/objects/groups.h"
#include "api/s3/objects/read/expiration.h"
#include "api/s3/objects/target.h"
#include "api/s3/objects/write/options.h"
#include "api/s3/objects/write/sizes.h"

namespace sluice::api::s3 {
namespace {

void check_lock_claims(const store::ObjectProperties& properties, const Intake& intake) {
  const bool is_locked = properties.retention || properties.has_legal_hold;
  if (!is_locked || intake.claims().is_any()) return;
  throw invalid_request(
      "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object "
      "Lock parameters");
}

Answer put_object(S3& s3, Call& call) {
  // Appending is for directory buckets.
  call.refuse_members({"WriteOffsetBytes"});
  const auto name = bucket_of(call);
  const auto key = key_of(call);
  const auto target = find_target(s3, name);
  const auto& bucket = target.bucket;
  auto options = object_options(s3, call.arrival, call.input, bucket);
  Intake intake(call.request());
  check_lock_claims(options.properties, intake);
  auto plan = plan_encryption(s3, call.arrival, call.input, target, key);
  options.properties.encryption = std::move(plan.encryption);
  const store::AddOptions how{
      .conditions = write_conditions(call.input),
      // Forms come this way, too (objects/form/post_form.h).
      .cause =
          cause_of(call, bucket,
                   call.request().method == "POST" ? "ObjectCreated:Post" : "ObjectCreated:Put")};

  auto staged = [&] {
    const auto writer = s3.store().stage(name, key, options, plan.how);
    return intake.stage(call.body(), call.body_length(), kPutBytesMax, *writer);
  }();
  staged.options.checksum = intake.verify(staged);
  store::Object object;
  s3.database().write(
      [&](meta::Transaction& transaction) { object = s3.store().add(transaction, staged, how); });
  call.arrival.notes.object_bytes = object.size_bytes;

  Answer answer;
  answer.output["ETag"] = quoted_etag(object.etag);
  put_checksum(answer.output, *object.checksum, WithType::yes);
  put_new_version(answer.output, bucket, object);
  put_encryption(answer.output, object.properties.encryption);
  put_expiration(answer.output, target.lifecycle, object);
  return answer;
}

}  // namespace

void add_put_operations(Operations& operations, S3& s3) {
  operations.add("PutObject", s3, put_object);
}

}  // namespace sluice::api::s3
