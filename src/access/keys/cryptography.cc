#include <array>

#include "access/keys/keys.h"
#include "access/keys/rows/key_rows.h"
#include "base/aead.h"
#include "base/bytes.h"
#include "base/error.h"

namespace sluice::access {
namespace {

// A ciphertext blob: mark, key id (36), version (8, big-endian), nonce, cipher text, tag.
constexpr std::string_view kMark = "SLK1";
constexpr std::size_t kIdBytes = 36;
constexpr std::size_t kHeadBytes = kMark.size() + kIdBytes + 8;
constexpr std::size_t kPlaintextBytesMax = 4096;
constexpr std::size_t kMaterialsMax = 10'000;

struct Blob {
  std::string key_id;
  std::int64_t version = 0;
  std::string_view head;
  std::string_view sealed;
};

std::string make_head(const std::string& key_id, std::int64_t version) {
  std::string head(kMark);
  head += key_id;
  for (int shift = 56; shift >= 0; shift -= 8)
    head += static_cast<char>(version >> shift & 0xFF);
  return head;
}

Error bad_ciphertext() {
  return Error(ErrorKind::invalid, "InvalidCiphertextException", "The ciphertext is invalid.");
}

Blob parse_blob(std::string_view blob) {
  if (blob.size() < kHeadBytes + Aead::kNonceBytes + Aead::kTagBytes || !blob.starts_with(kMark))
    throw bad_ciphertext();
  Blob parsed{.key_id = std::string(blob.substr(kMark.size(), kIdBytes)),
              .head = blob.substr(0, kHeadBytes),
              .sealed = blob.substr(kHeadBytes)};
  std::uint64_t version = 0;
  for (const char c : blob.substr(kMark.size() + kIdBytes, 8))
    version = version << 8 | static_cast<unsigned char>(c);
  parsed.version = static_cast<std::int64_t>(version);
  return parsed;
}

// Lengths before texts: no two contexts give the same bytes.
std::string associated_data(std::string_view head, const EncryptionContext& context) {
  std::string data(head);
  for (const auto& [key, value] : context)
    data += fmt::format("{}:{}{}:{}", key.size(), key, value.size(), value);
  return data;
}

}  // namespace

std::string Keys::material(const std::string& key_id, std::int64_t version) {
  const std::string name = fmt::format("{} {}", key_id, version);
  {
    const std::lock_guard lock(materials_mutex_);
    if (const auto found = materials_.find(name); found != materials_.end()) return found->second;
  }
  const auto sealed =
      account_.database().read([&](meta::Connection& rows) -> std::optional<std::string> {
        auto query =
            rows.prepare("SELECT sealed FROM kms_key_version WHERE key_id = ?1 AND number = ?2");
        query.bind(1, key_id).bind(2, version);
        if (!query.step()) return std::nullopt;
        return query.blob(0);
      });
  if (!sealed) throw bad_ciphertext();
  auto opened = account_.sealer().open(*sealed, material_context(key_id, version));
  if (!opened) {
    throw Error(ErrorKind::corrupt, "CorruptMetadata",
                fmt::format("the material of KMS key {} cannot be opened", key_id));
  }
  const std::lock_guard lock(materials_mutex_);
  if (materials_.size() >= kMaterialsMax) materials_.clear();
  return materials_[name] = std::move(*opened);
}

Encrypted Keys::encrypt(const std::string& key, std::string_view plaintext,
                        const EncryptionContext& context) {
  if (plaintext.empty() || plaintext.size() > kPlaintextBytesMax) {
    throw Error(ErrorKind::invalid, "ValidationException",
                fmt::format("Plaintext must have 1 to {} bytes", kPlaintextBytesMax));
  }
  const KmsKey found = resolve_or_make(key);
  std::string blob = make_head(found.id, found.version);
  const std::string associated = associated_data(blob, context);
  blob.resize(kHeadBytes + Aead::kNonceBytes + plaintext.size() + Aead::kTagBytes);
  const auto sealed = std::as_writable_bytes(std::span(blob.data(), blob.size()));
  const auto nonce = sealed.subspan<kHeadBytes, Aead::kNonceBytes>();
  account_.random().fill(nonce);
  Aead(bytes_of(material(found.id, found.version)))
      .seal(nonce, bytes_of(associated), bytes_of(plaintext),
            sealed.subspan(kHeadBytes + Aead::kNonceBytes));
  return {.key_arn = found.arn, .blob = std::move(blob)};
}

KmsKey Keys::key_of(std::string_view blob) {
  const Blob parsed = parse_blob(blob);
  return account_.database().read([&](meta::Connection& rows) {
    // A blob that names a key of elsewhere, or one that is gone for good.
    if (!find_key(rows, account_, parsed.key_id)) throw bad_ciphertext();
    return resolve(rows, parsed.key_id, Use::any);
  });
}

Decrypted Keys::decrypt(const std::string& key, std::string_view blob,
                        const EncryptionContext& context) {
  const Blob parsed = parse_blob(blob);
  const KmsKey named = key_of(blob);
  if (!key.empty() && describe(key).id != named.id) {
    throw Error(ErrorKind::invalid, "IncorrectKeyException",
                "The key ID in the request does not identify a CMK that can perform this"
                " operation.");
  }
  account_.database().read(
      [&](meta::Connection& rows) { return resolve(rows, named.id, Use::cryptography); });
  std::string plaintext(parsed.sealed.size() - Aead::kNonceBytes - Aead::kTagBytes, '\0');
  const auto sealed = bytes_of(parsed.sealed);
  const bool is_right =
      Aead(bytes_of(material(parsed.key_id, parsed.version)))
          .open(sealed.first<Aead::kNonceBytes>(), bytes_of(associated_data(parsed.head, context)),
                sealed.subspan(Aead::kNonceBytes),
                std::as_writable_bytes(std::span(plaintext.data(), plaintext.size())));
  if (!is_right) throw bad_ciphertext();
  return {.key_arn = named.arn, .plaintext = std::move(plaintext)};
}

DataKeyPair Keys::generate_data_key(const std::string& key, std::size_t bytes,
                                    const EncryptionContext& context) {
  if (bytes < 1 || bytes > 1024) {
    throw Error(ErrorKind::invalid, "ValidationException",
                "NumberOfBytes must be between 1 and 1024");
  }
  std::string plaintext = generate_random(bytes);
  Encrypted encrypted = encrypt(key, plaintext, context);
  return {.key_arn = std::move(encrypted.key_arn),
          .plaintext = std::move(plaintext),
          .blob = std::move(encrypted.blob)};
}

std::string Keys::generate_random(std::size_t bytes) {
  if (bytes < 1 || bytes > 1024) {
    throw Error(ErrorKind::invalid, "ValidationException",
                "NumberOfBytes must be between 1 and 1024");
  }
  std::string random(bytes, '\0');
  account_.random().fill(std::as_writable_bytes(std::span(random.data(), random.size())));
  return random;
}

}  // namespace sluice::access
