#include <cstdlib>
#include <string_view>

#include "api/s3/objects/read/range.h"
#include "base/error.h"

// Whatever a range says, what is answered lies within the object.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, unsigned long size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::uint64_t object_bytes : {0ull, 1ull, 10ull, 1ull << 40}) {
    try {
      const auto range = sluice::api::s3::parse_range(text, object_bytes);
      if (!range) continue;
      if (range->bytes == 0 || range->first + range->bytes > object_bytes) std::abort();
    } catch (const sluice::Error&) {
      continue;
    }
  }
  return 0;
}
