// Tags of buckets and objects, as requests say them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace sluice::api::s3 {

inline constexpr std::size_t kBucketTagsMax = 50;
inline constexpr std::size_t kObjectTagsMax = 10;

using TagList = std::vector<std::pair<std::string, std::string>>;

// Of a TagSet: [{"Key": …, "Value": …}].
TagList tags_in(const json::array& set);

// Throws Error invalid (InvalidTag): too long, S3's own, twice the same key, characters that tags
// cannot have. How many there may be, their owners say.
std::map<std::string, std::string> check_tags(const TagList& tags);

// "a=1&b=2" of x-amz-tagging. The one reading of it: policies decide about the very tags that are
// written. Throws Error invalid (InvalidArgument, BadRequest for more than ten, InvalidTag).
std::map<std::string, std::string> tags_in_header(std::string_view tagging);

}  // namespace sluice::api::s3
