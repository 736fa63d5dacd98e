// SHA-2, SHA-1 and MD5, incremental and at once.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct evp_md_ctx_st;
struct evp_md_st;

namespace sluice {

// Feed bytes, then finish once. One thread at a time; movable.
class Digest {
 public:
  void update(std::span<const std::byte> data);
  void update(std::string_view text);
  // The digest's raw bytes. The object starts anew.
  std::string finish();
  std::string finish_hex();

 protected:
  explicit Digest(const evp_md_st* algorithm);

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  const evp_md_st* algorithm_;
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

class Sha256 final : public Digest {
 public:
  Sha256();
};

class Sha512 final : public Digest {
 public:
  Sha512();
};

// For checksums that clients choose; never for security.
class Sha1 final : public Digest {
 public:
  Sha1();
};

// For S3's ETags; never for security.
class Md5 final : public Digest {
 public:
  Md5();
};

std::string sha256_hex(std::string_view text);
std::string md5_hex(std::string_view text);
// Raw 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view text);

}  // namespace sluice
