#include "engine/text/decompress.h"

#include <bzlib.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"

namespace sluice::engine {

namespace {

constexpr std::size_t kInputBytes = 256 << 10;
// A frame may ask for a window of its own; 128 MiB is what the zstd program allows by default.
constexpr int kZstdWindowLog = 27;

// Compressed bytes, refilled in large pieces.
class Input {
 public:
  explicit Input(std::unique_ptr<Reader> source)
      : source_(std::move(source)), buffer_(kInputBytes) {}

  // What is not used yet; empty only at the end.
  std::span<std::byte> rest() {
    if (used_ == filled_) {
      filled_ = source_->read(buffer_);
      used_ = 0;
    }
    return std::span(buffer_).subspan(used_, filled_ - used_);
  }
  void use(std::size_t bytes) { used_ += bytes; }

 private:
  std::unique_ptr<Reader> source_;
  std::vector<std::byte> buffer_;
  std::size_t used_ = 0;
  std::size_t filled_ = 0;
};

[[noreturn]] void fail_damaged(const std::string& name, std::string_view format) {
  throw Error(ErrorKind::corrupt, "HIVE_BAD_DATA",
              fmt::format("{}: the {} data is damaged", name, format));
}

[[noreturn]] void fail_truncated(const std::string& name, std::string_view format) {
  throw Error(ErrorKind::corrupt, "HIVE_BAD_DATA",
              fmt::format("{}: the {} data ends early: the file is truncated", name, format));
}

class GzipReader final : public Reader {
 public:
  GzipReader(std::unique_ptr<Reader> source, std::string name)
      : input_(std::move(source)), name_(std::move(name)) {
    if (inflateInit2(&stream_, 16 + MAX_WBITS) != Z_OK) throw std::bad_alloc();
  }
  ~GzipReader() override { inflateEnd(&stream_); }

  std::size_t read(std::span<std::byte> out) override {
    while (true) {
      const auto in = input_.rest();
      if (in.empty() && is_between_members_) return 0;
      if (is_between_members_ && !starts_member(in)) return 0;
      stream_.next_in = reinterpret_cast<Bytef*>(in.data());
      stream_.avail_in = static_cast<uInt>(in.size());
      stream_.next_out = reinterpret_cast<Bytef*>(out.data());
      const auto room = static_cast<uInt>(std::min<std::size_t>(out.size(), 1u << 30));
      stream_.avail_out = room;
      const int result = inflate(&stream_, Z_NO_FLUSH);
      input_.use(in.size() - stream_.avail_in);
      const std::size_t made = room - stream_.avail_out;
      is_between_members_ = result == Z_STREAM_END;
      if (is_between_members_) {
        inflateReset(&stream_);
        has_member_ = true;
      } else if (result == Z_BUF_ERROR || (result == Z_OK && in.empty() && made == 0)) {
        fail_truncated(name_, "gzip");
      } else if (result != Z_OK) {
        fail_damaged(name_, "gzip");
      }
      if (made > 0) return made;
    }
  }

 private:
  // Zero bytes behind the last member are padding (tapes, block devices), as gzip takes them.
  bool starts_member(std::span<std::byte> in) {
    if (!has_member_ || in[0] != std::byte{0}) return true;
    for (auto rest = in; !rest.empty(); rest = input_.rest()) {
      if (std::ranges::any_of(rest, [](std::byte b) { return b != std::byte{0}; })) {
        fail_damaged(name_, "gzip");
      }
      input_.use(rest.size());
    }
    return false;
  }

  Input input_;
  std::string name_;
  z_stream stream_{};
  bool is_between_members_ = true;
  bool has_member_ = false;
};

class Bzip2Reader final : public Reader {
 public:
  Bzip2Reader(std::unique_ptr<Reader> source, std::string name)
      : input_(std::move(source)), name_(std::move(name)) {}
  ~Bzip2Reader() override { close(); }

  std::size_t read(std::span<std::byte> out) override {
    while (true) {
      const auto in = input_.rest();
      if (in.empty() && !is_open_) return 0;
      if (in.empty()) fail_truncated(name_, "bzip2");
      open();
      stream_.next_in = reinterpret_cast<char*>(in.data());
      stream_.avail_in = static_cast<unsigned>(in.size());
      stream_.next_out = reinterpret_cast<char*>(out.data());
      const auto room = static_cast<unsigned>(std::min<std::size_t>(out.size(), 1u << 30));
      stream_.avail_out = room;
      const int result = BZ2_bzDecompress(&stream_);
      if (result != BZ_OK && result != BZ_STREAM_END) fail_damaged(name_, "bzip2");
      input_.use(in.size() - stream_.avail_in);
      const std::size_t made = room - stream_.avail_out;
      if (result == BZ_STREAM_END) close();
      if (made > 0) return made;
    }
  }

 private:
  void open() {
    if (is_open_) return;
    stream_ = {};
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) throw std::bad_alloc();
    is_open_ = true;
  }
  void close() {
    if (is_open_) BZ2_bzDecompressEnd(&stream_);
    is_open_ = false;
  }

