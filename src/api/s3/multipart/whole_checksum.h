// The checksum of an object from those of its parts.
#pragma once

#include <optional>
#include <span>

#include "store/uploads.h"

namespace sluice::api::s3 {

// As the upload was begun: of the parts' checksums (COMPOSITE, "X-N"), or of the whole content
// (FULL_OBJECT, where parts combine). Nothing when a named part is not there: completing says so.
std::optional<store::Checksum> whole_checksum(store::Uploads& uploads, const store::Upload& upload,
                                              std::span<const store::NamedPart> named);

}  // namespace sluice::api::s3
