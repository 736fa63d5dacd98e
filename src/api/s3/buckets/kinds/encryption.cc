// Default encryption.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html
#include "api/s3/buckets/configuration.h"
#include "api/wire/errors.h"

namespace sluice::api::s3 {
namespace {

void check_encryption(Buckets&, Call&, json::object& document) {
  const auto& rules = array_in(document, "Rules");
  if (rules.size() != 1) throw malformed_xml();
  const auto* by_default =
      object_in(rules.front().as_object(), "ApplyServerSideEncryptionByDefault");
  if (!by_default) return;
  const auto algorithm = text_in(*by_default, "SSEAlgorithm");
  if (algorithm == "aws:kms:dsse") refuse_unserved("Dual-layer encryption (aws:kms:dsse) is");
  if (algorithm != "AES256" && algorithm != "aws:kms") throw malformed_xml();
  if (algorithm == "AES256" && by_default->contains("KMSMasterKeyID")) {
    throw invalid_argument(
        "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms",
        "KMSMasterKeyID", text_in(*by_default, "KMSMasterKeyID"));
  }
}

// Since 2023 every bucket of AWS says that it encrypts. One that a pipeline keeps plain does not.
std::optional<json::object> standing(const Buckets& buckets, const store::BucketName& name) {
  if (buckets.s3.options.bucket_defaults == BucketDefaults::legacy) return std::nullopt;
  const auto bucket = buckets.s3.store().find_bucket(buckets.s3.database().snapshot(), name);
  if (bucket && bucket->body_kind == store::BodyKind::plain) return std::nullopt;
  const json::object rule{
      {"ApplyServerSideEncryptionByDefault", json::object{{"SSEAlgorithm", "AES256"}}},
      {"BucketKeyEnabled", false}};
  return json::object{{"Rules", json::array{rule}}};
}

Answer get_encryption(Buckets& buckets, Call& call) {
  auto found = find_document(buckets, named_bucket(call), document::kEncryption);
  if (!found) found = standing(buckets, named_bucket(call));
  if (!found) {
    throw Error(ErrorKind::not_found, "ServerSideEncryptionConfigurationNotFoundError",
                "The server side encryption configuration was not found");
  }
  return {.output = {{"ServerSideEncryptionConfiguration", std::move(*found)}}};
}

constexpr Configuration kEncryption{.kind = document::kEncryption,
                                    .member = "ServerSideEncryptionConfiguration",
                                    .place = Place::member,
                                    .get = {},
                                    .put = "PutBucketEncryption",
                                    .remove = "DeleteBucketEncryption",
                                    .check = check_encryption};

}  // namespace

void add_encryption_operations(Operations& operations, Buckets& buckets) {
  add_configuration(operations, buckets, kEncryption);
  operations.add("GetBucketEncryption", buckets, get_encryption);
}

}  // namespace sluice::api::s3
