// A bucket's WebsiteConfiguration, and where it sends a request.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::api::s3 {

// Empty is "as in the request".
struct WebsiteRedirect {
  std::string protocol;
  std::string host;
  int status = 301;
  std::optional<std::string> key;         // in place of the whole key,
  std::optional<std::string> key_prefix;  // or of the condition's prefix
};

struct RoutingRule {
  std::string key_prefix;
  std::optional<int> error;  // only once the request has failed so
  WebsiteRedirect redirect;
};

struct Website {
  std::string index;  // "index.html"
  std::string error;  // the key of the page for errors; "" for S3's own
  std::optional<WebsiteRedirect> redirect_all;
  std::vector<RoutingRule> rules;
};

// Of the document's text.
Website parse_website(std::string_view document);

// The first rule for the key: without an error those that need none; else those for it alone.
const RoutingRule* find_rule(const Website& website, std::string_view key,
                             std::optional<int> error);

// The Location. `prefix` is the rule's; protocol and host are the request's.
std::string location_of(const WebsiteRedirect& redirect, std::string_view prefix,
                        std::string_view key, std::string_view protocol, std::string_view host);

// What a key of a folder stands for: "a/" is "a/index.html", "" "index.html", "a" itself.
std::string with_index(const Website& website, std::string_view key);

}  // namespace sluice::api::s3
