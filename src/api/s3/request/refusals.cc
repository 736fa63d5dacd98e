#include "api/s3/request/refusals.h"

namespace sluice::api::s3 {

DetailedError invalid_argument(std::string message, std::string_view name, std::string_view value) {
  ErrorDetails details;
  if (!name.empty()) details.members = {{"ArgumentName", name}, {"ArgumentValue", value}};
  return {ErrorKind::invalid, "InvalidArgument", std::move(message), std::move(details)};
}

Error invalid_request(std::string message) {
  return Error(ErrorKind::invalid, "InvalidRequest", std::move(message));
}

}  // namespace sluice::api::s3
