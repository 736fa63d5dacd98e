#include "access/signature/body/chunked_reader.h"

#include <algorithm>
#include <cstring>

#include "access/signature/text/canonical.h"
#include "base/bytes.h"
#include "base/text.h"

namespace sluice::access {
namespace {

constexpr std::size_t kBufferBytes = 16 << 10;
constexpr std::size_t kLineBytesMax = 4 << 10;
constexpr std::size_t kTrailersMax = 16;
constexpr std::uint64_t kChunkBytesMin = 8 << 10;
constexpr std::string_view kSignatureMark = ";chunk-signature=";
constexpr std::string_view kTrailerSignature = "x-amz-trailer-signature";

[[noreturn]] void refuse_encoding(std::string_view why) {
  throw Error(ErrorKind::invalid, "InvalidRequest",
              fmt::format("The request body is not valid aws-chunked content: {}.", why));
}

[[noreturn]] void refuse_length() {
  throw Error(ErrorKind::invalid, "IncompleteBody",
              "You did not provide the number of bytes specified by the"
              " x-amz-decoded-content-length HTTP header.");
}

[[noreturn]] void refuse_trailer() {
  throw Error(ErrorKind::invalid, "MalformedTrailerError",
              "The request contained trailing data that was not well-formed or did not conform to"
              " our published schema.");
}

std::uint64_t parse_size(std::string_view digits) {
  if (digits.empty() || digits.size() > 15) refuse_encoding("a chunk has no size");
  std::uint64_t size = 0;
  for (const char c : digits) {
    if (hex_value(c) < 0) refuse_encoding("a chunk's size is no hexadecimal number");
    size = size * 16 + static_cast<std::uint64_t>(hex_value(c));
  }
  return size;
}

}  // namespace

ChunkedReader::ChunkedReader(std::unique_ptr<Reader> body, ChunkedOptions options)
    : body_(std::move(body)),
      options_(std::move(options)),
      buffer_(kBufferBytes),
      previous_signature_(options_.seed.signature) {}

std::size_t ChunkedReader::read(std::span<std::byte> out) {
  if (ended_) return 0;
  if (chunk_left_ == 0) {
    begin_chunk();
    if (chunk_bytes_ == 0) {
      read_end();
      return 0;
    }
  }
  const std::size_t wanted = std::min<std::uint64_t>(out.size(), chunk_left_);
  std::size_t bytes = std::min(wanted, filled_ - used_);
  if (bytes > 0) {
    std::memcpy(out.data(), buffer_.data() + used_, bytes);
    used_ += bytes;
  } else {
    bytes = body_->read(out.first(wanted));
    if (bytes == 0) refuse_length();
  }
  if (is_signed()) chunk_digest_.update(out.first(bytes));
  chunk_left_ -= bytes;
  if (chunk_left_ == 0) end_chunk();
  return bytes;
}

// False at the end of the encoded bytes.
bool ChunkedReader::fill() {
  if (used_ < filled_) return true;
  used_ = 0;
  filled_ = body_->read(buffer_);
  return filled_ > 0;
}

// Without its end, which is "\n" or "\r\n"; nothing at the end of the body.
std::optional<std::string> ChunkedReader::read_line() {
  std::string line;
  while (fill()) {
    const std::string_view rest = text_of(std::span(buffer_).subspan(used_, filled_ - used_));
    const std::size_t end = rest.find('\n');
    line.append(rest.substr(0, end));
    if (line.size() > kLineBytesMax) refuse_encoding("a line is too long");
    used_ += std::min(end, rest.size() - 1) + 1;
    if (end == std::string_view::npos) continue;
    if (line.ends_with('\r')) line.pop_back();
    return line;
  }
  if (line.empty()) return std::nullopt;
  return line;
}

void ChunkedReader::begin_chunk() {
  const auto line = read_line();
  if (!line) refuse_length();
  const std::size_t size_end = line->find(';');
  chunk_bytes_ = parse_size(std::string_view(*line).substr(0, size_end));
  const std::string_view rest =
      size_end == std::string::npos ? "" : std::string_view(*line).substr(size_end);
  if (is_signed()) {
    if (!rest.starts_with(kSignatureMark)) refuse_encoding("a chunk has no signature");
    chunk_signature_ = rest.substr(kSignatureMark.size());
  }
  if (chunk_bytes_ > 0 && had_small_chunk_) {
    throw Error(ErrorKind::invalid, "InvalidChunkSizeError",
                "Only the last chunk is allowed to have a size less than 8192 bytes");
  }
  had_small_chunk_ = chunk_bytes_ < kChunkBytesMin;
  chunk_left_ = chunk_bytes_;
  decoded_ += chunk_bytes_;
  if (decoded_ > options_.decoded_bytes) refuse_length();
}

void ChunkedReader::end_chunk() {
  const auto line = read_line();
  if (!line) refuse_length();
  if (!line->empty()) refuse_encoding("a chunk is longer than its size");
  if (is_signed()) check_signature(chunk_digest_.finish_hex(), chunk_signature_);
}

// After the chunk of no bytes.
void ChunkedReader::read_end() {
  if (is_signed()) check_signature(chunk_digest_.finish_hex(), chunk_signature_);
  if (decoded_ != options_.decoded_bytes) refuse_length();
  if (has_trailers()) {
    read_trailers();
  } else if (const auto line = read_line(); line && !line->empty()) {
    refuse_encoding("something follows the last chunk");
  }
  // A blank line more or less is what clients differ in; anything else is not theirs.
  while (const auto line = read_line()) {
    if (!line->empty()) refuse_encoding("something follows the end");
  }
  ended_ = true;
}

void ChunkedReader::read_trailers() {
  std::string signed_text;
  std::string signature;
  const bool needs_signature = options_.payload == Payload::signed_chunks_with_trailer;
  while (const auto line = read_line()) {
    // AWS's own example has a blank line before the trailer's signature.
    if (line->empty() && (!needs_signature || !signature.empty() || signed_text.empty())) break;
    if (!line->empty()) add_trailer(*line, signed_text, signature);
  }
  if (needs_signature && !(signed_text.empty() && signature.empty()))
    check_trailers(signed_text, signature);
  if (trailers_.size() != options_.announced_trailers.size()) refuse_trailer();
}

void ChunkedReader::add_trailer(std::string_view line, std::string& signed_text,
                                std::string& signature) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) refuse_trailer();
  Trailer trailer{.name = lower_ascii(trim(line.substr(0, colon))),
                  .value = std::string(trim(line.substr(colon + 1)))};
  // Nothing comes after the signature: it would not be signed.
  if (!signature.empty() || trailers_.size() >= kTrailersMax) refuse_trailer();
  if (trailer.name == kTrailerSignature) {
    if (options_.payload != Payload::signed_chunks_with_trailer || trailer.value.empty())
      refuse_trailer();
    signature = trailer.value;
    return;
  }
  const auto& announced = options_.announced_trailers;
  const auto is_same = [&](const Trailer& other) { return other.name == trailer.name; };
  if (std::find(announced.begin(), announced.end(), trailer.name) == announced.end() ||
      std::any_of(trailers_.begin(), trailers_.end(), is_same)) {
    refuse_trailer();
  }
  signed_text.append(trailer.name).append(":").append(trailer.value).append("\n");
  trailers_.push_back(std::move(trailer));
}

void ChunkedReader::check_trailers(std::string_view signed_text, std::string_view signature) {
  const std::string text =
      fmt::format("AWS4-HMAC-SHA256-TRAILER\n{}\n{}\n{}\n{}", options_.seed.date_time,
                  options_.seed.scope, previous_signature_, sha256_hex(signed_text));
  const std::string expected = to_hex(bytes_of(hmac_sha256(options_.seed.signing_key, text)));
  if (!equal_in_constant_time(expected, signature))
    throw signature_error(ErrorDialect::s3, SignatureFault::does_not_match);
}

void ChunkedReader::check_signature(std::string_view chunk_hash, std::string_view claimed) {
  static const std::string kEmptyHash = sha256_hex("");
  const std::string text =
      fmt::format("AWS4-HMAC-SHA256-PAYLOAD\n{}\n{}\n{}\n{}\n{}", options_.seed.date_time,
                  options_.seed.scope, previous_signature_, kEmptyHash, chunk_hash);
  previous_signature_ = to_hex(bytes_of(hmac_sha256(options_.seed.signing_key, text)));
  if (!equal_in_constant_time(previous_signature_, claimed))
    throw signature_error(ErrorDialect::s3, SignatureFault::does_not_match);
}

}  // namespace sluice::access
