#include "api/s3/objects/read/range.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "api/wire/errors.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

struct Ends {
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> last;
};

std::optional<std::uint64_t> parse_position(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end != text.data() + text.size()) return std::nullopt;
  // More digits than fit are beyond the end of everything.
  if (error == std::errc::result_out_of_range) return UINT64_MAX;
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::optional<Ends> parse_ends(std::string_view text) {
  constexpr std::string_view kUnit = "bytes=";
  if (!text.starts_with(kUnit)) return std::nullopt;
  text = trim(text.substr(kUnit.size()));
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto left = trim(text.substr(0, dash));
  const auto right = trim(text.substr(dash + 1));
  const Ends ends{.first = parse_position(left), .last = parse_position(right)};
  if (!ends.first && !left.empty()) return std::nullopt;
  if (!ends.last && !right.empty()) return std::nullopt;
  if (!ends.first && !ends.last) return std::nullopt;
  if (ends.first && ends.last && *ends.first > *ends.last) return std::nullopt;
  return ends;
}

DetailedError not_satisfiable(std::string_view asked, std::uint64_t size_bytes) {
  return DetailedError(
      ErrorKind::invalid, "InvalidRange", "The requested range is not satisfiable",
      {.members = {{"RangeRequested", asked}, {"ActualObjectSize", std::to_string(size_bytes)}},
       .headers = {{"Content-Range", fmt::format("bytes */{}", size_bytes)}}});
}

}  // namespace

std::optional<ByteRange> parse_range(std::string_view text, std::uint64_t size_bytes) {
  const auto ends = parse_ends(trim(text));
  if (!ends) return std::nullopt;
  if (!ends->first) {
    const auto bytes = std::min(*ends->last, size_bytes);
    if (bytes == 0) throw not_satisfiable(text, size_bytes);
    return ByteRange{.first = size_bytes - bytes, .bytes = bytes};
  }
  if (*ends->first >= size_bytes) throw not_satisfiable(text, size_bytes);
  const auto last = std::min(ends->last.value_or(UINT64_MAX), size_bytes - 1);
  return ByteRange{.first = *ends->first, .bytes = last - *ends->first + 1};
}

ByteRange parse_copy_range(std::string_view text, std::uint64_t size_bytes) {
  const auto ends = parse_ends(trim(text));
  if (!ends || !ends->first || !ends->last) {
    throw DetailedError(
        ErrorKind::invalid, "InvalidArgument",
        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and "
        "last are the zero-based offsets of the first and last bytes to copy",
        {.members = {{"ArgumentName", "x-amz-copy-source-range"}, {"ArgumentValue", text}}});
  }
  if (*ends->last >= size_bytes) {
    throw DetailedError(
        ErrorKind::invalid, "InvalidRange",
        fmt::format("Range specified is not valid for source object of size: {}", size_bytes),
        {.members = {{"ArgumentName", "x-amz-copy-source-range"}, {"ArgumentValue", text}}});
  }
  return {.first = *ends->first, .bytes = *ends->last - *ends->first + 1};
}

}  // namespace sluice::api::s3
