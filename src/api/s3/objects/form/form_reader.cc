#include "api/s3/objects/form/form_reader.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/text.h"

namespace sluice::api::s3 {
namespace {

constexpr std::size_t kFillBytes = 64 << 10;
constexpr std::size_t kLineBytesMax = 8 << 10;
constexpr std::size_t kBoundaryCharsMax = 70;  // RFC 2046
constexpr int kHeadersMax = 16;

[[noreturn]] void malformed() {
  throw Error(ErrorKind::invalid, "MalformedPOSTRequest",
              "The body of your POST request is not well-formed multipart/form-data.");
}

[[noreturn]] void incomplete() {
  throw Error(
      ErrorKind::invalid, "IncompleteBody",
      "You did not provide the number of bytes specified by the Content-Length HTTP header");
}

// The parameter of `form-data; name="key"; filename="a\"b"`; nothing when there is none.
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
  std::size_t at = header.find(';');
  while (at != std::string_view::npos) {
    auto rest = trim(header.substr(at + 1));
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const bool is_it = equal_ignoring_case(trim(rest.substr(0, equals)), name);
    rest = rest.substr(equals + 1);
    std::string value;
    std::size_t end = 0;
    if (rest.starts_with('"')) {
      for (end = 1; end < rest.size() && rest[end] != '"'; ++end) {
        // Browsers escape the quote alone; a backslash of a Windows path stays.
        if (rest[end] == '\\' && end + 1 < rest.size() && rest[end + 1] == '"') ++end;
        value += rest[end];
      }
      if (end == rest.size()) return std::nullopt;
    } else {
      end = std::min(rest.find(';'), rest.size());
      value = trim(rest.substr(0, end));
    }
    if (is_it) return value;
    header = rest.substr(std::min(end, rest.size()));
    at = header.find(';');
  }
  return std::nullopt;
}

}  // namespace

FormReader::FormReader(Reader& body, std::string_view boundary)
    : body_(body), delimiter_("\r\n--" + std::string(boundary)), buffer_("\r\n") {}

bool FormReader::fill() {
  buffer_.erase(0, at_);
  at_ = 0;
  const auto before = buffer_.size();
  buffer_.resize(before + kFillBytes);
  const auto bytes =
      body_.read(std::as_writable_bytes(std::span(buffer_.data() + before, kFillBytes)));
  buffer_.resize(before + bytes);
  return bytes > 0;
}

// Bytes at hand that are the part's for sure; 0 at the delimiter.
std::size_t FormReader::ready() {
  while (true) {
    const auto found = buffer_.find(delimiter_, at_);
    if (found != std::string::npos) return found - at_;
    const auto left = buffer_.size() - at_;
    // The last bytes may be the beginning of the delimiter.
    if (left >= delimiter_.size()) return left - delimiter_.size() + 1;
    if (!fill()) incomplete();
  }
}

std::size_t FormReader::read(std::span<std::byte> out) {
  if (!in_part_) return 0;
  const auto bytes = std::min(ready(), out.size());
  std::memcpy(out.data(), buffer_.data() + at_, bytes);
  at_ += bytes;
  return bytes;
}

std::optional<std::string> FormReader::read_text(std::size_t bytes_max) {
  std::string text;
  while (in_part_) {
    const auto bytes = ready();
    if (bytes == 0) break;
    if (text.size() + bytes > bytes_max) return std::nullopt;
    text.append(buffer_, at_, bytes);
    at_ += bytes;
  }
  return text;
}

std::string FormReader::read_line() {
  while (true) {
    const auto end = buffer_.find("\r\n", at_);
    if (end != std::string::npos) {
      std::string line = buffer_.substr(at_, end - at_);
      at_ = end + 2;
      return line;
    }
    if (buffer_.size() - at_ > kLineBytesMax) malformed();
    if (!fill()) incomplete();
  }
}

std::optional<FormPart> FormReader::next() {
  if (has_ended_) return std::nullopt;
  while (const auto bytes = ready())
    at_ += bytes;
  at_ += delimiter_.size();
  in_part_ = false;
  while (buffer_.size() - at_ < 2) {
    if (!fill()) incomplete();
  }
  if (buffer_.compare(at_, 2, "--") == 0) {
    has_ended_ = true;
    return std::nullopt;
  }
  if (!trim(read_line()).empty()) malformed();
  FormPart part;
  bool has_name = false;
  for (int i = 0;; ++i) {
    const auto line = read_line();
    if (line.empty()) break;
    if (i == kHeadersMax) malformed();
    const auto colon = line.find(':');
    if (colon == std::string::npos) malformed();
    if (!equal_ignoring_case(trim(line.substr(0, colon)), "Content-Disposition")) continue;
    const auto value = line.substr(colon + 1);
    const auto name = parameter(value, "name");
    if (!name) malformed();
    has_name = true;
    part.name = *name;
    part.filename = parameter(value, "filename").value_or("");
  }
  if (!has_name) malformed();
  const auto folder = part.filename.find_last_of("/\\");
  if (folder != std::string::npos) part.filename.erase(0, folder + 1);
  in_part_ = true;
  return part;
}

std::optional<std::string> form_boundary(std::string_view content_type) {
  const auto type = trim(content_type.substr(0, content_type.find(';')));
  if (!equal_ignoring_case(type, "multipart/form-data")) return std::nullopt;
  auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kBoundaryCharsMax) malformed();
  return boundary;
}

}  // namespace sluice::api::s3
