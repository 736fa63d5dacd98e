// GetObjectAttributes.
#include <algorithm>

#include "api/s3/objects/checksum/members.h"
#include "api/s3/objects/encryption/sse.h"
#include "api/s3/objects/groups.h"
#include "api/s3/objects/target.h"
#include "api/wire/protocol/scalars.h"

namespace sluice::api::s3 {
namespace {

constexpr std::int64_t kPartsMax = 1000;

bool asks_for(const Call& call, std::string_view attribute) {
  const auto& asked = call.input.at("ObjectAttributes").as_array();
  return std::find(asked.begin(), asked.end(), json::value(attribute)) != asked.end();
}

json::object describe_parts(S3& s3, const Call& call, const store::Object& object) {
  const auto parts_max = std::min(call.number_of("MaxParts", kPartsMax), kPartsMax);
  const auto marker = call.number_of("PartNumberMarker", 0);
  if (parts_max < 0) {
    throw invalid_argument("Argument max-parts must be an integer between 0 and 2147483647",
                           "max-parts", std::to_string(parts_max));
  }
  json::array shown;
  std::int64_t last = 0;
  bool is_truncated = false;
  for (const auto& part : s3.store().parts(object)) {
    if (part.number <= marker) continue;
    if (static_cast<std::int64_t>(shown.size()) == parts_max) {
      is_truncated = true;
      break;
    }
    json::object entry{{"PartNumber", part.number},
                       {"Size", static_cast<std::int64_t>(part.size_bytes)}};
    if (part.checksum) put_checksum(entry, *part.checksum, WithType::no);
    shown.push_back(std::move(entry));
    last = part.number;
  }
  json::object parts{{"TotalPartsCount", object.part_count},
                     {"PartNumberMarker", marker},
                     {"NextPartNumberMarker", last},
                     {"MaxParts", parts_max},
                     {"IsTruncated", is_truncated}};
  if (!shown.empty()) parts["Parts"] = std::move(shown);
  return parts;
}

Answer get_object_attributes(S3& s3, Call& call) {
  const auto found = find_version(s3, call);
  const auto& object = found.object;
  check_customer_key(object.properties.encryption, call.input);
  Answer answer;
  auto& output = answer.output;
  output["LastModified"] = value_of(object.last_modified);
  put_version(output, found.bucket, object);
  if (asks_for(call, "ETag")) output["ETag"] = object.etag;
  if (asks_for(call, "Checksum") && object.checksum) {
    json::object checksum;
    put_checksum(checksum, *object.checksum, WithType::yes);
    output["Checksum"] = std::move(checksum);
  }
  if (asks_for(call, "ObjectParts") && object.part_count > 0) {
    output["ObjectParts"] = describe_parts(s3, call, object);
  }
  if (asks_for(call, "StorageClass")) output["StorageClass"] = object.storage_class;
  if (asks_for(call, "ObjectSize")) {
    output["ObjectSize"] = static_cast<std::int64_t>(object.size_bytes);
  }
  return answer;
}

}  // namespace

void add_attribute_operations(Operations& operations, S3& s3) {
  operations.add("GetObjectAttributes", s3, get_object_attributes);
}

}  // namespace sluice::api::s3
