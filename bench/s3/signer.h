// Requests to S3, signed with version 4 before the clock starts: the load is the server's, not
// ours.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::bench {

enum class Signature { none, presigned, header };

struct SignerOptions {
  std::string host;  // with the port, as the Host header has it
  std::string access_key;
  std::string secret_key;
  std::string region = "us-east-1";
  Signature signature = Signature::presigned;
};

struct Unsigned {
  std::string_view method;
  std::string_view path;        // encoded
  std::string_view query = {};  // encoded and sorted, names in lower case: after "X-Amz-…"
  std::uint64_t body_bytes = 0;
  std::string_view body_sha256 = {};  // for header signatures
};

// One thread.
class Signer {
 public:
  explicit Signer(const SignerOptions& options);

  // Request line and headers, to the empty line.
  std::string head(const Unsigned& request) const;

 private:
  std::string presigned_target(const Unsigned& request) const;
  std::string authorization(const Unsigned& request) const;
  std::string sign(std::string_view canonical) const;

  const SignerOptions options_;
  std::string time_;   // 20261123T010203Z
  std::string scope_;  // 20261123/us-east-1/s3/aws4_request
  std::string key_;
};

}  // namespace sluice::bench
