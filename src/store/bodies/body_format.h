// The bytes of one stored body: a header with its wrapped data key, then sealed chunks.
// docs/formats.md, "Bodies", is the description for people.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/aead.h"
#include "base/random.h"

namespace sluice::store {

inline constexpr std::size_t kChunkBytes = 64 * 1024;
inline constexpr std::size_t kTagBytes = Aead::kTagBytes;
inline constexpr std::size_t kSealedChunkBytes = kChunkBytes + kTagBytes;
inline constexpr std::size_t kBodyHeaderBytes = 80;

using BodyHeader = std::array<std::byte, kBodyHeaderBytes>;

// An empty body has one empty chunk: the final tag says that nothing was cut off.
constexpr std::uint64_t chunk_count(std::uint64_t size_bytes) {
  return size_bytes == 0 ? 1 : (size_bytes + kChunkBytes - 1) / kChunkBytes;
}

// On disk, header and tags included.
constexpr std::uint64_t stored_bytes(std::uint64_t size_bytes) {
  return kBodyHeaderBytes + size_bytes + chunk_count(size_bytes) * kTagBytes;
}

// Seals and opens the chunks of one body: the tag binds body, index and whether it is the last one,
// so that chunks cannot be swapped, repeated or cut off. One thread at a time.
class ChunkCipher {
 public:
  ChunkCipher(const DataKey& key, std::int64_t body) : aead_(key), body_(body) {}

  void seal(std::uint64_t index, bool is_final, std::span<const std::byte> plain,
            std::span<std::byte> out);
  // False when the tag does not hold.
  [[nodiscard]] bool open(std::uint64_t index, bool is_final, std::span<const std::byte> sealed,
                          std::span<std::byte> out);

 private:
  Aead aead_;
  std::int64_t body_;
};

// The key that wraps every body's data key. Thread-safe.
class MasterKey {
 public:
  // Throws Error invalid (code InvalidMasterKey) unless it has 32 bytes.
  explicit MasterKey(std::string key);

  BodyHeader wrap(const DataKey& key, std::int64_t body, Random& random) const;
  // Absent when the header is damaged or of another body.
  std::optional<DataKey> unwrap(const BodyHeader& header, std::int64_t body) const;
  // Tells a wrong key from the right one, and nothing about the key.
  std::string check_value() const;

 private:
  std::string key_;
};

}  // namespace sluice::store
