// AES-256-GCM: encryption that notices a changed byte.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/random.h"

struct evp_cipher_ctx_st;

namespace sluice {

// One key, many messages. A nonce must never be used twice under one key.
// One thread at a time.
class Aead {
 public:
  static constexpr std::size_t kKeyBytes = 32;
  static constexpr std::size_t kNonceBytes = 12;
  static constexpr std::size_t kTagBytes = 16;

  // Throws Error invalid when the key is not 32 bytes.
  explicit Aead(std::span<const std::byte> key);
  ~Aead();
  Aead(Aead&&) noexcept = default;
  Aead& operator=(Aead&&) noexcept = default;

  // `sealed` takes the cipher text and its tag: plain.size() + kTagBytes. `associated` is
  // authenticated, not stored. `plain` and `sealed` may start at the same place.
  void seal(std::span<const std::byte, kNonceBytes> nonce, std::span<const std::byte> associated,
            std::span<const std::byte> plain, std::span<std::byte> sealed);

  // The reverse; `plain` takes sealed.size() - kTagBytes. False, and `plain` wiped, when a byte of
  // the message, the nonce or `associated` differs: the caller knows what to name in its error.
  [[nodiscard]] bool open(std::span<const std::byte, kNonceBytes> nonce,
                          std::span<const std::byte> associated, std::span<const std::byte> sealed,
                          std::span<std::byte> plain);

 private:
  // Gives the context to the thread that ends with it, for its next key.
  struct Keep {
    void operator()(evp_cipher_ctx_st* context) const;
  };
  using Context = std::unique_ptr<evp_cipher_ctx_st, Keep>;

  std::array<std::byte, kKeyBytes> key_;
  Context seal_context_;  // made when first needed: most keys only ever open, or only seal
  Context open_context_;
};

using DataKey = std::array<std::byte, Aead::kKeyBytes>;

DataKey make_data_key(Random& random);

// A data key under the master key, with `context` (what the key is for) authenticated: nonce,
// cipher text and tag, 60 bytes.
std::string wrap_key(std::span<const std::byte> master_key, const DataKey& key,
                     std::string_view context, Random& random);
// Throws Error denied (code WrongMasterKey) when the master key or the context is another one, or
// the wrapped bytes were changed.
DataKey unwrap_key(std::span<const std::byte> master_key, std::string_view wrapped,
                   std::string_view context);

}  // namespace sluice
