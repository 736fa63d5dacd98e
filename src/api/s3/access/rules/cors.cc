#include "api/s3/access/rules/cors.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

std::vector<std::string> texts_in(const json::object& rule, std::string_view name) {
  std::vector<std::string> texts;
  const auto* value = rule.if_contains(name);
  if (!value) return texts;
  for (const auto& one : value->as_array())
    texts.emplace_back(one.as_string());
  return texts;
}

bool allows_header(const CorsRule& rule, const std::string& header) {
  return std::any_of(
      rule.allowed_headers.begin(), rule.allowed_headers.end(),
      [&](const auto& allowed) { return matches_star(lower_ascii(header), lower_ascii(allowed)); });
}

bool allows(const CorsRule& rule, const CorsRequest& request) {
  return std::count(rule.methods.begin(), rule.methods.end(), request.method) > 0 &&
         std::any_of(rule.origins.begin(), rule.origins.end(),
                     [&](const auto& origin) { return matches_star(request.origin, origin); }) &&
         std::all_of(request.headers.begin(), request.headers.end(),
                     [&](const auto& header) { return allows_header(rule, header); });
}

}  // namespace

bool matches_star(std::string_view text, std::string_view pattern) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return text == pattern;
  const auto before = pattern.substr(0, star);
  const auto after = pattern.substr(star + 1);
  return text.size() >= before.size() + after.size() && text.starts_with(before) &&
         text.ends_with(after);
}

std::vector<CorsRule> parse_cors(std::string_view text) {
  std::vector<CorsRule> rules;
  const auto document = parse_json(text);
  for (const auto& value : document.at("CORSRules").as_array()) {
    const auto& rule = value.as_object();
    const auto* max_age = rule.if_contains("MaxAgeSeconds");
    rules.push_back({.origins = texts_in(rule, "AllowedOrigins"),
                     .methods = texts_in(rule, "AllowedMethods"),
                     .allowed_headers = texts_in(rule, "AllowedHeaders"),
                     .exposed_headers = texts_in(rule, "ExposeHeaders"),
                     .max_age_s = max_age ? std::optional(max_age->as_int64()) : std::nullopt});
  }
  return rules;
}

const CorsRule* match_cors(const std::vector<CorsRule>& rules, const CorsRequest& request) {
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const auto& rule) { return allows(rule, request); });
  return found == rules.end() ? nullptr : &*found;
}

void add_cors_headers(const CorsRule& rule, const CorsRequest& request, Headers& headers) {
  // A rule for everyone answers "*": such answers may be cached for all.
  const bool is_open = std::count(rule.origins.begin(), rule.origins.end(), "*") > 0;
  headers.set("Access-Control-Allow-Origin", is_open ? "*" : std::string(request.origin));
  headers.set("Access-Control-Allow-Methods", join(rule.methods, ", "));
  if (!request.headers.empty()) {
    std::vector<std::string> allowed;
    for (const auto& header : request.headers)
      allowed.push_back(lower_ascii(header));
    headers.set("Access-Control-Allow-Headers", join(allowed, ", "));
  }
  if (!rule.exposed_headers.empty()) {
    headers.set("Access-Control-Expose-Headers", join(rule.exposed_headers, ", "));
  }
  if (rule.max_age_s) headers.set("Access-Control-Max-Age", std::to_string(*rule.max_age_s));
  if (!is_open) headers.set("Access-Control-Allow-Credentials", "true");
  headers.set("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
}

}  // namespace sluice::api::s3
