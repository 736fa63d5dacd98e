#include "meta/log_file.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"

namespace sluice::meta {
namespace {

constexpr std::uint32_t kMagicLittleEndian = 0x377f0682;
constexpr std::size_t kFramesPerRead = 64;

// SQLite's running checksum over 32-bit words in the machine's order.
struct RunningSum {
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  void add(std::span<const std::byte> bytes) {
    for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
      std::uint32_t words[2];
      std::memcpy(words, bytes.data(), sizeof(words));
      first += words[0] + second;
      second += words[1] + first;
    }
  }
  bool matches(const std::byte* stored) const {
    return load_big_endian(stored) == first && load_big_endian(stored + 4) == second;
  }
};

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw Error(ErrorKind::corrupt, "CorruptMetadata",
              fmt::format("{} is damaged: {}; restore the lake from a copy", path, what));
}

// One pass over the frames, in order.
class LogCheck {
 public:
  LogCheck(const std::string& path, std::span<const std::byte> header) : path_(path) {
    std::memcpy(salts_.data(), header.data() + 16, salts_.size());
    sum_.add(header.first(24));
    if (load_big_endian(header.data()) != kMagicLittleEndian || !sum_.matches(&header[24])) {
      fail(path_, "the log's header does not match its checksum");
    }
  }

  void add_frame(std::span<std::byte, kFrameBytes> frame) {
    if (!first_bad_ && !continues(frame)) first_bad_ = frame_;
    if (first_bad_ && *first_bad_ < frame_) check_late(frame);
    ++frame_;
  }

 private:
  bool is_of_this_log(std::span<const std::byte, kFrameBytes> frame) const {
    return std::memcmp(frame.data() + 8, salts_.data(), salts_.size()) == 0;
  }

  bool continues(std::span<std::byte, kFrameBytes> frame) {
    const PageBytes page = frame.subspan<kFrameHeaderBytes>();
    const auto identity = logged_identity(frame.first<kIdentityBytes>());
    if (!is_of_this_log(frame) || !stamp_holds(page, identity)) return false;
    std::array<std::byte, kPageBytes> clear;
    std::copy(page.begin(), page.end(), clear.begin());
    clear_stamp(clear);
    RunningSum sum = sum_;
    sum.add(frame.first(8));
    sum.add(clear);
    if (!sum.matches(frame.data() + 16)) return false;
    sum_ = sum;
    return true;
  }

  // A frame behind the first bad one, which proves that the bad one had been on the disk.
  void check_late(std::span<std::byte, kFrameBytes> frame) const {
    const PageBytes page = frame.subspan<kFrameHeaderBytes>();
    if (!is_of_this_log(frame) ||
        !stamp_holds(page, logged_identity(frame.first<kIdentityBytes>())))
      return;
    if (synced_frames_of(page) > *first_bad_) {
      fail(path_, fmt::format("frame {} of the log does not match its checksum", *first_bad_));
    }
  }

  const std::string& path_;
  std::array<std::byte, 8> salts_;
  RunningSum sum_;
  std::uint64_t frame_ = 0;
  std::optional<std::uint64_t> first_bad_;
};

}  // namespace

std::uint32_t load_big_endian(const std::byte* at) {
  const auto part = [&](int i) { return std::to_integer<std::uint32_t>(at[i]); };
  return part(0) << 24 | part(1) << 16 | part(2) << 8 | part(3);
}

PageIdentity logged_identity(std::span<const std::byte, kIdentityBytes> header) {
  PageIdentity identity{.number = load_big_endian(header.data())};
  std::memcpy(&identity.log_salts, header.data() + 8, sizeof(identity.log_salts));
  return identity;
}

void check_log(Files& files, const std::string& path) {
  if (!files.exists(path)) return;
  const auto file = files.open(path, OpenMode::read);
  const std::uint64_t size = file->size_bytes();
  // The header is synced before the first frame is written: alone, it may be torn.
  if (size < frame_offset(1)) return;
  std::array<std::byte, kLogHeaderBytes> header;
  file->read_at(0, header);
  LogCheck check(path, header);
  std::vector<std::byte> buffer(kFramesPerRead * kFrameBytes);
  const std::uint64_t frames = (size - kLogHeaderBytes) / kFrameBytes;
  for (std::uint64_t done = 0; done < frames;) {
    const auto count = std::min<std::uint64_t>(frames - done, kFramesPerRead);
    const auto part = std::span(buffer).first(count * kFrameBytes);
    file->read_at(frame_offset(done), part);
    for (std::uint64_t i = 0; i < count; ++i) {
      check.add_frame(part.subspan(i * kFrameBytes).first<kFrameBytes>());
    }
    done += count;
  }
}

}  // namespace sluice::meta
