#include "api/s3/request/version.h"

#include <algorithm>

#include "api/s3/request/refusals.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kDigits = 32;

}  // namespace

bool is_version_id(std::string_view text) {
  const auto is_lower_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  return text == "null" ||
         (text.size() == kDigits && std::all_of(text.begin(), text.end(), is_lower_hex));
}

store::VersionId parse_version_id(std::string_view text, std::string_view argument) {
  if (text.empty()) throw invalid_argument("Version id cannot be the empty string", argument, "");
  if (!is_version_id(text)) throw invalid_argument("Invalid version id specified", argument, text);
  return store::VersionId(std::string(text));
}

}  // namespace sluice::api::s3
