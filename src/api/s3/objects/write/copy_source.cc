#include "api/s3/objects/write/copy_source.h"

#include "api/s3/objects/read/conditions.h"

namespace sluice::api::s3 {

Found find_copy_source(S3& s3, const Call& call, const CopySource& source) {
  s3.permissions.require_terms(call.arrival, source.bucket.text(),
                               call.text_of("ExpectedSourceBucketOwner"));
  s3.permissions.require(call.arrival,
                         {.action = source.version ? "s3:GetObjectVersion" : "s3:GetObject",
                          .bucket = source.bucket.text(),
                          .key = source.key.text(),
                          .version = source.version});
  auto found = [&] {
    try {
      return find_version(s3, source.bucket, source.key, source.version);
    } catch (const Error& error) {
      if (error.code() != "MethodNotAllowed") throw;
      throw invalid_request(
          "The source of a copy request may not specifically refer to a delete marker by version "
          "id.");
    }
  }();
  if (check(read_conditions(call.input, "CopySource"), found.object) == Verdict::not_modified) {
    throw_precondition_failed("x-amz-copy-source-If-None-Match");
  }
  return found;
}

}  // namespace sluice::api::s3
