// CompleteMultipartUpload. No byte is copied, so the answer never has to wait for one.
#include "api/s3/multipart/upload_of.h"
#include "api/s3/multipart/whole_checksum.h"
#include "api/s3/objects/checksum/members.h"
#include "api/s3/objects/encryption/sse.h"
#include "api/s3/objects/read/expiration.h"
#include "api/s3/objects/target.h"
#include "api/s3/objects/write/options.h"
#include "api/s3/request/members.h"

namespace sluice::api::s3 {
namespace {

// Without checksums of another algorithm than the upload's: those it does not have.
std::vector<store::NamedPart> read_parts(const Call& call,
                                         const std::optional<store::Upload>& upload) {
  std::vector<store::NamedPart> parts;
  const auto* given = object_in(call.input, "MultipartUpload");
  if (!given) return parts;
  for (const auto& item : array_in(*given, "Parts")) {
    const auto& entry = item.as_object();
    const auto number = number_in(entry, "PartNumber");
    const auto* etag = entry.if_contains("ETag");
    if (!number || !etag) throw malformed_xml();
    store::NamedPart part{.number = check_part_number(*number),
                          .etag = unquoted_etag(etag->as_string())};
    part.checksum = checksum_in(entry);
    const bool is_summed_so =
        upload && part.checksum && part.checksum->algorithm == to_text(part_algorithm(*upload));
    if (!is_summed_so) part.checksum.reset();
    // A part that was uploaded again may be named again: its last upload counts.
    if (!parts.empty() && parts.back().number == part.number) parts.pop_back();
    parts.push_back(std::move(part));
  }
  return parts;
}

// What the client claims of the whole. Throws Error invalid (BadDigest, InvalidRequest).
void check_claim(const Call& call, const store::Upload& upload,
                 const std::optional<store::Checksum>& whole) {
  const auto type = call.text_of("ChecksumType");
  if (whole && upload.options.object.checksum && !type.empty() && type != checksum_type(*whole)) {
    throw invalid_request(fmt::format(
        "The upload was created using the {} checksum mode. The complete request must use the same "
        "checksum mode.",
        checksum_type(*whole)));
  }
  const auto claimed = checksum_in(call.input);
  if (!claimed || !whole) return;
  if (claimed->algorithm != whole->algorithm) {
    throw invalid_request(fmt::format(
        "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
        whole->algorithm, claimed->algorithm));
  }
  // Some clients leave the number of parts away.
  const auto value = claimed->value.substr(0, claimed->value.find('-'));
  if (value == whole->value.substr(0, whole->value.find('-'))) return;
  throw Error(
      ErrorKind::invalid, "BadDigest",
      fmt::format("The {} you specified did not match what we received.", claimed->algorithm));
}

// A repeated request finds the upload gone; the store knows what it answered.
std::optional<store::Upload> find_unless_finished(S3& s3, const Call& call) {
  try {
    return find_upload(s3, call);
  } catch (const Error& error) {
    if (error.code() != "NoSuchUpload") throw;
    return std::nullopt;
  }
}

Answer complete_multipart_upload(S3& s3, Call& call) {
  const auto key = key_of(call);
  const auto bucket = find_bucket(s3, s3.database().snapshot(), bucket_of(call));
  const auto upload = find_unless_finished(s3, call);
  const auto parts = read_parts(call, upload);
  store::CompleteOptions options{
      .conditions = write_conditions(call.input),
      .cause = cause_of(call, bucket, "ObjectCreated:CompleteMultipartUpload")};
  if (upload) {
    check_customer_key(upload->options.object.properties.encryption, call.input);
    options.checksum = whole_checksum(s3.store().uploads(), *upload, parts);
    check_claim(call, *upload, options.checksum);
  }
  if (const auto* size = call.input.if_contains("MpuObjectSize")) {
    options.size_bytes = static_cast<std::uint64_t>(size->as_int64());
  }
  store::Object object;
  s3.database().write([&](meta::Transaction& transaction) {
    object = s3.store().uploads().complete(transaction, bucket.name, key, upload_id_of(call), parts,
                                           options);
  });
  call.arrival.notes.object_bytes = object.size_bytes;
  Answer answer;
  auto& output = answer.output;
  output = {{"Location", location_of(call.request(), bucket.name.text(), key.text())},
            {"Bucket", bucket.name.text()},
            {"Key", key.text()},
            {"ETag", quoted_etag(object.etag)}};
  if (object.checksum) put_checksum(output, *object.checksum, WithType::yes);
  put_new_version(output, bucket, object);
  put_encryption(output, object.properties.encryption);
  put_customer_headers(answer.headers, object.properties.encryption);
  put_expiration(output, s3.store().lifecycle(s3.database().snapshot(), bucket.name), object);
  return answer;
}

}  // namespace

void add_complete_operations(Operations& operations, S3& s3) {
  operations.add("CompleteMultipartUpload", s3, complete_multipart_upload);
}

}  // namespace sluice::api::s3
