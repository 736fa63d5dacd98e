#include "api/wire/protocol/rest/rest_router.h"

#include <algorithm>

#include <fmt/format.h>

#include "api/wire/errors.h"

namespace sluice::api {
namespace {

RouteCondition condition_of(const Operation& operation, const Overlay& overlay) {
  const auto found = overlay.routes.find(operation.name);
  return found == overlay.routes.end() ? RouteCondition() : found->second;
}

// Which of the sub-resources a request names.
std::vector<std::string> asked_of(const std::set<std::string, std::less<>>& subresources,
                                  const QueryParameters& query) {
  std::vector<std::string> asked;
  for (const auto& parameter : query) {
    if (!subresources.contains(parameter.name)) continue;
    if (std::find(asked.begin(), asked.end(), parameter.name) != asked.end()) continue;
    asked.push_back(parameter.name);
  }
  return asked;
}

[[noreturn]] void refuse_resource_type(const std::string& message, const std::string& subresource) {
  throw DetailedError(
      ErrorKind::invalid, "InvalidArgument", message,
      {.members = {{"ArgumentName", "ResourceType"}, {"ArgumentValue", subresource}}});
}

}  // namespace

std::size_t RestRouter::Route::weight() const {
  return query.size() + condition.query.size() + condition.headers.size();
}

RestRouter::RestRouter(const ServiceModel& model, const Overlay& overlay) {
  for (const auto& [name, operation] : model.operations()) {
    // Each has a successor on the same route.
    if (operation.is_deprecated || overlay.unrouted.contains(name)) continue;
    Route route{.operation = &operation,
                .path = UriTemplate(operation.path),
                .condition = condition_of(operation, overlay)};
    for (const auto& parameter : QueryParameters(operation.query)) {
      route.query.push_back(parameter);
      if (parameter.has_value) continue;
      route.is_of_subresource = true;
      all_subresources_.insert(parameter.name);
    }
    if (route.query.empty()) {
      const auto& names = route.condition.query;
      subresources_[operation.method].insert(names.begin(), names.end());
    }
    routes_[operation.method].push_back(std::move(route));
  }
  for (auto& [method, routes] : routes_) {
    subresources_[method].insert(all_subresources_.begin(), all_subresources_.end());
    std::stable_sort(routes.begin(), routes.end(), [](const auto& left, const auto& right) {
      return left.weight() > right.weight();
    });
  }
}

bool RestRouter::is_here(const Route& route, std::string_view path, const QueryParameters& query,
                         const Headers& headers) const {
  const auto has_query = [&](const QueryParameter& wanted) {
    const auto* sent = query.find(wanted.name);
    return sent && (!wanted.has_value || sent->value == wanted.value);
  };
  const auto& condition = route.condition;
  return std::all_of(route.query.begin(), route.query.end(), has_query) &&
         std::all_of(condition.query.begin(), condition.query.end(),
                     [&](const auto& name) { return query.has(name); }) &&
         std::all_of(condition.headers.begin(), condition.headers.end(),
                     [&](const auto& name) { return headers.has(name); }) &&
         route.path.match(path);
}

RestRouter::Match RestRouter::route(std::string_view method, std::string_view path,
                                    const QueryParameters& query, const Headers& headers) const {
  const auto routes = routes_.find(method);
  const auto known = subresources_.find(method);
  if (routes == routes_.end()) refuse(method, path, asked_of(all_subresources_, query));
  const auto asked = asked_of(known->second, query);
  for (const auto& route : routes->second) {
    if (asked.empty() && route.is_of_subresource) continue;
    if (!is_here(route, path, query, headers)) continue;
    const auto takes = [&route](const std::string& name) {
      return std::any_of(route.query.begin(), route.query.end(),
                         [&name](const auto& parameter) { return parameter.name == name; }) ||
             std::count(route.condition.query.begin(), route.condition.query.end(), name) > 0;
    };
    if (std::all_of(asked.begin(), asked.end(), takes)) return {*route.operation, route.path};
  }
  refuse(method, path, asked);
}

void RestRouter::refuse(std::string_view method, std::string_view path,
                        const std::vector<std::string>& asked) const {
  if (asked.size() > 1) {
    refuse_resource_type(
        fmt::format("Conflicting query string parameters: {}", fmt::join(asked, ", ")), asked[0]);
  }
  bool is_anywhere = asked.empty();
  for (const auto& [other, routes] : routes_) {
    for (const auto& route : routes) {
      is_anywhere |= !asked.empty() && route.path.match(path) &&
                     std::any_of(route.query.begin(), route.query.end(),
                                 [&](const auto& wanted) { return wanted.name == asked[0]; });
    }
  }
  if (!is_anywhere && all_subresources_.contains(asked[0])) {
    refuse_resource_type(
        fmt::format("There is no such thing as the ?{} sub-resource here.", asked[0]), asked[0]);
  }
  throw DetailedError(ErrorKind::invalid, "MethodNotAllowed",
                      "The specified method is not allowed against this resource.",
                      {.members = {{"Method", method}}, .status = 405});
}

const UriTemplate& RestRouter::path_of(const Operation& operation) const {
  for (const auto& route : routes_.at(operation.method)) {
    if (route.operation == &operation) return route.path;
  }
  throw std::logic_error("not a routed operation: " + operation.name);
}

}  // namespace sluice::api
