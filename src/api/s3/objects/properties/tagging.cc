// The tags of a version.
#include "api/s3/objects/groups.h"
#include "api/s3/objects/target.h"
#include "api/s3/request/members.h"
#include "api/s3/request/tags.h"

namespace sluice::api::s3 {
namespace {

std::map<std::string, std::string> read_tags(const Call& call) {
  const auto tags = tags_in(array_in(call.input.at("Tagging").as_object(), "TagSet"));
  if (tags.size() > kObjectTagsMax) {
    // BadRequest where the header says them, InvalidTag here: both are in the wild.
    throw Error(ErrorKind::invalid, "InvalidTag", "Object tags cannot be greater than 10");
  }
  return check_tags(tags);
}

Answer set_tags(S3& s3, const Call& call, const std::map<std::string, std::string>& tags,
                std::string_view event) {
  const auto version = version_of(call);
  const auto bucket = find_bucket(s3, s3.database().snapshot(), bucket_of(call));
  store::Object object;
  s3.database().write([&](meta::Transaction& transaction) {
    object = s3.store().set_tags(transaction, bucket.name, key_of(call), version, tags,
                                 cause_of(call, bucket, event));
  });
  Answer answer;
  put_version(answer.output, bucket, object);
  return answer;
}

Answer put_object_tagging(S3& s3, Call& call) {
  return set_tags(s3, call, read_tags(call), "ObjectTagging:Put");
}

Answer delete_object_tagging(S3& s3, Call& call) {
  return set_tags(s3, call, {}, "ObjectTagging:Delete");
}

Answer get_object_tagging(S3& s3, Call& call) {
  const auto found = find_version(s3, call);
  json::array tags;
  for (const auto& [key, value] : found.object.properties.tags) {
    tags.push_back(json::object{{"Key", key}, {"Value", value}});
  }
  Answer answer;
  put_version(answer.output, found.bucket, found.object);
  answer.output["TagSet"] = std::move(tags);
  return answer;
}

}  // namespace

void add_tagging_operations(Operations& operations, S3& s3) {
  operations.add("PutObjectTagging", s3, put_object_tagging);
  operations.add("GetObjectTagging", s3, get_object_tagging);
  operations.add("DeleteObjectTagging", s3, delete_object_tagging);
}

}  // namespace sluice::api::s3
