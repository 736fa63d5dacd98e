#include "store/bodies/body_format.h"

#include "base/bytes.h"
#include "base/digest.h"
#include "base/error.h"

namespace sluice::store {
namespace {

// Header: magic 4, format 4, body 8, wrapped key 60, zeros 4; little endian.
constexpr std::string_view kMagic = "SLBD";
constexpr std::uint32_t kBodyFormat = 1;
constexpr std::size_t kWrappedAt = 16;
constexpr std::size_t kWrappedBytes = 60;
static_assert(kWrappedAt + kWrappedBytes + 4 == kBodyHeaderBytes);

template <class Integer>
void put_little(std::byte* out, Integer value) {
  for (std::size_t i = 0; i < sizeof(value); ++i) {
    out[i] = static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i));
  }
}

BodyHeader header_of(std::int64_t body, std::string_view wrapped) {
  BodyHeader header{};
  std::memcpy(header.data(), kMagic.data(), kMagic.size());
  put_little(header.data() + 4, kBodyFormat);
  put_little(header.data() + 8, body);
  std::memcpy(header.data() + kWrappedAt, wrapped.data(), kWrappedBytes);
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

}  // namespace

void ChunkCipher::seal(std::uint64_t index, bool is_final, std::span<const std::byte> plain,
                       std::span<std::byte> out) {
  const ChunkBinding binding = chunk_binding(body_, index, is_final);
  aead_.seal(binding.nonce, binding.associated, plain, out);
}

bool ChunkCipher::open(std::uint64_t index, bool is_final, std::span<const std::byte> sealed,
                       std::span<std::byte> out) {
  const ChunkBinding binding = chunk_binding(body_, index, is_final);
  return aead_.open(binding.nonce, binding.associated, sealed, out);
}

MasterKey::MasterKey(std::string key) : key_(std::move(key)) {
  if (key_.size() == Aead::kKeyBytes) return;
  throw Error(ErrorKind::invalid, "InvalidMasterKey",
              fmt::format("the master key has {} bytes, not {}", key_.size(), Aead::kKeyBytes));
}

BodyHeader MasterKey::wrap(const DataKey& key, std::int64_t body, Random& random) const {
  return header_of(body, wrap_key(bytes_of(key_), key, purpose(body), random));
}

std::optional<DataKey> MasterKey::unwrap(const BodyHeader& header, std::int64_t body) const {
  const std::string_view wrapped = text_of(header).substr(kWrappedAt, kWrappedBytes);
  if (header_of(body, wrapped) != header) return std::nullopt;
  try {
    return unwrap_key(bytes_of(key_), wrapped, purpose(body));
  } catch (const Error& error) {
    // The master key was checked when the lake was opened: what differs are the header's bytes.
    if (error.kind() == ErrorKind::denied) return std::nullopt;
    throw;
  }
}

std::string MasterKey::check_value() const {
  return hmac_sha256(key_, "sluice master key check").substr(0, 16);
}

}  // namespace sluice::store
