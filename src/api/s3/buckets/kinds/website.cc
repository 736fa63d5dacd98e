// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html
#include "api/s3/buckets/configuration.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kRulesMax = 50;

void check_redirect_code(std::string_view code) {
  if (code.empty() || (code.size() == 3 && code[0] == '3' && code != "304" && code != "300")) {
    return;
  }
  throw invalid_request(
      "The provided HTTP redirect code is not valid. Valid codes are 3XX except 300.");
}

void check_rule(const json::object& rule) {
  const auto* redirect = object_in(rule, "Redirect");
  if (!redirect || redirect->empty()) throw malformed_xml();
  if (redirect->contains("ReplaceKeyWith") && redirect->contains("ReplaceKeyPrefixWith")) {
    throw invalid_request("You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
  }
  check_redirect_code(text_in(*redirect, "HttpRedirectCode"));
  const auto* condition = object_in(rule, "Condition");
  if (condition && condition->empty()) throw malformed_xml();
  const auto error = condition ? text_in(*condition, "HttpErrorCodeReturnedEquals") : "";
  if (!error.empty() && (error.size() != 3 || (error[0] != '4' && error[0] != '5'))) {
    throw invalid_request("The provided HTTP error code is not valid. Valid codes are 4XX or 5XX.");
  }
}

void check_website(Buckets&, Call&, json::object& document) {
  const auto* index = object_in(document, "IndexDocument");
  if (const auto* all = object_in(document, "RedirectAllRequestsTo")) {
    if (index || document.contains("ErrorDocument") || document.contains("RoutingRules")) {
      throw invalid_argument(
          "RedirectAllRequestsTo cannot be provided in conjunction with other Routing "
          "Rules.",
          "RedirectAllRequestsTo", "not null");
    }
    if (text_in(*all, "HostName").empty()) throw malformed_xml();
    return;
  }
  if (!index) {
    throw invalid_argument(
        "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is "
        "empty",
        "IndexDocument", "null");
  }
  const auto suffix = text_in(*index, "Suffix");
  if (suffix.empty() || suffix.find('/') != std::string_view::npos) {
    throw invalid_argument("The IndexDocument Suffix is not well formed", "IndexDocument", suffix);
  }
  const auto& rules = array_in(document, "RoutingRules");
  if (rules.size() > kRulesMax) {
    throw invalid_request("Too many routing rules are specified: the limit is 50.");
  }
  for (const auto& rule : rules)
    check_rule(rule.as_object());
}

constexpr Configuration kWebsite{
    .kind = document::kWebsite,
    .member = "WebsiteConfiguration",
    .get = "GetBucketWebsite",
    .put = "PutBucketWebsite",
    .remove = "DeleteBucketWebsite",
    .missing_code = "NoSuchWebsiteConfiguration",
    .missing_message = "The specified bucket does not have a website configuration",
    .check = check_website};

}  // namespace

void add_website_operations(Operations& operations, Buckets& buckets) {
  add_configuration(operations, buckets, kWebsite);
}

}  // namespace sluice::api::s3
