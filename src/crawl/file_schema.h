// What a file that describes itself says of its content.
#pragma once

#include <cstdint>
#include <string>

#include "crawl/finding.h"

namespace sluice::crawl {

struct FileSchema {
  Shape shape;
  std::uint64_t records = 0;
  std::uint64_t data_bytes = 0;  // uncompressed
  std::string evidence;
};

}  // namespace sluice::crawl
