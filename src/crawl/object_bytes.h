// Some bytes of an object, whole.
#pragma once

#include <string>

#include "base/error.h"
#include "store/store.h"

namespace sluice::crawl {

// Throws Error corrupt when the object ends before.
inline std::string read_bytes(store::ObjectReader& object, std::uint64_t offset,
                              std::uint64_t size) {
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const auto rest = std::as_writable_bytes(std::span(bytes)).subspan(done);
    const std::size_t count = object.read_at(offset + done, rest);
    if (count == 0) throw Error(ErrorKind::corrupt, "Truncated", "the object ends too early");
    done += count;
  }
  return bytes;
}

}  // namespace sluice::crawl
