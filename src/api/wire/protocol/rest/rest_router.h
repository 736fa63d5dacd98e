// Which operation of a REST service a request is.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"
#include "api/http/uri.h"
#include "api/wire/model/overlay.h"
#include "api/wire/model/service_model.h"
#include "api/wire/protocol/rest/uri_template.h"

namespace sluice::api {

// The parameters that the model's URIs name ("?tagging") are sub-resources: a request that has one
// is only ever an operation on it. So "DELETE /bucket?versioning", which S3 does not have, deletes
// nothing.
class RestRouter {
 public:
  RestRouter(const ServiceModel& model, const Overlay& overlay);

  struct Match {
    const Operation& operation;
    const UriTemplate& path;
  };
  // The most specific. Throws Error invalid (MethodNotAllowed, InvalidArgument).
  Match route(std::string_view method, std::string_view path, const QueryParameters& query,
              const Headers& headers) const;

  // The template of an operation that `route` may answer.
  const UriTemplate& path_of(const Operation& operation) const;

 private:
  struct Route {
    const Operation* operation = nullptr;
    UriTemplate path;
    std::vector<QueryParameter> query;  // what the model's URI demands
    bool is_of_subresource = false;
    RouteCondition condition;
    std::size_t weight() const;
  };

  bool is_here(const Route& route, std::string_view path, const QueryParameters& query,
               const Headers& headers) const;
  [[noreturn]] void refuse(std::string_view method, std::string_view path,
                           const std::vector<std::string>& asked) const;

  std::map<std::string, std::vector<Route>, std::less<>> routes_;  // by method, heaviest first
  // Sub-resources of each method: what the overlay's conditions add holds for theirs only.
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> subresources_;
  std::set<std::string, std::less<>> all_subresources_;
};

}  // namespace sluice::api
