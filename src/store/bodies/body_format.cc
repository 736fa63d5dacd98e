#include "store/bodies/body_format.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/checksum.h"
#include "base/digest.h"
#include "base/error.h"

namespace sluice::store {
namespace {

// Header: magic 4, format 4, body 8, wrapped key 60 (zeros when plain), check 4; little endian. The
// check is zeros in format 1, whose wrapped key notices every change, else the CRC-32C of the bytes
// before it: with a caller's key, damage must be told from the wrong key.
constexpr std::string_view kMagic = "SLBD";
constexpr std::size_t kWrappedAt = 16;
constexpr std::size_t kWrappedBytes = 60;
constexpr std::size_t kCheckAt = kWrappedAt + kWrappedBytes;
static_assert(kCheckAt + 4 == kBodyHeaderBytes);

template <class Integer>
void put_little(std::byte* out, Integer value) {
  for (std::size_t i = 0; i < sizeof(value); ++i) {
    out[i] = static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
}

BodyHeader header_of(BodyFormat format, std::int64_t body, std::string_view wrapped) {
  BodyHeader header{};
  std::memcpy(header.data(), kMagic.data(), kMagic.size());
  put_little(header.data() + 4, static_cast<std::uint32_t>(format));
  put_little(header.data() + 8, body);
  // A plain body has no key: nothing lies nowhere, which memcpy may not be told.
  std::ranges::copy(bytes_of(wrapped), header.begin() + kWrappedAt);
  if (format != BodyFormat::sealed) {
    put_little(header.data() + kCheckAt, crc32c(std::span(header).first(kCheckAt)));
  }
  return header;
}

std::string purpose(std::int64_t body) {
  return fmt::format("sluice body {}", body);
}

struct ChunkBinding {
  std::array<std::byte, Aead::kNonceBytes> nonce{};
  std::array<std::byte, 17> associated;
};

ChunkBinding chunk_binding(std::int64_t body, std::uint64_t index, bool is_final) {
  ChunkBinding binding;
  // The data key seals each index once, so the index is a nonce.
  put_little(binding.nonce.data(), index);
  put_little(binding.associated.data(), body);
  put_little(binding.associated.data() + 8, index);
  binding.associated[16] = static_cast<std::byte>(is_final);
  return binding;
}

// Of a plain chunk: CRC-32C of content and binding, and zeros.
std::array<std::byte, kTagBytes> plain_tag(std::span<const std::byte> content,
                                           const ChunkBinding& binding) {
  std::array<std::byte, kTagBytes> tag{};
  put_little(tag.data(), crc32c(binding.associated, crc32c(content)));
  return tag;
}

}  // namespace

ChunkCipher::ChunkCipher(const BodySecret& secret, std::int64_t body) : body_(body) {
  if (secret.format != BodyFormat::plain) aead_.emplace(secret.key);
}

void ChunkCipher::seal(std::uint64_t index, bool is_final, std::span<const std::byte> plain,
                       std::span<std::byte> out) {
  const ChunkBinding binding = chunk_binding(body_, index, is_final);
  if (aead_) {
    aead_->seal(binding.nonce, binding.associated, plain, out);
    return;
  }
  const auto tag = plain_tag(plain, binding);
  std::copy(plain.begin(), plain.end(), out.begin());
  std::copy(tag.begin(), tag.end(), out.begin() + static_cast<std::ptrdiff_t>(plain.size()));
}

bool ChunkCipher::open(std::uint64_t index, bool is_final, std::span<const std::byte> sealed,
                       std::span<std::byte> out) {
  const ChunkBinding binding = chunk_binding(body_, index, is_final);
  if (aead_) return aead_->open(binding.nonce, binding.associated, sealed, out);
  const auto content = sealed.first(sealed.size() - kTagBytes);
  const auto tag = plain_tag(content, binding);
  if (!std::equal(tag.begin(), tag.end(), sealed.end() - kTagBytes)) return false;
  std::copy(content.begin(), content.end(), out.begin());
  return true;
}

MasterKey::MasterKey(std::string key) : key_(std::move(key)) {
  if (key_.size() == Aead::kKeyBytes) return;
  throw Error(ErrorKind::invalid, "InvalidMasterKey",
              fmt::format("the master key has {} bytes, not {}", key_.size(), Aead::kKeyBytes));
}

BodyHeader MasterKey::header(const BodySecret& secret, std::int64_t body,
                             const std::optional<DataKey>& outer, Random& random) const {
  if (secret.format == BodyFormat::plain) return header_of(secret.format, body, {});
  const auto wrapping =
      secret.format == BodyFormat::keyed ? std::span<const std::byte>(*outer) : bytes_of(key_);
  return header_of(secret.format, body, wrap_key(wrapping, secret.key, purpose(body), random));
}

std::optional<BodySecret> MasterKey::read_header(const BodyHeader& header, std::int64_t body,
                                                 BodyFormat format,
                                                 const std::optional<DataKey>& outer) const {
  const std::string_view wrapped = text_of(header).substr(kWrappedAt, kWrappedBytes);
  if (header_of(format, body, wrapped) != header) return std::nullopt;
  if (format == BodyFormat::plain) return BodySecret{.format = format};
  const bool is_keyed = format == BodyFormat::keyed;
  const auto wrong_key = [] {
    return Error(ErrorKind::denied, "WrongDataKey",
                 "the body is sealed under another key than the one given");
  };
  if (is_keyed && !outer) throw wrong_key();
  const auto wrapping = is_keyed ? std::span<const std::byte>(*outer) : bytes_of(key_);
  try {
    return BodySecret{.format = format, .key = unwrap_key(wrapping, wrapped, purpose(body))};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::denied) throw;
    if (is_keyed) throw wrong_key();
    // The master key was checked when the lake was opened: what differs are the header's bytes.
    return std::nullopt;
  }
}

std::string MasterKey::check_value() const {
  return hmac_sha256(key_, "sluice master key check").substr(0, 16);
}

}  // namespace sluice::store
