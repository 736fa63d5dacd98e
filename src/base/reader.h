// A stream of bytes: bodies, decompressors, decryption and checksums are readers around readers.
#pragma once

#include <cstddef>
#include <span>

namespace sluice {

// Owned and used by one thread at a time.
class Reader {
 public:
  virtual ~Reader() = default;
  // Bytes put into `out` (never empty): 0 only at the end. Throws Error corrupt, io.
  virtual std::size_t read(std::span<std::byte> out) = 0;
};

}  // namespace sluice
