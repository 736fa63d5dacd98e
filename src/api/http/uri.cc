#include "api/http/uri.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace sluice::api {
namespace {

std::string decode(std::string_view raw) {
  constexpr auto kNone = std::string_view::npos;
  if (raw.find('%') == kNone && raw.find('+') == kNone) return std::string(raw);
  std::string spaced(raw);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  auto decoded = percent_decode(spaced);
  if (!decoded) {
    throw Error(ErrorKind::invalid, "InvalidURI", "Couldn't parse the specified URI.");
  }
  return std::move(*decoded);
}

}  // namespace

QueryParameters::QueryParameters(std::string_view raw) {
  if (raw.empty()) return;
  parameters_.reserve(8);
  for (const auto piece : split(raw, '&')) {
    if (piece.empty()) continue;
    const auto equals = piece.find('=');
    QueryParameter parameter{.name = decode(piece.substr(0, equals))};
    if (equals != std::string_view::npos) {
      parameter.value = decode(piece.substr(equals + 1));
      parameter.has_value = true;
    }
    parameters_.push_back(std::move(parameter));
  }
}

const QueryParameter* QueryParameters::find(std::string_view name) const {
  for (const auto& parameter : parameters_) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

}  // namespace sluice::api
