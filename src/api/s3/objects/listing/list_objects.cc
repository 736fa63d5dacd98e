// ListObjects and ListObjectsV2.
#include "api/s3/objects/groups.h"
#include "api/s3/objects/listing/entries.h"
#include "api/s3/objects/listing/names.h"
#include "api/s3/objects/target.h"
#include "api/wire/protocol/scalars.h"
#include "base/utf8.h"

namespace sluice::api::s3 {
namespace {

struct Listed {
  store::Bucket bucket;
  store::ListPage page;
};

Listed list(S3& s3, const Call& call, std::string start_after, std::int64_t max_keys) {
  const auto now = s3.database().snapshot();
  Listed listed{.bucket = find_bucket(s3, now, bucket_of(call)), .page = {}};
  if (max_keys == 0) return listed;
  listed.page = s3.store().list(now, listed.bucket.name,
                                {.prefix = std::string(call.text_of("Prefix")),
                                 .delimiter = std::string(call.text_of("Delimiter")),
                                 .start_after = std::move(start_after),
                                 .max_keys = static_cast<int>(max_keys)});
  return listed;
}

enum class WithOwner { yes, no };

json::object describe(S3& s3, const Call& call, const Listed& listed, std::int64_t max_keys,
                      WithOwner with_owner) {
  const NameWriter name(call.input);
  OwnerWriter owner(s3.permissions, listed.bucket.owner);
  const bool has_restore = wants_restore_status(call);
  json::object output{{"Name", listed.bucket.name.text()},
                      {"Prefix", name(call.text_of("Prefix"))},
                      {"MaxKeys", max_keys},
                      {"IsTruncated", listed.page.next_start_after.has_value()}};
  name.put_type(output);
  const auto delimiter = call.text_of("Delimiter");
  if (!delimiter.empty()) output["Delimiter"] = name(delimiter);
  json::array contents;
  contents.reserve(listed.page.objects.size());
  for (const auto& object : listed.page.objects) {
    auto entry = describe_entry(object);
    entry["Key"] = name(object.key.text());
    if (with_owner == WithOwner::yes) entry["Owner"] = owner(object.properties.owner);
    if (has_restore) put_restore_status(entry, object, call.now());
    contents.push_back(std::move(entry));
  }
  output["Contents"] = std::move(contents);
  output["CommonPrefixes"] = write_prefixes(listed.page.common_prefixes, name);
  return output;
}

Answer list_objects(S3& s3, Call& call) {
  const auto max_keys = page_limit(call, "MaxKeys", "max-keys");
  const std::string marker(call.text_of("Marker"));
  const auto listed = list(s3, call, marker, max_keys);
  const NameWriter name(call.input);
  Answer answer;
  answer.output = describe(s3, call, listed, max_keys, WithOwner::yes);
  answer.output["Marker"] = name(marker);
  // Without a delimiter, the last key of the page is the next marker.
  if (listed.page.next_start_after && !call.text_of("Delimiter").empty()) {
    answer.output["NextMarker"] = name(*listed.page.next_start_after);
  }
  return answer;
}

// Opaque to clients: where the next page starts.
std::string read_token(std::string_view token) {
  const auto decoded = base64_decode(token);
  if (decoded && is_utf8(*decoded)) return *decoded;
  throw invalid_argument("The continuation token provided is incorrect", "continuation-token",
                         token);
}

Answer list_objects_v2(S3& s3, Call& call) {
  const auto max_keys = page_limit(call, "MaxKeys", "max-keys");
  const auto* token = call.input.if_contains("ContinuationToken");
  std::string start_after(call.text_of("StartAfter"));
  if (token) {
    auto after = read_token(token->as_string());
    if (!after.empty()) start_after = std::move(after);
  }
  const auto listed = list(s3, call, start_after, max_keys);
  const NameWriter name(call.input);
  const auto with_owner = call.flag_of("FetchOwner") ? WithOwner::yes : WithOwner::no;
  Answer answer;
  auto& output = answer.output;
  output = describe(s3, call, listed, max_keys, with_owner);
  output["KeyCount"] =
      static_cast<std::int64_t>(listed.page.objects.size() + listed.page.common_prefixes.size());
  if (const auto* after = call.input.if_contains("StartAfter")) {
    output["StartAfter"] = name(after->as_string());
  }
  if (token) output["ContinuationToken"] = *token;
  if (listed.page.next_start_after) {
    output["NextContinuationToken"] = base64_encode(*listed.page.next_start_after);
  }
  return answer;
}

}  // namespace

void add_listing_operations(Operations& operations, S3& s3) {
  operations.add("ListObjects", s3, list_objects);
  operations.add("ListObjectsV2", s3, list_objects_v2);
}

}  // namespace sluice::api::s3
