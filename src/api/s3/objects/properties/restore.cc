// RestoreObject: archived versions, readable for some days.
#include "api/s3/objects/groups.h"
#include "api/s3/objects/target.h"
#include "api/wire/errors.h"

namespace sluice::api::s3 {
namespace {

constexpr int kAccepted = 202;

int read_days(const Call& call) {
  const auto* given = call.input.if_contains("RestoreRequest");
  const auto* request = given ? &given->as_object() : nullptr;
  if (request && (request->contains("Type") || request->contains("SelectParameters"))) {
    refuse_unserved("Queries over archived objects are");
  }
  const auto* days = request ? request->if_contains("Days") : nullptr;
  if (!days || days->as_int64() < 1) {
    throw Error(ErrorKind::invalid, "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our "
                "published schema");
  }
  return static_cast<int>(days->as_int64());
}

Answer restore_object(S3& s3, Call& call) {
  const auto version = version_of(call);
  const store::RestoreRequest request{.days = read_days(call),
                                      .takes = s3.options.restore_time,
                                      .context = cause_context(call.arrival)};
  auto start = store::RestoreStart::begun;
  s3.database().write([&](meta::Transaction& transaction) {
    start = s3.store().restore(transaction, bucket_of(call), key_of(call), version, request);
  });
  Answer answer;
  if (start == store::RestoreStart::begun) answer.status = kAccepted;
  return answer;
}

}  // namespace

void add_restore_operations(Operations& operations, S3& s3) {
  operations.add("RestoreObject", s3, restore_object);
}

}  // namespace sluice::api::s3
