// A body as it lies on the disk: copied without being opened, and checked where it was copied to.
#pragma once

#include <cstdint>

#include "base/files.h"
#include "store/backup/blobs.h"
#include "store/bodies/body_format.h"

namespace sluice::store {

// Appends a range of a file. Fewer bytes come where the file ends early; what the disk does not
// give back becomes zeros, so that its neighbours are saved: both are for check_body() to find.
void copy_range(File& from, std::uint64_t offset, std::uint64_t size_bytes, BlobWriter& to);

enum class BodyState {
  whole,
  damaged,
  unchecked,  // sealed under a key that the store does not have; only its header was checked
};

// The stored body at an offset of a file; `size_bytes` is its content's.
BodyState check_body(File& file, std::uint64_t offset, std::int64_t body, std::uint64_t size_bytes,
                     const MasterKey& key);

}  // namespace sluice::store
