// UploadPart and UploadPartCopy.
#include "api/s3/multipart/upload_of.h"
#include "api/s3/objects/checksum/intake.h"
#include "api/s3/objects/checksum/members.h"
#include "api/s3/objects/encryption/sse.h"
#include "api/s3/objects/groups.h"
#include "api/s3/objects/read/range.h"
#include "api/s3/objects/write/copy_source.h"
#include "api/s3/objects/write/sizes.h"
#include "api/wire/protocol/scalars.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

// A part is summed as its upload was begun; where that named no algorithm, parts may name any.
void check_algorithm(const store::Upload& upload, const Intake& intake) {
  const auto claimed = intake.claims().algorithm();
  if (!upload.options.object.checksum || !claimed || *claimed == intake.algorithm()) return;
  throw invalid_request(
      fmt::format("Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum "
                  "Type: {}",
                  lower_ascii(to_text(intake.algorithm())), lower_ascii(to_text(*claimed))));
}

store::UploadPart take_in(S3& s3, const store::Upload& upload, int number, Intake& intake,
                          Reader& content, std::optional<std::uint64_t> length,
                          const std::optional<DataKey>& key) {
  auto staged = [&] {
    const auto writer = s3.store().uploads().stage_part(upload, key);
    return intake.stage(content, length, kPutBytesMax, *writer);
  }();
  staged.options.checksum = intake.verify(staged);
  store::UploadPart part;
  s3.database().write([&](meta::Transaction& transaction) {
    part = s3.store().uploads().add_part(transaction, upload, number, staged);
  });
  return part;
}

Answer upload_part(S3& s3, Call& call) {
  const auto number = check_part_number(call.number_of("PartNumber"));
  const auto upload = find_upload(s3, call);
  const auto& encryption = upload.options.object.properties.encryption;
  const auto key = key_for(s3, call.arrival, encryption, call.input);
  Intake intake(call.request(), part_algorithm(upload));
  check_algorithm(upload, intake);
  const auto part = take_in(s3, upload, number, intake, call.body(), call.body_length(), key);
  Answer answer;
  answer.output["ETag"] = quoted_etag(part.etag);
  if (part.checksum) put_checksum(answer.output, *part.checksum, WithType::no);
  put_encryption(answer.output, encryption);
  return answer;
}

ByteRange range_of_source(const Call& call, const store::Object& source) {
  const auto range = call.text_of("CopySourceRange");
  if (!range.empty()) return parse_copy_range(range, source.size_bytes);
  return {.first = 0, .bytes = source.size_bytes};
}

Answer upload_part_copy(S3& s3, Call& call) {
  const auto number = check_part_number(call.number_of("PartNumber"));
  const auto upload = find_upload(s3, call);
  const auto source = find_copy_source(s3, call, parse_copy_source(call.text_of("CopySource")));
  const auto& encryption = upload.options.object.properties.encryption;
  const auto key = key_for(s3, call.arrival, encryption, call.input);
  const auto source_key =
      key_for(s3, call.arrival, source.object.properties.encryption, call.input, "CopySource");
  const auto range = range_of_source(call, source.object);
  const auto content =
      store::stream(open_object(s3, source.object, source_key), range.first, range.bytes);
  HttpRequest unclaimed;
  Intake intake(unclaimed, part_algorithm(upload));
  const auto part = take_in(s3, upload, number, intake, *content, range.bytes, key);

  Answer answer;
  json::object result{{"ETag", quoted_etag(part.etag)},
                      {"LastModified", value_of(part.last_modified)}};
  if (part.checksum) put_checksum(result, *part.checksum, WithType::no);
  answer.output["CopyPartResult"] = std::move(result);
  if (source.bucket.versioning != store::Versioning::never) {
    answer.output["CopySourceVersionId"] = source.object.version.text();
  }
  put_encryption(answer.output, encryption);
  return answer;
}

}  // namespace

void add_part_operations(Operations& operations, S3& s3) {
  operations.add("UploadPart", s3, upload_part);
  operations.add("UploadPartCopy", s3, upload_part_copy);
}

}  // namespace sluice::api::s3
