// How large S3's bodies may be.
#pragma once

#include <cstdint>

namespace sluice::api::s3 {

// Of one PUT, one part, and the source of one CopyObject.
inline constexpr std::uint64_t kPutBytesMax = 5ull << 30;

}  // namespace sluice::api::s3
