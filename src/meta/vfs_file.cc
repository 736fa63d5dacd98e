#include "meta/vfs_file.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <sqlite3.h>

namespace sluice::meta {
namespace {

[[noreturn]] void fail_corrupt(const std::string& path, std::uint32_t page_number) {
  throw Error(ErrorKind::corrupt, "CorruptMetadata",
              fmt::format("page {} in {} does not match its checksum: the disk or the file is "
                          "damaged; restore the lake from a copy",
                          page_number, path));
}

// Frames are written as a header of 24 bytes, then a page; read as a page, or both at once.
bool is_frame_start(std::uint64_t offset) {
  return offset >= kLogHeaderBytes && (offset - kLogHeaderBytes) % kFrameBytes == 0;
}

bool is_frame_page(std::uint64_t offset) {
  return offset >= kFrameHeaderBytes && is_frame_start(offset - kFrameHeaderBytes);
}

std::uint64_t frame_at(std::uint64_t offset) {
  return (offset - kLogHeaderBytes) / kFrameBytes;
}

}  // namespace

void Failures::keep(const Error& error) {
  const std::lock_guard lock(mutex_);
  by_thread_.insert_or_assign(std::this_thread::get_id(), error);
}

std::optional<Error> Failures::take() {
  const std::lock_guard lock(mutex_);
  const auto found = by_thread_.find(std::this_thread::get_id());
  if (found == by_thread_.end()) return std::nullopt;
  std::optional<Error> error = std::move(found->second);
  by_thread_.erase(found);
  return error;
}

VfsFile::VfsFile(Shared& shared, FileRole role, std::string path, OpenMode mode)
    : shared_(shared),
      role_(role),
      path_(std::move(path)),
      sync_directory_(!shared.files.exists(path_)),
      file_(shared.files.open(path_, mode)) {}

VfsFile::~VfsFile() {
  shared_.index.release(index_lock_);
  shared_.locks.unlock(lock_, SQLITE_LOCK_NONE);
}

int VfsFile::read(std::byte* out, std::size_t size, std::uint64_t offset) {
  if (role_ == FileRole::database) return read_database(out, size, offset);
  if (role_ == FileRole::log) return read_log(out, size, offset);
  return read_plain(out, size, offset);
}

int VfsFile::read_plain(std::byte* out, std::size_t size, std::uint64_t offset) {
  const auto got = file_->read_at(offset, {out, size});
  if (got == size) return SQLITE_OK;
  std::memset(out + got, 0, size - got);
  return SQLITE_IOERR_SHORT_READ;
}

int VfsFile::read_database(std::byte* out, std::size_t size, std::uint64_t offset) {
  // SQLite peeks into the first 100 bytes (an empty file is a new database, and a hot journal may
  // yet mend page 1); the whole page is read, and checked, before it is used.
  if (offset + size <= 100) return read_plain(out, size, offset);
  const auto number = static_cast<std::uint32_t>(offset / kPageBytes + 1);
  // Another page size can only come from a damaged header.
  if (size > kPageBytes || offset % kPageBytes + size > kPageBytes) fail_corrupt(path_, 1);
  std::array<std::byte, kPageBytes> page;
  const auto got = file_->read_at(offset / kPageBytes * kPageBytes, page);
  if (got != page.size() || !stamp_holds(page, {.number = number})) fail_corrupt(path_, number);
  clear_stamp(page);
  std::memcpy(out, page.data() + offset % kPageBytes, size);
  return SQLITE_OK;
}

int VfsFile::read_log(std::byte* out, std::size_t size, std::uint64_t offset) {
  if (is_frame_page(offset) && size <= kPageBytes) {
    // Header and page in one read: the header knows which page it is.
    std::array<std::byte, kFrameBytes> frame;
    const auto got = file_->read_at(offset - kFrameHeaderBytes, frame);
    const auto identity = logged_identity(std::span(frame).first<kIdentityBytes>());
    const auto page = std::span(frame).subspan<kFrameHeaderBytes>();
    if (got != frame.size() || !stamp_holds(page, identity)) fail_corrupt(path_, identity.number);
    clear_stamp(page);
    std::memcpy(out, page.data(), size);
    return SQLITE_OK;
  }
  const int code = read_plain(out, size, offset);
  // Recovery reads whole frames and checks them itself, over the page as SQLite knows it.
  if (is_frame_start(offset) && size == kFrameBytes) {
    clear_stamp(PageBytes(out + kFrameHeaderBytes, kPageBytes));
  }
  return code;
}

int VfsFile::write(const std::byte* data, std::size_t size, std::uint64_t offset) {
  if (role_ == FileRole::log) {
    write_log(data, size, offset);
  } else if (role_ == FileRole::database) {
    if (size != kPageBytes || offset % kPageBytes != 0) {
      throw Error(ErrorKind::io, "MetadataFailure",
                  fmt::format("refusing to write a part of a page to {}", path_));
    }
    write_page(data, offset, {.number = static_cast<std::uint32_t>(offset / kPageBytes + 1)}, 0);
  } else {
    file_->write_at(offset, {data, size});
  }
  return SQLITE_OK;
}

void VfsFile::write_page(const std::byte* data, std::uint64_t offset, PageIdentity identity,
                         std::uint32_t synced_frames) {
  std::array<std::byte, kPageBytes> page;
  std::memcpy(page.data(), data, page.size());
  // Else SQLite's checksum of the frame, computed over these bytes, would not match in recovery.
  if (!is_stamp_clear(page)) {
    throw Error(
        ErrorKind::io, "MetadataFailure",
        fmt::format("page {} of {} has content in its reserved bytes", identity.number, path_));
  }
  stamp_page(page, identity, synced_frames);
  file_->write_at(offset, page);
}

void VfsFile::write_log(const std::byte* data, std::size_t size, std::uint64_t offset) {
  if (is_frame_page(offset) && size == kPageBytes) {
    const std::uint64_t frame = frame_at(offset);
    // Over what an undone transaction left: no longer what was synced.
    synced_frames_ = std::min(synced_frames_, static_cast<std::uint32_t>(frame));
    write_page(data, offset, identity_of(frame), synced_frames_);
    frames_ = static_cast<std::uint32_t>(frame + 1);
    return;
  }
  if (is_frame_start(offset) && size == kFrameHeaderBytes) {
    last_header_ = {frame_at(offset),
                    logged_identity(std::span(data, size).first<kIdentityBytes>())};
  } else if (offset == 0 && size == kLogHeaderBytes) {
    // The log starts again from its beginning.
    frames_ = 0;
    synced_frames_ = 0;
  } else {
    throw Error(
        ErrorKind::io, "MetadataFailure",
        fmt::format("refusing an unknown write of {} bytes at {} to {}", size, offset, path_));
  }
  file_->write_at(offset, {data, size});
}

PageIdentity VfsFile::identity_of(std::uint64_t frame) {
  const PageIdentity last = last_header_.identity;
  if (last_header_.frame == frame && last.number != 0) return last;
  // SQLite writes the page of an earlier frame of the same transaction again.
  std::array<std::byte, kIdentityBytes> header;
  if (file_->read_at(frame_offset(frame), header) != header.size()) fail_corrupt(path_, 0);
  return logged_identity(header);
}

void VfsFile::sync() {
  file_->sync();
  if (sync_directory_) shared_.files.sync_directory(parent_directory(path_));
  sync_directory_ = false;
  synced_frames_ = frames_;
}

}  // namespace sluice::meta
