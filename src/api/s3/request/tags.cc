#include "api/s3/request/tags.h"

#include <algorithm>

#include "api/http/uri.h"
#include "api/s3/request/members.h"
#include "api/s3/request/refusals.h"
#include "base/text.h"
#include "base/utf8.h"

namespace sluice::api::s3 {
namespace {

constexpr std::int64_t kKeyCharsMax = 128;
constexpr std::int64_t kValueCharsMax = 256;

// Letters and digits of any language, white space, and + - = . _ : / @.
bool has_tag_characters(std::string_view text) {
  constexpr std::string_view kMarks = "+-=._:/@ ";
  return is_utf8(text) && std::all_of(text.begin(), text.end(), [&](char c) {
           const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
           const bool is_beyond_ascii = static_cast<unsigned char>(c) >= 0x80;
           return is_letter || is_beyond_ascii || kMarks.find(c) != std::string_view::npos;
         });
}

Error invalid_tag(std::string message) {
  return Error(ErrorKind::invalid, "InvalidTag", std::move(message));
}

}  // namespace

TagList tags_in(const json::array& set) {
  TagList tags;
  for (const auto& tag : set)
    tags.emplace_back(text_in(tag.as_object(), "Key"), text_in(tag.as_object(), "Value"));
  return tags;
}

std::map<std::string, std::string> check_tags(const TagList& tags) {
  std::map<std::string, std::string> checked;
  for (const auto& [key, value] : tags) {
    if (key.empty() || count_characters(key) > kKeyCharsMax || !has_tag_characters(key)) {
      throw invalid_tag("The TagKey you have provided is invalid");
    }
    if (count_characters(value) > kValueCharsMax || !has_tag_characters(value)) {
      throw invalid_tag("The TagValue you have provided is invalid");
    }
    if (lower_ascii(key).starts_with("aws:")) {
      throw invalid_tag("System tags cannot be added/updated by requester");
    }
    if (!checked.emplace(key, value).second) {
      throw invalid_tag("Cannot provide multiple Tags with the same key");
    }
  }
  return checked;
}

std::map<std::string, std::string> tags_in_header(std::string_view tagging) {
  TagList tags;
  try {
    for (const auto& parameter : QueryParameters(tagging)) {
      if (!parameter.name.empty() || parameter.has_value) {
        tags.emplace_back(parameter.name, parameter.value);
      }
    }
  } catch (const Error&) {
    throw invalid_argument(
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded "
        "URL query parameters without tag name duplicates.",
        "x-amz-tagging", tagging);
  }
  if (tags.size() > kObjectTagsMax) {
    throw Error(ErrorKind::invalid, "BadRequest", "Object tags cannot be greater than 10");
  }
  return check_tags(tags);
}

}  // namespace sluice::api::s3
