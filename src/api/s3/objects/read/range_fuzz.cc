#include <cstdlib>
#include <string_view>

#include "api/s3/objects/read/range.h"
#include "base/error.h"

namespace {

void check(const sluice::api::s3::ByteRange& range, std::uint64_t object_bytes) {
  if (range.bytes == 0 || range.first + range.bytes > object_bytes) std::abort();
}

}  // namespace

// Whatever a range says, what is answered lies within the object.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, unsigned long size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::uint64_t object_bytes : {0ull, 1ull, 10ull, 1ull << 40}) {
    try {
      if (const auto range = sluice::api::s3::parse_range(text, object_bytes)) {
        check(*range, object_bytes);
      }
    } catch (const sluice::Error&) {
    }
    try {
      check(sluice::api::s3::parse_copy_range(text, object_bytes), object_bytes);
    } catch (const sluice::Error&) {
    }
  }
  return 0;
}
