// The part of an object that a request asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice::api::s3 {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t bytes = 0;
  bool operator==(const ByteRange&) const = default;
};

// "bytes=0-9", "bytes=5-", "bytes=-3". Nothing, so that the whole is answered, for what is no range
// of bytes and for several ranges, which S3 does not serve. Throws Error invalid (InvalidRange)
// when no byte of the object lies in it.
std::optional<ByteRange> parse_range(std::string_view text, std::uint64_t size_bytes);

// "bytes=0-9" of x-amz-copy-source-range: both ends, within the source. Throws Error invalid
// (InvalidArgument, InvalidRange).
ByteRange parse_copy_range(std::string_view text, std::uint64_t size_bytes);

}  // namespace sluice::api::s3
