#include "access/sealer.h"

#include <span>

#include "base/aead.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"

namespace sluice::access {
namespace {

std::span<std::byte> bytes_in(std::string& text) {
  return std::as_writable_bytes(std::span(text.data(), text.size()));
}

}  // namespace

Sealer::Sealer(std::string_view master_key, std::string_view purpose, Random& random)
    : random_(random) {
  if (master_key.size() != Aead::kKeyBytes)
    throw Error(ErrorKind::invalid, "BadMasterKey", "the master key must be 32 bytes");
  key_ = hmac_sha256(master_key, "sluice access: " + std::string(purpose));
}

std::string Sealer::seal(std::string_view plain, std::string_view context) const {
  std::string sealed(Aead::kNonceBytes + plain.size() + Aead::kTagBytes, '\0');
  const auto out = bytes_in(sealed);
  random_.fill(out.first<Aead::kNonceBytes>());
  Aead(bytes_of(key_))
      .seal(out.first<Aead::kNonceBytes>(), bytes_of(context), bytes_of(plain),
            out.subspan(Aead::kNonceBytes));
  return sealed;
}

std::optional<std::string> Sealer::open(std::string_view sealed, std::string_view context) const {
  constexpr std::size_t kExtra = Aead::kNonceBytes + Aead::kTagBytes;
  if (sealed.size() < kExtra) return std::nullopt;
  const auto in = bytes_of(sealed);
  std::string plain(sealed.size() - kExtra, '\0');
  const bool is_whole = Aead(bytes_of(key_))
                            .open(in.first<Aead::kNonceBytes>(), bytes_of(context),
                                  in.subspan(Aead::kNonceBytes), bytes_in(plain));
  if (!is_whole) return std::nullopt;
  return plain;
}

}  // namespace sluice::access
