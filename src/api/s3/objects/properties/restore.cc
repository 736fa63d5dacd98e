// RestoreObject: archived versions, readable for some days.
#include <algorithm>
#include <limits>

#include "api/s3/objects/groups.h"
#include "api/s3/objects/target.h"
#include "api/s3/request/members.h"

namespace sluice::api::s3 {
namespace {

constexpr int kAccepted = 202;
// A thousand years are as good as for ever, and end on a date that headers can say.
constexpr std::int64_t kDaysMax = 365'000;

int read_days(const Call& call) {
  const auto* request = object_in(call.input, "RestoreRequest");
  if (request && (request->contains("Type") || request->contains("SelectParameters"))) {
    refuse_unserved("Queries over archived objects are");
  }
  const auto days = request ? number_in(*request, "Days") : std::nullopt;
  if (!days || *days < 1 || *days > std::numeric_limits<std::int32_t>::max()) throw malformed_xml();
  return static_cast<int>(std::min(*days, kDaysMax));
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
