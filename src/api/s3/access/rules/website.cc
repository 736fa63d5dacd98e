#include "api/s3/access/rules/website.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

std::string text_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value ? std::string(value->as_string()) : std::string();
}

std::optional<std::string> find_text(const json::object& object, std::string_view name) {
  if (!object.contains(name)) return std::nullopt;
  return text_in(object, name);
}

std::optional<int> number_in(const json::object& object, std::string_view name) {
  const auto text = text_in(object, name);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc()) return std::nullopt;
  return value;
}

WebsiteRedirect redirect_in(const json::object& object) {
  WebsiteRedirect redirect{.protocol = text_in(object, "Protocol"),
                           .host = text_in(object, "HostName"),
                           .key = find_text(object, "ReplaceKeyWith"),
                           .key_prefix = find_text(object, "ReplaceKeyPrefixWith")};
  redirect.status = number_in(object, "HttpRedirectCode").value_or(redirect.status);
  return redirect;
}

RoutingRule rule_in(const json::object& object) {
  RoutingRule rule{
      .key_prefix = {}, .error = {}, .redirect = redirect_in(object.at("Redirect").as_object())};
  if (const auto* condition = object.if_contains("Condition")) {
    rule.key_prefix = text_in(condition->as_object(), "KeyPrefixEquals");
    rule.error = number_in(condition->as_object(), "HttpErrorCodeReturnedEquals");
  }
  return rule;
}

}  // namespace

Website parse_website(std::string_view document) {
  const auto parsed = parse_json(document);
  const auto& object = parsed.as_object();
  Website website;
  if (const auto* index = object.if_contains("IndexDocument")) {
    website.index = text_in(index->as_object(), "Suffix");
  }
  if (const auto* error = object.if_contains("ErrorDocument")) {
    website.error = text_in(error->as_object(), "Key");
  }
  if (const auto* all = object.if_contains("RedirectAllRequestsTo")) {
    website.redirect_all = redirect_in(all->as_object());
  }
  if (const auto* rules = object.if_contains("RoutingRules")) {
    for (const auto& rule : rules->as_array())
      website.rules.push_back(rule_in(rule.as_object()));
  }
  return website;
}

const RoutingRule* find_rule(const Website& website, std::string_view key,
                             std::optional<int> error) {
  const auto found = std::find_if(website.rules.begin(), website.rules.end(), [&](const auto& one) {
    return one.error == error && key.starts_with(one.key_prefix);
  });
  return found == website.rules.end() ? nullptr : &*found;
}

std::string location_of(const WebsiteRedirect& redirect, std::string_view prefix,
                        std::string_view key, std::string_view protocol, std::string_view host) {
  std::string to(key);
  if (redirect.key) to = *redirect.key;
  if (redirect.key_prefix) to = *redirect.key_prefix + std::string(key.substr(prefix.size()));
  return fmt::format("{}://{}/{}", redirect.protocol.empty() ? protocol : redirect.protocol,
                     redirect.host.empty() ? host : redirect.host, percent_encode(to, Slash::kept));
}

std::string with_index(const Website& website, std::string_view key) {
  const bool is_folder = key.empty() || key.ends_with('/');
  return std::string(key) + (is_folder ? website.index : "");
}

}  // namespace sluice::api::s3
