// Taking in a body: what its sender claims of it, what S3 keeps of it, and whether they agree.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/wire/call.h"
#include "base/body_checksum.h"
#include "store/store.h"

namespace sluice::access {
class ChunkedReader;
}

namespace sluice::api::s3 {

// Content-MD5, x-amz-checksum-* as a header or announced as a trailer.
class BodyClaims {
 public:
  // Throws Error invalid: InvalidDigest (Content-MD5 is no MD5), InvalidRequest (two checksums, or
  // one that x-amz-sdk-checksum-algorithm does not fit).
  explicit BodyClaims(const HttpRequest& request);

  bool is_any() const { return !md5_.empty() || algorithm_; }
  std::optional<ChecksumAlgorithm> algorithm() const { return algorithm_; }

  // Raw digests; a trailer is read from the body it came behind. Throws Error invalid (BadDigest,
  // InvalidRequest: the trailer did not come).
  void check_md5(std::string_view md5) const;
  void check_checksum(std::string_view checksum) const;

 private:
  std::string md5_;  // raw, "" without one
  std::optional<ChecksumAlgorithm> algorithm_;
  std::string value_;                                // base64
  const access::ChunkedReader* trailers_ = nullptr;  // where the value comes from instead
};

// One body on its way to disk. MD5 and SHA-256 are the store's own: nothing is hashed twice.
class Intake {
 public:
  // Keeps a checksum by `wanted`, else by what the client claims, else CRC64NVME, as S3 does.
  explicit Intake(const HttpRequest& request, std::optional<ChecksumAlgorithm> wanted = {});

  const BodyClaims& claims() const { return claims_; }
  ChecksumAlgorithm algorithm() const { return kept_; }

  // To its end, then to disk. Throws Error limit (EntityTooLarge) past `bytes_max`.
  store::StagedObject stage(Reader& body, std::optional<std::uint64_t> length,
                            std::uint64_t bytes_max, store::BodyWriter& writer);
  // What the staged body has of it. Throws as BodyClaims: nothing may be shown before.
  store::Checksum verify(const store::StagedObject& staged);

 private:
  std::string digest(ChecksumAlgorithm algorithm, const store::StagedObject& staged);

  BodyClaims claims_;
  ChecksumAlgorithm kept_;
  std::vector<std::pair<ChecksumAlgorithm, std::unique_ptr<BodyChecksum>>> sums_;
};

// A body that is checked while it is read: its end is an error when a claim does not hold.
std::unique_ptr<Reader> checked_reader(std::unique_ptr<Reader> body, BodyClaims claims);

}  // namespace sluice::api::s3
