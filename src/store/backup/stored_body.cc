#include "store/backup/stored_body.h"

#include "base/error.h"

namespace sluice::store {
namespace {

constexpr std::size_t kCopyBytes = 256 * 1024;
constexpr std::size_t kSectorBytes = 4096;
constexpr std::size_t kFormatAt = 4;  // in a body's header: docs/formats.md

// As much as the file has. A failing sector is zeros.
std::size_t read_what_can_be(File& file, std::uint64_t offset, std::span<std::byte> out) {
  try {
    return file.read_at(offset, out);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::io) throw;
  }
  std::size_t bytes = 0;
  while (bytes < out.size()) {
    const auto sector = out.subspan(bytes, std::min(kSectorBytes, out.size() - bytes));
    try {
      const std::size_t got = file.read_at(offset + bytes, sector);
      bytes += got;
      if (got < sector.size()) break;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::io) throw;
      std::fill(sector.begin(), sector.end(), std::byte{0});
      bytes += sector.size();
    }
  }
  return bytes;
}

// As the header itself says: here the question is damage. Whether the body's row agrees is checked
// whenever the body is read.
BodyFormat format_in(const BodyHeader& header) {
  return static_cast<BodyFormat>(std::to_integer<std::uint32_t>(header[kFormatAt]));
}

bool are_chunks_whole(File& file, std::uint64_t offset, std::int64_t body, std::uint64_t size_bytes,
                      const BodySecret& secret) {
  ChunkCipher cipher(secret, body);
  std::vector<std::byte> sealed(kSealedChunkBytes);
  std::vector<std::byte> content(kChunkBytes);
  const std::uint64_t count = chunk_count(size_bytes);
  for (std::uint64_t index = 0; index < count; ++index) {
    const auto bytes = static_cast<std::size_t>(
        std::min<std::uint64_t>(kChunkBytes, size_bytes - index * kChunkBytes));
    const auto chunk = std::span(sealed).first(bytes + kTagBytes);
    if (file.read_at(offset + index * kSealedChunkBytes, chunk) != chunk.size()) return false;
    if (!cipher.open(index, index + 1 == count, chunk, std::span(content).first(bytes))) {
      return false;
    }
  }
  return true;
}

}  // namespace

void copy_range(File& from, std::uint64_t offset, std::uint64_t size_bytes, BlobWriter& to) {
  std::vector<std::byte> buffer(kCopyBytes);
  while (size_bytes > 0) {
    const auto out = std::span(buffer).first(std::min<std::uint64_t>(buffer.size(), size_bytes));
    const std::size_t bytes = read_what_can_be(from, offset, out);
    to.write(out.first(bytes));
    if (bytes < out.size()) return;
    offset += bytes;
    size_bytes -= bytes;
  }
}

BodyState check_body(File& file, std::uint64_t offset, std::int64_t body, std::uint64_t size_bytes,
                     const MasterKey& key) {
  BodyHeader header;
  if (file.read_at(offset, header) != header.size()) return BodyState::damaged;
  try {
    const auto secret = key.read_header(header, body, format_in(header), std::nullopt);
    if (!secret) return BodyState::damaged;
    return are_chunks_whole(file, offset + kBodyHeaderBytes, body, size_bytes, *secret)
               ? BodyState::whole
               : BodyState::damaged;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::denied) throw;
    return BodyState::unchecked;
  }
}

}  // namespace sluice::store
