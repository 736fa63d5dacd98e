// What access logs call an operation.
#pragma once

#include <string>
#include <string_view>

namespace sluice::api::s3 {

// "REST.GET.OBJECT" of "GetObject". With `operation` empty, of requests that were refused before it
// was known, by method and whether they name a key.
std::string log_operation(std::string_view operation, std::string_view method, bool has_key);

}  // namespace sluice::api::s3
