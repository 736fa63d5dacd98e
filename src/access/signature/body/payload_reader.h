// A body that must hash to what its sender signed.
#pragma once

#include <memory>
#include <string>

#include "base/digest.h"
#include "base/reader.h"

namespace sluice::access {

// Bytes are handed on as they come; the read that would answer the end throws Error invalid
// (XAmzContentSHA256Mismatch) instead when the hash is another one. So nothing may be committed
// before the end was read.
class PayloadReader final : public Reader {
 public:
  // `sha256_hex` in lower case.
  PayloadReader(std::unique_ptr<Reader> body, std::string sha256_hex);
  std::size_t read(std::span<std::byte> out) override;

 private:
  std::unique_ptr<Reader> body_;
  std::string expected_;
  Sha256 digest_;
  bool ended_ = false;
};

}  // namespace sluice::access
