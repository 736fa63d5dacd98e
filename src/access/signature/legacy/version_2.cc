#include "access/signature/legacy/version_2.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "access/signature/text/canonical.h"
#include "access/signature/text/dates.h"
#include "base/base64.h"
#include "base/digest.h"
#include "base/text.h"

namespace sluice::access {
namespace {

// The parameters that name what is asked for, and those that change the answer's headers; sorted.
constexpr auto kSubResources = std::to_array<std::string_view>({"accelerate",
                                                                "acl",
                                                                "analytics",
                                                                "attributes",
                                                                "cors",
                                                                "defaultObjectAcl",
                                                                "delete",
                                                                "encryption",
                                                                "inventory",
                                                                "legal-hold",
                                                                "lifecycle",
                                                                "location",
                                                                "logging",
                                                                "metrics",
                                                                "notification",
                                                                "object-lock",
                                                                "partNumber",
                                                                "policy",
                                                                "publicAccessBlock",
                                                                "replication",
                                                                "requestPayment",
                                                                "response-cache-control",
                                                                "response-content-disposition",
                                                                "response-content-encoding",
                                                                "response-content-language",
                                                                "response-content-type",
                                                                "response-expires",
                                                                "restore",
                                                                "retention",
                                                                "tagging",
                                                                "torrent",
                                                                "uploadId",
                                                                "uploads",
                                                                "versionId",
                                                                "versioning",
                                                                "versions",
                                                                "website"});

bool is_sub_resource(std::string_view name) {
  return std::binary_search(kSubResources.begin(), kSubResources.end(), name);
}

std::string hmac_sha1(std::string_view key, std::string_view text) {
  constexpr std::size_t kBlockBytes = 64;
  std::string padded(key);
  if (padded.size() > kBlockBytes) {
    Sha1 digest;
    digest.update(padded);
    padded = digest.finish();
  }
  padded.resize(kBlockBytes, '\0');
  const auto mixed = [&](char with) {
    std::string block = padded;
    for (char& c : block)
      c = static_cast<char>(c ^ with);
    return block;
  };
  Sha1 inner;
  inner.update(mixed(0x36));
  inner.update(text);
  Sha1 outer;
  outer.update(mixed(0x5c));
  outer.update(inner.finish());
  return outer.finish();
}

std::string canonical_resource(const SignedRequest& request, const SignatureRules& rules) {
  std::string resource;
  if (!rules.virtual_host_bucket.empty()) resource = "/" + rules.virtual_host_bucket;
  resource += request.path;
  std::vector<QueryParameter> named;
  for (QueryParameter& parameter : parse_query(request.query)) {
    if (is_sub_resource(parameter.name)) named.push_back(std::move(parameter));
  }
  std::stable_sort(named.begin(), named.end(),
                   [](const auto& left, const auto& right) { return left.name < right.name; });
  char separator = '?';
  for (const QueryParameter& parameter : named) {
    resource.append(1, separator).append(parameter.name);
    if (parameter.has_value) resource.append("=").append(parameter.value);
    separator = '&';
  }
  return resource;
}

std::string amz_headers(const SignedRequest& request) {
  std::map<std::string_view, std::string> headers;
  for (const SignedHeader& header : request.headers) {
    if (header.name.starts_with("x-amz-") && !headers.contains(header.name))
      headers[header.name] = canonical_header(request, header.name);
  }
  std::string text;
  for (const auto& [name, value] : headers)
    text.append(name).append(":").append(value).append("\n");
  return text;
}

}  // namespace

Claim read_version_2_header(const SignedRequest& request, std::string_view authorization,
                            const SignatureRules& rules) {
  const std::string_view pair = trim(authorization.substr(4));
  const std::size_t colon = pair.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == pair.size()) {
    throw signature_error(
        rules.dialect, SignatureFault::unsupported,
        "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature");
  }
  const auto amz_date = find_header(request, "x-amz-date");
  const std::string_view text = amz_date ? *amz_date : find_header(request, "date").value_or("");
  auto time = parse_http_time(text);
  if (!time) time = parse_basic_time(text);
  // Of before the epoch, and so not a date of any request.
  if (!time || *time < Timestamp()) {
    throw signature_error(rules.dialect, SignatureFault::missing_token,
                          "AWS authentication requires a valid Date or x-amz-date header");
  }
  const std::string_view sha256 = find_header(request, "x-amz-content-sha256").value_or("");
  return {.version = SignatureVersion::v2,
          .place = ClaimPlace::header,
          .access_key_id = std::string(pair.substr(0, colon)),
          .signed_at = *time,
          .signed_at_text = amz_date ? "" : std::string(text),
          .signature = std::string(pair.substr(colon + 1)),
          .session_token = std::string(find_header(request, "x-amz-security-token").value_or("")),
          .payload = payload_of(sha256, rules),
          .payload_hash = std::string(sha256)};
}

Claim read_version_2_query(const std::vector<QueryParameter>& query, const SignatureRules& rules) {
  const auto expires = find_parameter(query, "Expires");
  std::int64_t seconds = 0;
  if (!expires || expires->empty()) {
    throw signature_error(rules.dialect, SignatureFault::missing_token,
                          "Query-string authentication requires the Signature, Expires and"
                          " AWSAccessKeyId parameters");
  }
  const char* end = expires->data() + expires->size();
  const auto read = std::from_chars(expires->data(), end, seconds);
  if (read.ec != std::errc() || read.ptr != end || seconds < 0 || seconds > 253'402'300'799) {
    throw signature_error(
        rules.dialect, SignatureFault::missing_token,
        fmt::format("Invalid date (should be seconds since epoch): {}", *expires));
  }
  return {.version = SignatureVersion::v2,
          .place = ClaimPlace::query,
          .access_key_id = std::string(*find_parameter(query, "AWSAccessKeyId")),
          .signed_at_text = std::string(*expires),
          .expires = Timestamp(std::chrono::seconds(seconds)),
          .signature = std::string(*find_parameter(query, "Signature")),
          .session_token = std::string(find_parameter(query, "x-amz-security-token").value_or(""))};
}

std::string version_2_string_to_sign(const Claim& claim, const SignedRequest& request,
                                     const SignatureRules& rules) {
  std::string text(request.method);
  text.append("\n").append(find_header(request, "content-md5").value_or(""));
  text.append("\n").append(find_header(request, "content-type").value_or(""));
  text.append("\n").append(claim.signed_at_text).append("\n");
  std::string headers = amz_headers(request);
  if (claim.place == ClaimPlace::query && !claim.session_token.empty())
    headers.append("x-amz-security-token:").append(claim.session_token).append("\n");
  return text + headers + canonical_resource(request, rules);
}

std::string version_2_signature(std::string_view secret, std::string_view text) {
  return base64_encode(hmac_sha1(secret, text));
}

}  // namespace sluice::access
