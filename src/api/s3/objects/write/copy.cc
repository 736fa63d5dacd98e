// CopyObject.
#include "api/s3/objects/checksum/intake.h"
#include "api/s3/objects/checksum/members.h"
#include "api/s3/objects/encryption/sse.h"
#include "api/s3/objects/groups.h"
#include "api/s3/objects/read/expiration.h"
#include "api/s3/objects/write/copy_source.h"
#include "api/s3/objects/write/options.h"
#include "api/s3/objects/write/sizes.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

bool replaces(const Call& call, std::string_view directive) {
  return call.text_of(directive, "COPY") == "REPLACE";
}

// An older version copied onto its own key is how S3 brings it back.
void check_changes_something(const Call& call, const CopySource& source, const Found& found) {
  const bool is_same =
      source.bucket == bucket_of(call) && source.key == key_of(call) && found.object.is_current;
  if (!is_same || replaces(call, "MetadataDirective") || replaces(call, "TaggingDirective")) return;
  for (const auto member : {"StorageClass", "WebsiteRedirectLocation", "ServerSideEncryption",
                            "SSECustomerAlgorithm", "BucketKeyEnabled", "ChecksumAlgorithm"}) {
    if (call.input.contains(member)) return;
  }
  throw invalid_request(
      "This copy request is illegal because it is trying to copy an object to itself without "
      "changing the object's metadata, storage class, website redirect location or encryption "
      "attributes.");
}

// Who copies tags, reads them there and sets them here.
std::map<std::string, std::string> copied_tags(S3& s3, const Call& call, const CopySource& source,
                                               const store::Object& object,
                                               const store::Bucket& bucket) {
  const auto& tags = object.properties.tags;
  if (tags.empty()) return {};
  s3.permissions.require(call.arrival, {.action = source.version ? "s3:GetObjectVersionTagging"
                                                                 : "s3:GetObjectTagging",
                                        .bucket = source.bucket.text(),
                                        .key = source.key.text(),
                                        .version = source.version});
  Ask ask{
      .action = "s3:PutObjectTagging", .bucket = bucket.name.text(), .key = call.text_of("Key")};
  for (const auto& [key, value] : tags) {
    ask.conditions.emplace_back("s3:RequestObjectTag/" + key, value);
    ask.conditions.emplace_back("s3:RequestObjectTagKeys", key);
  }
  s3.permissions.require(call.arrival, ask);
  return tags;
}

store::ObjectOptions options_of_copy(S3& s3, const Call& call, const CopySource& source,
                                     const store::Object& object, const store::Bucket& bucket) {
  auto input = call.input;
  if (!replaces(call, "MetadataDirective")) {
    for (const auto member : {"CacheControl", "ContentDisposition", "ContentEncoding",
                              "ContentLanguage", "ContentType", "Expires", "Metadata"}) {
      input.erase(member);
    }
  }
  if (!replaces(call, "TaggingDirective")) input.erase("Tagging");
  auto options = object_options(s3, call.arrival, input, bucket);
  if (!replaces(call, "MetadataDirective")) {
    options.content_type = object.content_type;
    options.metadata = object.metadata;
    for (const auto& [name, value] : object.properties.headers) {
      // S3 never copies where a website's key leads to.
      if (name != "website-redirect-location") options.properties.headers[name] = value;
    }
  }
  if (!replaces(call, "TaggingDirective")) {
    options.properties.tags = copied_tags(s3, call, source, object, bucket);
  }
  return options;
}

// Shares the source's bytes where they may stay as they are (its ETag and parts stay, too); else
// writes them anew.
store::StagedObject stage_copy(S3& s3, const Call& call, const store::Object& source,
                               const store::ObjectKey& key, const store::Bucket& bucket,
                               store::ObjectOptions options, const EncryptionPlan& plan) {
  const auto data_key =
      key_for(s3, call.arrival, source.properties.encryption, call.input, "CopySource");
  const auto wanted = checksum_algorithm_in(call.input);
  const bool keeps_checksum =
      source.checksum && (!wanted || to_text(*wanted) == source.checksum->algorithm);
  // Opened also where no byte is read: an archived source or another key is refused.
  auto reader = open_object(s3, source, data_key);
  if (keeps_checksum) {
    options.checksum = source.checksum;
    if (auto shared = s3.store().share(source, bucket.name, key, options, plan.how)) return *shared;
  }
  std::optional<ChecksumAlgorithm> algorithm = wanted;
  if (!algorithm && source.checksum) algorithm = checksum_algorithm(source.checksum->algorithm);
  HttpRequest unclaimed;
  Intake intake(unclaimed, algorithm);
  const auto writer = s3.store().stage(bucket.name, key, options, plan.how);
  const auto content = store::stream(std::move(reader));
  auto staged = intake.stage(*content, source.size_bytes, kPutBytesMax, *writer);
  staged.options.checksum = intake.verify(staged);
  return staged;
}

void check_size(const store::Object& source) {
  if (source.size_bytes <= kPutBytesMax) return;
  throw invalid_request(fmt::format(
      "The specified copy source is larger than the maximum allowable size for a copy source: {}",
      kPutBytesMax));
}

Answer copy_object(S3& s3, Call& call) {
  const auto source = parse_copy_source(call.text_of("CopySource"));
  const auto key = key_of(call);
  const auto target = find_target(s3, bucket_of(call));
  const auto& bucket = target.bucket;
  const auto found = find_copy_source(s3, call, source);
  check_size(found.object);
  check_changes_something(call, source, found);
  auto options = options_of_copy(s3, call, source, found.object, bucket);
  const auto plan = plan_encryption(s3, call.arrival, call.input, target, key);
  options.properties.encryption = plan.encryption;

  const auto staged = stage_copy(s3, call, found.object, key, bucket, std::move(options), plan);
  const store::AddOptions how{.conditions = write_conditions(call.input),
                              .cause = cause_of(call, bucket, "ObjectCreated:Copy")};
  store::Object object;
  s3.database().write(
      [&](meta::Transaction& transaction) { object = s3.store().add(transaction, staged, how); });
  call.arrival.notes.object_bytes = object.size_bytes;

  Answer answer;
  json::object result{{"ETag", quoted_etag(object.etag)},
                      {"LastModified", value_of(object.last_modified)}};
  if (object.checksum) put_checksum(result, *object.checksum, WithType::yes);
  answer.output["CopyObjectResult"] = std::move(result);
  if (found.bucket.versioning != store::Versioning::never) {
    answer.output["CopySourceVersionId"] = found.object.version.text();
  }
  put_new_version(answer.output, bucket, object);
  put_encryption(answer.output, object.properties.encryption);
  put_expiration(answer.output, target.lifecycle, object);
  return answer;
}

}  // namespace

void add_copy_operations(Operations& operations, S3& s3) {
  operations.add("CopyObject", s3, copy_object);
}

}  // namespace sluice::api::s3
