// The services that are compiled in: s3, kms, iam, sts. cmake/embed_service_models.py writes their
// texts.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace sluice::api {

struct EmbeddedService {
  std::string_view name;
  std::string_view model;    // botocore's service-2.json without its documentation
  std::string_view overlay;  // src/api/models/NAME.json
};

std::span<const EmbeddedService> embedded_services();

// Throws Error not_found.
const EmbeddedService& embedded_service(std::string_view name);

}  // namespace sluice::api
