#include "base/digest.h"

#include <array>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"

namespace sluice {
namespace {

// Looking an algorithm up costs more than hashing a small body: each is fetched once a process.
const EVP_MD* fetch(const char* name) {
  const EVP_MD* algorithm = EVP_MD_fetch(nullptr, name, nullptr);
  if (algorithm == nullptr) {
    throw Error(ErrorKind::unsupported, "NoDigest", fmt::format("OpenSSL has no {} here", name));
  }
  return algorithm;
}

const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = fetch("SHA256");
  return algorithm;
}

const EVP_MD* sha512_algorithm() {
  static const EVP_MD* const algorithm = fetch("SHA512");
  return algorithm;
}

const EVP_MD* sha1_algorithm() {
  static const EVP_MD* const algorithm = fetch("SHA1");
  return algorithm;
}

const EVP_MD* md5_algorithm() {
  static const EVP_MD* const algorithm = fetch("MD5");
  return algorithm;
}

void require(bool ok) {
  if (!ok) throw Error(ErrorKind::io, "DigestFailed", "OpenSSL could not compute a digest");
}

// For what is hashed at once: a context costs more to make than a line to hash. It starts anew
// after each finish().
Sha256& own_sha256() {
  thread_local Sha256 digest;
  return digest;
}

}  // namespace

void Digest::Free::operator()(evp_md_ctx_st* context) const {
  EVP_MD_CTX_free(context);
}

Digest::Digest(const EVP_MD* algorithm) : algorithm_(algorithm), context_(EVP_MD_CTX_new()) {
  require(context_ && EVP_DigestInit_ex2(context_.get(), algorithm_, nullptr) == 1);
}

void Digest::update(std::span<const std::byte> data) {
  require(EVP_DigestUpdate(context_.get(), data.data(), data.size()) == 1);
}

void Digest::update(std::string_view text) {
  update(bytes_of(text));
}

std::string Digest::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> result;
  unsigned size = 0;
  require(EVP_DigestFinal_ex(context_.get(), result.data(), &size) == 1);
  require(EVP_DigestInit_ex2(context_.get(), algorithm_, nullptr) == 1);
  return {reinterpret_cast<const char*>(result.data()), size};
}

std::string Digest::finish_hex() {
  return to_hex(bytes_of(finish()));
}

Sha256::Sha256() : Digest(sha256_algorithm()) {}

Sha512::Sha512() : Digest(sha512_algorithm()) {}

Sha1::Sha1() : Digest(sha1_algorithm()) {}

Md5::Md5() : Digest(md5_algorithm()) {}

std::string sha256_hex(std::string_view text) {
  auto& digest = own_sha256();
  digest.update(text);
  return digest.finish_hex();
}

std::string md5_hex(std::string_view text) {
  Md5 digest;
  digest.update(text);
  return digest.finish_hex();
}

// RFC 2104. OpenSSL's own HMAC makes and frees four contexts for each call, which costs ten times
// what hashing a line does.
std::string hmac_sha256(std::string_view key, std::string_view text) {
  constexpr std::size_t kBlockBytes = 64;
  auto& digest = own_sha256();
  const auto pad_with = [&](std::string_view secret, unsigned char mask) {
    std::array<std::byte, kBlockBytes> pad;
    pad.fill(std::byte{mask});
    for (std::size_t i = 0; i < secret.size(); ++i)
      pad[i] ^= static_cast<std::byte>(secret[i]);
    digest.update(pad);
    OPENSSL_cleanse(pad.data(), pad.size());
  };
  std::string hashed;
  if (key.size() > kBlockBytes) {
    digest.update(key);
    key = hashed = digest.finish();
  }
  pad_with(key, 0x36);
  digest.update(text);
  const std::string inner = digest.finish();
  pad_with(key, 0x5C);
  digest.update(inner);
  return digest.finish();
}

}  // namespace sluice
