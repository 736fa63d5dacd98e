#include <algorithm>
#include <set>

#include "api/s3/buckets/configuration.h"
#include "api/s3/buckets/kinds/tags.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::ptrdiff_t kKeyCharsMax = 128;
constexpr std::ptrdiff_t kValueCharsMax = 256;

[[noreturn]] void refuse_tag(std::string message) {
  throw Error(ErrorKind::invalid, "InvalidTag", std::move(message));
}

// Characters of UTF-8: bytes that continue one do not count.
std::ptrdiff_t chars_of(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

void check_bucket_tags(Buckets&, Call&, json::object& document) {
  check_tags(array_in(document, "TagSet"), kBucketTagsMax);
}

constexpr Configuration kTagging{.kind = document::kTagging,
                                 .member = "Tagging",
                                 .get = "GetBucketTagging",
                                 .put = "PutBucketTagging",
                                 .remove = "DeleteBucketTagging",
                                 .missing_code = "NoSuchTagSet",
                                 .missing_message = "The TagSet does not exist",
                                 .check = check_bucket_tags};

}  // namespace

void check_tags(const json::array& tags, std::size_t tags_max) {
  if (tags.size() > tags_max) {
    throw Error(ErrorKind::invalid, "BadRequest",
                "Bucket tag count cannot be greater than " + std::to_string(tags_max));
  }
  std::set<std::string_view> keys;
  for (const auto& tag : tags) {
    const std::string_view key = text_in(tag.as_object(), "Key");
    if (key.empty() || chars_of(key) > kKeyCharsMax) {
      refuse_tag("The TagKey you have provided is invalid");
    }
    if (chars_of(text_in(tag.as_object(), "Value")) > kValueCharsMax) {
      refuse_tag("The TagValue you have provided is invalid");
    }
    if (lower_ascii(key).starts_with("aws:")) {
      refuse_tag("System tags cannot be added/updated by requester");
    }
    if (!keys.insert(key).second) refuse_tag("Cannot provide multiple Tags with the same key");
  }
}

void add_tagging_operations(Operations& operations, Buckets& buckets) {
  add_configuration(operations, buckets, kTagging);
}

}  // namespace sluice::api::s3
