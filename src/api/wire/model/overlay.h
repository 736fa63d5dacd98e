// What a service's model lacks or gets wrong: src/api/models/NAME.json;
// src/api/README.md says what each key means.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sluice::api {

// Beside what the model's URI says, a request is the operation's only if it has these.
struct RouteCondition {
  std::vector<std::string> query;    // parameters that must be there
  std::vector<std::string> headers;  // headers that must be there
};

// Which of the model's constraints on values are enforced, and with which error.
struct Enforcement {
  bool every_shape = false;                   // lengths, ranges, patterns and enums of all shapes
  std::map<std::string, std::string> shapes;  // of these only: shape -> error code, "" the default
  std::set<std::string> except;               // shapes whose constraints AWS does not enforce
};

struct Overlay {
  explicit Overlay(std::string_view json_text);

  std::vector<std::string> signing_names;  // in credential scopes; the first is the service's own
  std::string xml_namespace;               // where the model has none
  std::map<std::string, RouteCondition, std::less<>> routes;
  std::set<std::string, std::less<>> unrouted;  // operations that share a route with a newer one
  std::map<std::string, int, std::less<>> statuses;  // error code -> HTTP status
  // Error code -> members of its document -> the input's member that they show.
  std::map<std::string, std::vector<std::pair<std::string, std::string>>, std::less<>>
      error_members;
  std::string error_root;  // around an error's document in REST XML; "": nothing is
  std::map<std::string, std::string, std::less<>> output_roots;  // operation -> element
  std::set<std::string, std::less<>>
      unwrapped_outputs;  // whose one member is the root element itself
  Enforcement enforced;
  // Error codes of the wire layer and the core (S3's, where S3 has one) -> this service's own.
  std::map<std::string, std::string, std::less<>> renames;
  std::size_t body_bytes_max = 1u << 20;  // of bodies that are parsed
};

}  // namespace sluice::api
