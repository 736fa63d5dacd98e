#include "access/signature/body/payload_reader.h"

#include "base/error.h"
#include "base/text.h"

namespace sluice::access {

PayloadReader::PayloadReader(std::unique_ptr<Reader> body, std::string sha256_hex)
    : body_(std::move(body)), expected_(lower_ascii(sha256_hex)) {}

std::size_t PayloadReader::read(std::span<std::byte> out) {
  if (ended_) return 0;
  const std::size_t bytes = body_->read(out);
  if (bytes > 0) {
    digest_.update(out.first(bytes));
    return bytes;
  }
  if (digest_.finish_hex() != expected_) {
    throw Error(ErrorKind::invalid, "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  ended_ = true;
  return 0;
}

}  // namespace sluice::access
