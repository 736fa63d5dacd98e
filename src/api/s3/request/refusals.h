// How S3 refuses what requests say; malformed_xml() is the wire layer's (api/wire/errors.h).
#pragma once

#include <string>
#include <string_view>

#include "api/wire/errors.h"

namespace sluice::api::s3 {

// InvalidArgument; `name` is the argument as S3 names it, "" for none.
DetailedError invalid_argument(std::string message, std::string_view name = "",
                               std::string_view value = "");
// InvalidRequest.
Error invalid_request(std::string message);

}  // namespace sluice::api::s3
