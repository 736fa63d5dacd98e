#include "base/aead.h"

#include <algorithm>
#include <vector>

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

// Contexts of the cipher that wait for a key. Making one costs more than sealing a small body.
class SpareContexts {
 public:
  ~SpareContexts() {
    for (auto* const context : contexts_)
      EVP_CIPHER_CTX_free(context);
  }
  EVP_CIPHER_CTX* take() {
    if (!contexts_.empty()) {
      auto* const context = contexts_.back();
      contexts_.pop_back();
      return context;
    }
    auto* const context = EVP_CIPHER_CTX_new();
    require(context != nullptr && cipher() != nullptr &&
            EVP_CipherInit_ex2(context, cipher(), nullptr, nullptr, 1, nullptr) == 1);
    return context;
  }
  void give(EVP_CIPHER_CTX* context) {
    constexpr std::size_t kKeptMax = 4;
    if (contexts_.size() < kKeptMax) {
      contexts_.push_back(context);
    } else {
      EVP_CIPHER_CTX_free(context);
    }
  }

 private:
  std::vector<EVP_CIPHER_CTX*> contexts_;
};

SpareContexts& spare_contexts() {
  thread_local SpareContexts contexts;
  return contexts;
}

}  // namespace

void Aead::Keep::operator()(evp_cipher_ctx_st* context) const {
  spare_contexts().give(context);
}

Aead::Aead(std::span<const std::byte> key) {
  if (key.size() != kKeyBytes) {
    throw Error(ErrorKind::invalid, "WrongKeyLength", "an encryption key is 32 bytes");
  }
  std::copy(key.begin(), key.end(), key_.begin());
}

Aead::~Aead() {
  OPENSSL_cleanse(key_.data(), key_.size());
}

void Aead::seal(std::span<const std::byte, kNonceBytes> nonce,
                std::span<const std::byte> associated, std::span<const std::byte> plain,
                std::span<std::byte> sealed) {
  require(sealed.size() == plain.size() + kTagBytes);
  if (!seal_context_) {
    seal_context_.reset(spare_contexts().take());
    require(EVP_EncryptInit_ex2(seal_context_.get(), nullptr, raw(std::span<const std::byte>(key_)),
                                nullptr, nullptr) == 1);
  }
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
  if (!open_context_) {
    open_context_.reset(spare_contexts().take());
    require(EVP_DecryptInit_ex2(open_context_.get(), nullptr, raw(std::span<const std::byte>(key_)),
                                nullptr, nullptr) == 1);
  }
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
