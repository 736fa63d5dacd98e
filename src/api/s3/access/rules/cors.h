// Cross-origin rules of a bucket, and which of them a browser's request meets.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"

namespace sluice::api::s3 {

struct CorsRule {
  std::vector<std::string> origins;  // each with at most one '*'
  std::vector<std::string> methods;
  std::vector<std::string> allowed_headers;  // each with at most one '*'; any case
  std::vector<std::string> exposed_headers;
  std::optional<std::int64_t> max_age_s;
};

// Of the bucket's document: a CORSConfiguration.
std::vector<CorsRule> parse_cors(std::string_view text);

struct CorsRequest {
  std::string_view origin;
  std::string_view method;
  std::vector<std::string> headers;  // that a preflight asks for
};

// The first rule that allows it; null when none does.
const CorsRule* match_cors(const std::vector<CorsRule>& rules, const CorsRequest& request);

// Access-Control-…: what the rule answers to that request.
void add_cors_headers(const CorsRule& rule, const CorsRequest& request, Headers& headers);

// One '*' stands for any run of characters.
bool matches_star(std::string_view text, std::string_view pattern);

}  // namespace sluice::api::s3
