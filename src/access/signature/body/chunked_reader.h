// Bodies in aws-chunked encoding: chunks, each perhaps signed after the one before, and trailers.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/signature/claim.h"
#include "access/signature/verify.h"
#include "base/digest.h"
#include "base/reader.h"

namespace sluice::access {

struct Trailer {
  std::string name;  // in lower case
  std::string value;
};

struct ChunkedOptions {
  Payload payload = Payload::signed_chunks;
  SignatureSeed seed;  // unused by unsigned chunks
  // x-amz-decoded-content-length: the body must have exactly so many bytes.
  std::uint64_t decoded_bytes = 0;
  // x-amz-trailer, split: names in lower case. Others are refused, and each must come.
  std::vector<std::string> announced_trailers;
};

// The decoded bytes, handed on as they come. Reading throws Error
//   denied SignatureDoesNotMatch: a chunk's or the trailer's signature is not right,
//   invalid InvalidChunkSizeError: a chunk below 8 KiB that is not the last,
//   invalid IncompleteBody: it ends early, or has other than the declared number of bytes,
//   invalid MalformedTrailerError; invalid InvalidRequest: it is not in this encoding.
// A chunk's signature is known only after its bytes: commit nothing before the end was read.
class ChunkedReader final : public Reader {
 public:
  ChunkedReader(std::unique_ptr<Reader> body, ChunkedOptions options);
  std::size_t read(std::span<std::byte> out) override;

  // Complete once read() has answered 0. Checksums in them are for the caller to check.
  const std::vector<Trailer>& trailers() const { return trailers_; }

 private:
  bool is_signed() const { return options_.payload != Payload::unsigned_chunks_with_trailer; }
  bool has_trailers() const { return options_.payload != Payload::signed_chunks; }

  bool fill();
  std::optional<std::string> read_line();
  void begin_chunk();
  void end_chunk();
  void read_end();
  void read_trailers();
  void add_trailer(std::string_view line, std::string& signed_text, std::string& signature);
  void check_trailers(std::string_view signed_text, std::string_view signature);
  void check_signature(std::string_view chunk_hash, std::string_view claimed);

  std::unique_ptr<Reader> body_;
  ChunkedOptions options_;
  std::vector<std::byte> buffer_;  // encoded bytes of which [used_, filled_) are still to come
  std::size_t used_ = 0;
  std::size_t filled_ = 0;
  std::string previous_signature_;
  std::string chunk_signature_;    // of the chunk being read
  std::uint64_t chunk_bytes_ = 0;  // its size
  std::uint64_t chunk_left_ = 0;
  Sha256 chunk_digest_;
  std::uint64_t decoded_ = 0;  // bytes of all chunks begun
  bool had_small_chunk_ = false;
  bool ended_ = false;
  std::vector<Trailer> trailers_;
};

}  // namespace sluice::access
