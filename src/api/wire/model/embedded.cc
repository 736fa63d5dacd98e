#include "api/wire/model/embedded.h"

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::api {

const EmbeddedService& embedded_service(std::string_view name) {
  for (const auto& service : embedded_services()) {
    if (service.name == name) return service;
  }
  throw Error(ErrorKind::not_found, "NoSuchService",
              fmt::format("this build has no model of the service '{}'", name));
}

}  // namespace sluice::api
