#include "store/backup/index.h"

#include <charconv>

#include "base/bytes.h"
#include "base/error.h"
#include "base/text.h"

namespace sluice::store {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;
constexpr std::array<std::string_view, 4> kKinds = {"database", "segment", "object", "part"};
constexpr std::string_view kNoIdentity = "-";

std::string line_of(const IndexEntry& entry) {
  return fmt::format("{} {} {} {} {} {} {}\n", kKinds.at(static_cast<std::size_t>(entry.kind)),
                     entry.id, entry.identity.empty() ? kNoIdentity : entry.identity, entry.from,
                     entry.blob.bytes, entry.blob.name, entry.is_damaged ? "damaged" : "whole");
}

template <class Integer>
bool read_number(std::string_view text, Integer& out) {
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), out);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
}

std::optional<IndexEntry> entry_in(std::string_view line) {
  const auto words = split(line, ' ');
  if (words.size() != 7) return std::nullopt;
  const auto kind = std::find(kKinds.begin(), kKinds.end(), words[0]);
  IndexEntry entry;
  if (kind == kKinds.end() || !read_number(words[1], entry.id) ||
      !read_number(words[3], entry.from) || !read_number(words[4], entry.blob.bytes)) {
    return std::nullopt;
  }
  entry.kind = static_cast<EntryKind>(kind - kKinds.begin());
  if (words[2] != kNoIdentity) entry.identity = words[2];
  entry.blob.name = words[5];
  entry.is_damaged = words[6] == "damaged";
  return entry;
}

}  // namespace

void IndexWriter::add(const IndexEntry& entry) {
  buffer_ += line_of(entry);
  if (buffer_.size() >= kBufferBytes) flush();
}

void IndexWriter::flush() {
  if (!buffer_.empty()) writer_.write(bytes_of(buffer_));
  buffer_.clear();
}

BlobWriter::Added IndexWriter::finish() {
  flush();
  return writer_.finish();
}

IndexReader::IndexReader(Blobs& blobs, Files& files, const Blob& blob)
    : path_(blobs.path_of(blob.name)) {
  blobs.read(blob, [](std::span<const std::byte>) {});
  file_ = files.open(path_, OpenMode::read);
  next_ = read_entry();
}

IndexEntry IndexReader::take() {
  IndexEntry entry = *std::move(next_);
  next_ = read_entry();
  return entry;
}

void IndexReader::skip_to(EntryKind kind, std::int64_t id) {
  while (next_ && std::pair(next_->kind, next_->id) < std::pair(kind, id))
    next_ = read_entry();
}

std::optional<IndexEntry> IndexReader::read_entry() {
  const auto line = read_line();
  if (!line) return std::nullopt;
  auto entry = entry_in(*line);
  if (entry) return entry;
  throw Error(ErrorKind::unsupported, "NewerBackup",
              fmt::format("{} has a line that this release does not know: {}", path_, *line));
}

std::optional<std::string_view> IndexReader::read_line() {
  while (true) {
    const std::size_t end = buffer_.find('\n', used_);
    if (end != std::string::npos) {
      const auto line = std::string_view(buffer_).substr(used_, end - used_);
      used_ = end + 1;
      return line;
    }
    buffer_.erase(0, used_);
    used_ = 0;
    const std::size_t had = buffer_.size();
    buffer_.resize(had + kBufferBytes);
    const auto room = std::as_writable_bytes(std::span(buffer_)).subspan(had);
    const std::size_t bytes = file_->read_at(read_bytes_, room);
    read_bytes_ += bytes;
    buffer_.resize(had + bytes);
    if (bytes == 0) return std::nullopt;
  }
}

}  // namespace sluice::store
