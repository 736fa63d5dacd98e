// The query half of a target, taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::api {

struct QueryParameter {
  std::string name;
  std::string value;       // "" without '='
  bool has_value = false;  // there was a '='
};

// In the order they were sent, decoded: '+' is a space there, as in forms. Also takes form bodies.
class QueryParameters {
 public:
  QueryParameters() = default;
  // Throws Error invalid (InvalidURI) when a '%' is not followed by two hex digits.
  explicit QueryParameters(std::string_view raw);

  // The first of that name; null when there is none. Case matters.
  const QueryParameter* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  auto begin() const { return parameters_.begin(); }
  auto end() const { return parameters_.end(); }

 private:
  std::vector<QueryParameter> parameters_;
};

}  // namespace sluice::api