  Input input_;
  std::string name_;
  bz_stream stream_{};
  bool is_open_ = false;
};

class ZstdReader final : public Reader {
 public:
  ZstdReader(std::unique_ptr<Reader> source, std::string name)
      : input_(std::move(source)), name_(std::move(name)), stream_(ZSTD_createDCtx()) {
    if (stream_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kZstdWindowLog);
  }

  std::size_t read(std::span<std::byte> out) override {
    while (true) {
      const auto rest = input_.rest();
      if (rest.empty() && !is_in_frame_) return 0;
      ZSTD_inBuffer in{rest.data(), rest.size(), 0};
      ZSTD_outBuffer made{out.data(), out.size(), 0};
      const std::size_t result = ZSTD_decompressStream(stream_.get(), &made, &in);
      if (ZSTD_isError(result)) fail_damaged(name_, "zstd");
      input_.use(in.pos);
      is_in_frame_ = result != 0;
      if (made.pos > 0) return made.pos;
      if (rest.empty()) fail_truncated(name_, "zstd");
    }
  }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  Input input_;
  std::string name_;
  std::unique_ptr<ZSTD_DCtx, Free> stream_;
  bool is_in_frame_ = false;
};

// What was read ahead to look at, then the rest.
class HeadReader final : public Reader {
 public:
  HeadReader(std::span<const std::byte> head, std::unique_ptr<Reader> rest)
      : head_(head.begin(), head.end()), rest_(std::move(rest)) {}

  std::size_t read(std::span<std::byte> out) override {
    if (used_ == head_.size()) return rest_->read(out);
    const std::size_t count = std::min(out.size(), head_.size() - used_);
    std::memcpy(out.data(), head_.data() + used_, count);
    used_ += count;
    return count;
  }

 private:
  std::vector<std::byte> head_;
  std::size_t used_ = 0;
  std::unique_ptr<Reader> rest_;
};

struct Suffix {
  std::string_view text;
  Compression compression;
  std::string_view name;
};

constexpr std::array kSuffixes = {
    Suffix{".gz", Compression::gzip, "gzip"},    Suffix{".gzip", Compression::gzip, "gzip"},
    Suffix{".bz2", Compression::bzip2, "bzip2"}, Suffix{".zst", Compression::zstd, "zstd"},
    Suffix{".zstd", Compression::zstd, "zstd"},
};

constexpr std::array<std::string_view, 8> kUnsupported = {".snappy", ".sz",  ".lz4", ".lzo",
                                                          ".xz",     ".zip", ".Z",   ".deflate"};

Compression compression_of(std::string_view head) {
  using namespace std::string_view_literals;
  if (head.starts_with("\x1f\x8b"sv)) return Compression::gzip;
  const bool is_bzip2 = head.starts_with("BZh") && head.size() >= 10 &&
                        (head.substr(4, 6) == "\x31\x41\x59\x26\x53\x59"sv ||
                         head.substr(4, 6) == "\x17\x72\x45\x38\x50\x90"sv);  // an empty stream
  if (is_bzip2) return Compression::bzip2;
  if (head.starts_with("\x28\xb5\x2f\xfd"sv)) return Compression::zstd;
  const bool is_skippable = head.size() >= 4 && head.substr(1, 3) == "\x2a\x4d\x18"sv &&
                            (static_cast<unsigned char>(head[0]) & 0xf0) == 0x50;
  return is_skippable ? Compression::zstd : Compression::none;
}

}  // namespace

Compression detect_compression(std::string_view key, std::span<const std::byte> head) {
  if (head.empty()) return Compression::none;
  for (const auto suffix : kUnsupported) {
    if (!key.ends_with(suffix)) continue;
    throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
                fmt::format("{}: files compressed as \"{}\" are not supported; use gzip, bzip2 or "
                            "zstd",
                            key, suffix));
  }
  const Compression found = compression_of(text_of(head));
  const std::string lower = lower_ascii(key);
  for (const auto& suffix : kSuffixes) {
    if (!lower.ends_with(suffix.text) || found == suffix.compression) continue;
    throw Error(ErrorKind::corrupt, "HIVE_BAD_DATA",
                fmt::format("{} is named {} but is not {}", key, suffix.text, suffix.name));
  }
  return found;
}

std::unique_ptr<Reader> decompress(std::unique_ptr<Reader> source, Compression compression,
                                   std::string name) {
  switch (compression) {
    case Compression::none:
      break;
    case Compression::gzip:
      return std::make_unique<GzipReader>(std::move(source), std::move(name));
    case Compression::bzip2:
      return std::make_unique<Bzip2Reader>(std::move(source), std::move(name));
    case Compression::zstd:
      return std::make_unique<ZstdReader>(std::move(source), std::move(name));
  }
  return source;
}

std::unique_ptr<Reader> open_content(std::unique_ptr<Reader> source, std::string_view key,
                                     std::string name) {
  std::array<std::byte, kCompressionHeadBytes> head{};
  std::size_t filled = 0;
  while (filled < head.size()) {
    const std::size_t got = source->read(std::span(head).subspan(filled));
    if (got == 0) break;
    filled += got;
  }
  const auto seen = std::span(head).first(filled);
  const Compression compression = detect_compression(key, seen);
  auto whole = std::make_unique<HeadReader>(seen, std::move(source));
  return decompress(std::move(whole), compression, std::move(name));
}

}  // namespace sluice::engine
