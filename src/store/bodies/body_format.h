// The bytes of one stored body: a header, then chunks with a tag each. The formats differ in what
// the tag is; sizes and places are the same.
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

enum class BodyFormat : std::uint32_t {
  sealed = 1,  // the data key wrapped under the master key
  plain = 2,   // not encrypted
  keyed = 3,   // the data key wrapped under a key of the caller's
};

// What reading and writing a body needs.
struct BodySecret {
  BodyFormat format = BodyFormat::sealed;
  DataKey key{};  // seals the chunks
};

// An empty body has one empty chunk: the final tag says that nothing was cut off.
constexpr std::uint64_t chunk_count(std::uint64_t size_bytes) {
  return size_bytes == 0 ? 1 : (size_bytes + kChunkBytes - 1) / kChunkBytes;
}

// On disk, header and tags included.
constexpr std::uint64_t stored_bytes(std::uint64_t size_bytes) {
  return kBodyHeaderBytes + size_bytes + chunk_count(size_bytes) * kTagBytes;
}

// Seals and opens the chunks of one body: the tag binds body, index and whether it is the last one,
// so that chunks cannot be swapped, repeated or cut off. Of a plain body the tag is a CRC-32C: that
// holds against accidents. One thread at a time.
class ChunkCipher {
 public:
  ChunkCipher(const BodySecret& secret, std::int64_t body);

  void seal(std::uint64_t index, bool is_final, std::span<const std::byte> plain,
            std::span<std::byte> out);
  // False when the tag does not hold.
  [[nodiscard]] bool open(std::uint64_t index, bool is_final, std::span<const std::byte> sealed,
                          std::span<std::byte> out);

 private:
  std::optional<Aead> aead_;  // absent in a plain body
  std::int64_t body_;
};

// The key that wraps every body's data key. Thread-safe.
class MasterKey {
 public:
  // Throws Error invalid (code InvalidMasterKey) unless it has 32 bytes.
  explicit MasterKey(std::string key);

  // `outer` wraps the key of a keyed body.
  BodyHeader header(const BodySecret& secret, std::int64_t body,
                    const std::optional<DataKey>& outer, Random& random) const;
  // Absent when the header is damaged, of another body, or of another format than the body's row
  // says: who can write to the disk must not choose a weaker one. Throws Error denied
  // (WrongDataKey) when the body is keyed and `outer` is not its key.
  std::optional<BodySecret> read_header(const BodyHeader& header, std::int64_t body,
                                        BodyFormat format,
                                        const std::optional<DataKey>& outer) const;
  // Tells a wrong key from the right one, and nothing about the key.
  std::string check_value() const;

 private:
  std::string key_;
};

}  // namespace sluice::store
