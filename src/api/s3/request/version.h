// Versions as requests name them.
#pragma once

#include <string_view>

#include "store/names.h"

namespace sluice::api::s3 {

// "null", or 32 hexadecimal digits in lower case, as the store makes them.
bool is_version_id(std::string_view text);

// Throws Error invalid (InvalidArgument) for what no version can be called; `argument` is named in
// it: "versionId".
store::VersionId parse_version_id(std::string_view text, std::string_view argument);

}  // namespace sluice::api::s3
