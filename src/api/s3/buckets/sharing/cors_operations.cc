// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "api/s3/buckets/configuration.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kRulesMax = 100;
constexpr std::size_t kIdCharsMax = 255;
constexpr std::array<std::string_view, 5> kMethods = {"GET", "PUT", "POST", "DELETE", "HEAD"};

void check_wildcards(const json::object& rule, std::string_view member, std::string_view element,
                     std::ptrdiff_t stars_max) {
  for (const auto& value : array_in(rule, member)) {
    const auto& text = value.as_string();
    if (std::count(text.begin(), text.end(), '*') <= stars_max) continue;
    throw invalid_request(
        stars_max == 0 ? fmt::format("{} \"{}\" contains wildcard. We currently do not support "
                                     "wildcard for {}.",
                                     element, std::string_view(text), element)
                       : fmt::format("{} \"{}\" can not have more than one wildcard.", element,
                                     std::string_view(text)));
  }
}

void check_rule(const json::object& rule) {
  if (text_in(rule, "ID").size() > kIdCharsMax) throw malformed_xml();
  if (array_in(rule, "AllowedMethods").empty() || array_in(rule, "AllowedOrigins").empty()) {
    throw malformed_xml();
  }
  for (const auto& value : array_in(rule, "AllowedMethods")) {
    const std::string_view method = value.as_string();
    if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) {
      throw invalid_request(fmt::format(
          "Found unsupported HTTP method in CORS config. Unsupported method is {}", method));
    }
  }
  check_wildcards(rule, "AllowedOrigins", "AllowedOrigin", 1);
  check_wildcards(rule, "AllowedHeaders", "AllowedHeader", 1);
  check_wildcards(rule, "ExposeHeaders", "ExposeHeader", 0);
}

void check_cors(Buckets&, Call&, json::object& document) {
  const auto& rules = array_in(document, "CORSRules");
  if (rules.empty()) throw malformed_xml();
  if (rules.size() > kRulesMax) {
    throw invalid_request("The number of CORS rules should not exceed allowed limit of 100 rules.");
  }
  for (const auto& rule : rules)
    check_rule(rule.as_object());
}

constexpr Configuration kCors{.kind = document::kCors,
                              .member = "CORSConfiguration",
                              .get = "GetBucketCors",
                              .put = "PutBucketCors",
                              .remove = "DeleteBucketCors",
                              .missing_code = "NoSuchCORSConfiguration",
                              .missing_message = "The CORS configuration does not exist",
                              .check = check_cors};

}  // namespace

void add_cors_operations(Operations& operations, Buckets& buckets) {
  add_configuration(operations, buckets, kCors);
}

}  // namespace sluice::api::s3
