// Bodies in aws-chunked encoding: chunks, each perhaps signed after the one before, and trailers.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
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
//   invalid InvalidChunkSizeError: a signed chunk below 8 KiB that is not the last with bytes,
//   invalid IncompleteBody: it ends early, or has other than the declared number of bytes,
//   invalid MalformedTrailerError, invalid InvalidRequest: it is not in this encoding.
// A chunk's signature is known only after its bytes: commit nothing before the end was read.
class ChunkedReader final : public Reader {
 public:
  ChunkedReader(std::unique_ptr<Reader> body, ChunkedOptions options);
  ~ChunkedReader() override;
  std::size_t read(std::span<std::byte> out) override;

  // Complete once read() has answered 0. Checksums in them are for the caller to check.
  const std::vector<Trailer>& trailers() const { return trailers_; }

 private:
  struct ChunkHead {
    std::uint64_t bytes = 0;
    std::string signature;
  };

  bool fill();
  std::string read_line();
  void expect_line_end();
  ChunkHead read_head();
  void begin_chunk();
  void end_chunk();
  void check_chunk_signature(const std::string& claimed);
  void read_trailers();
  void check_trailers(const std::string& signed_text, const std::string& claimed);

  std::unique_ptr<Reader> body_;
  ChunkedOptions options_;
  std::string buffer_;         // of encoded bytes
  std::size_t buffer_at_ = 0;  // first that was not used
  std::string previous_signature_;
  ChunkHead chunk_;  // the one being read
  std::uint64_t chunk_left_ = 0;
  Sha256 chunk_digest_;
  std::uint64_t decoded_ = 0;
  bool small_chunk_seen_ = false;
  bool in_chunk_ = false;
  bool ended_ = false;
  std::vector<Trailer> trailers_;
};

}  // namespace sluice::access
