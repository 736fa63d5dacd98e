#include "base/aead.h"

#include <algorithm>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/bytes.h"
#include "base/error.h"

namespace sluice {
namespace {

// Looked up once a process: it costs more than sealing a small chunk.
const EVP_CIPHER* cipher() {
  static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return fetched;
}

void require(bool ok) {
  if (!ok) throw Error(ErrorKind::io, "EncryptionFailed", "OpenSSL's AES-256-GCM failed");
}

const unsigned char* raw(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::span<std::byte> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
// OpenSSL counts in int; chunks and associated data are far below that.
int length(std::size_t size) {
  if (size > (1U << 30)) throw Error(ErrorKind::limit, "MessageTooLong", "more than 1 GiB to seal");
  return static_cast<int>(size);
}

std::span<const std::byte, Aead::kNonceBytes> nonce_of(std::span<const std::byte> message) {
  return message.first<Aead::kNonceBytes>();
}

}  // namespace

void Aead::Free::operator()(evp_cipher_ctx_st* context) const {
  EVP_CIPHER_CTX_free(context);
}

Aead::Aead(std::span<const std::byte> key)
    : seal_context_(EVP_CIPHER_CTX_new()), open_context_(EVP_CIPHER_CTX_new()) {
  if (key.size() != kKeyBytes) {
    throw Error(ErrorKind::invalid, "WrongKeyLength", "an encryption key is 32 bytes");
  }
  require(seal_context_ && open_context_ && cipher() != nullptr);
  require(EVP_EncryptInit_ex2(seal_context_.get(), cipher(), raw(key), nullptr, nullptr) == 1);
  require(EVP_DecryptInit_ex2(open_context_.get(), cipher(), raw(key), nullptr, nullptr) == 1);
}

void Aead::seal(std::span<const std::byte, kNonceBytes> nonce,
                std::span<const std::byte> associated, std::span<const std::byte> plain,
                std::span<std::byte> sealed) {
  require(sealed.size() == plain.size() + kTagBytes);
  auto* const context = seal_context_.get();
  int size = 0;
  require(EVP_EncryptInit_ex2(context, nullptr, nullptr, raw(nonce), nullptr) == 1);
  if (!associated.empty()) {
    require(EVP_EncryptUpdate(context, nullptr, &size, raw(associated),
                              length(associated.size())) == 1);
  }
  if (!plain.empty()) {
    require(EVP_EncryptUpdate(context, raw(sealed), &size, raw(plain), length(plain.size())) == 1);
  }
  const auto tag = sealed.last(kTagBytes);
  require(EVP_EncryptFinal_ex(context, raw(tag), &size) == 1);
  require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag.data()) == 1);
}

bool Aead::open(std::span<const std::byte, kNonceBytes> nonce,
                std::span<const std::byte> associated, std::span<const std::byte> sealed,
                std::span<std::byte> plain) {
  if (sealed.size() < kTagBytes) return false;
  const auto body = sealed.first(sealed.size() - kTagBytes);
  require(plain.size() == body.size());
  std::array<std::byte, kTagBytes> tag;
  std::copy(sealed.end() - kTagBytes, sealed.end(), tag.begin());
  auto* const context = open_context_.get();
  int size = 0;
  require(EVP_DecryptInit_ex2(context, nullptr, nullptr, raw(nonce), nullptr) == 1);
  if (!associated.empty()) {
    require(EVP_DecryptUpdate(context, nullptr, &size, raw(associated),
                              length(associated.size())) == 1);
  }
  if (!body.empty()) {
    require(EVP_DecryptUpdate(context, raw(plain), &size, raw(body), length(body.size())) == 1);
  }
  require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1);
  std::array<unsigned char, 16> rest;
  if (EVP_DecryptFinal_ex(context, rest.data(), &size) == 1) return true;
  OPENSSL_cleanse(plain.data(), plain.size());
  return false;
}

DataKey make_data_key(Random& random) {
  DataKey key;
  random.fill(key);
  return key;
}

std::string wrap_key(std::span<const std::byte> master_key, const DataKey& key,
                     std::string_view context, Random& random) {
  std::array<std::byte, Aead::kNonceBytes + Aead::kKeyBytes + Aead::kTagBytes> wrapped;
  const auto message = std::span(wrapped);
  random.fill(message.first<Aead::kNonceBytes>());
  Aead(master_key)
      .seal(nonce_of(message), bytes_of(context), key, message.subspan(Aead::kNonceBytes));
  return std::string(text_of(wrapped));
}

DataKey unwrap_key(std::span<const std::byte> master_key, std::string_view wrapped,
                   std::string_view context) {
  const auto message = bytes_of(wrapped);
  DataKey key;
  if (message.size() != Aead::kNonceBytes + Aead::kKeyBytes + Aead::kTagBytes ||
      !Aead(master_key)
           .open(nonce_of(message), bytes_of(context), message.subspan(Aead::kNonceBytes), key)) {
    throw Error(ErrorKind::denied, "WrongMasterKey",
                fmt::format("the data key of {} does not open: the master key is another one, or "
                            "the wrapped key was changed",
                            context));
  }
  return key;
}

}  // namespace sluice
