#include "store/names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/error.h"
#include "base/utf8.h"

namespace sluice::store {
namespace {

constexpr std::size_t kBucketNameMin = 3;
constexpr std::size_t kBucketNameMax = 63;
constexpr std::size_t kKeyBytesMax = 1024;

// AWS reserves these for its own features.
constexpr std::array<std::string_view, 3> kReservedPrefixes = {"xn--", "sthree-", "amzn-s3-demo-"};
constexpr std::array<std::string_view, 5> kReservedSuffixes = {"-s3alias", "--ol-s3", ".mrap",
                                                               "--x-s3", "--table-s3"};

bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool looks_like_ip_address(std::string_view text) {
  return std::count(text.begin(), text.end(), '.') == 3 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

const char* bucket_name_fault(std::string_view text) {
  if (text.size() < kBucketNameMin || text.size() > kBucketNameMax) return "has 3 to 63 characters";
  if (!std::all_of(text.begin(), text.end(),
                   [](char c) { return is_lower_or_digit(c) || c == '.' || c == '-'; })) {
    return "consists of lower case letters, digits, dots and hyphens";
  }
  if (!is_lower_or_digit(text.front()) || !is_lower_or_digit(text.back())) {
    return "begins and ends with a letter or digit";
  }
  if (text.find("..") != text.npos) return "has no two dots in a row";
  // As the labels of a host.
  if (text.find(".-") != text.npos || text.find("-.") != text.npos) {
    return "has no hyphen beside a dot";
  }
  if (looks_like_ip_address(text)) return "is not an IP address";
  for (auto prefix : kReservedPrefixes) {
    if (text.starts_with(prefix)) return "does not begin with a prefix that AWS reserves";
  }
  for (auto suffix : kReservedSuffixes) {
    if (text.ends_with(suffix)) return "does not end with a suffix that AWS reserves";
  }
  return nullptr;
}

}  // namespace

BucketName bucket_name(std::string_view text) {
  if (const char* fault = bucket_name_fault(text)) {
    throw Error(ErrorKind::invalid, "InvalidBucketName",
                fmt::format("\"{}\" is not a bucket name: it {}", text, fault));
  }
  return BucketName(std::string(text));
}

ObjectKey object_key(std::string_view text) {
  if (text.empty()) throw Error(ErrorKind::invalid, "InvalidURI", "an object's key is empty");
  if (text.size() > kKeyBytesMax) {
    throw Error(
        ErrorKind::invalid, "KeyTooLongError",
        fmt::format("an object's key of {} bytes is longer than {}", text.size(), kKeyBytesMax));
  }
  if (!is_utf8(text)) throw Error(ErrorKind::invalid, "InvalidURI", "an object's key is not UTF-8");
  return ObjectKey(std::string(text));
}

ObjectUri parse_uri(std::string_view text) {
  for (std::string_view scheme : {"s3://", "s3a://", "s3n://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view rest = text.substr(scheme.size());
    const std::size_t slash = rest.find('/');
    ObjectUri uri{.bucket = bucket_name(rest.substr(0, slash)), .key = {}};
    if (slash != rest.npos && slash + 1 < rest.size()) uri.key = object_key(rest.substr(slash + 1));
    return uri;
  }
  throw Error(ErrorKind::invalid, "InvalidURI",
              fmt::format("\"{}\" is not of the form s3://bucket/key", text));
}

std::string to_text(const ObjectUri& uri) {
  return fmt::format("s3://{}/{}", uri.bucket, uri.key);
}

}  // namespace sluice::store
