// What a backup consists of: a list of blobs, each with what it is a part of. Itself a blob.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/backup/blobs.h"

namespace sluice::store {

// In the order in which an index has them.
enum class EntryKind { database, segment, object, part };

struct IndexEntry {
  EntryKind kind = EntryKind::database;
  std::int64_t id = 0;     // of a segment; a body's number; 0 of the database
  std::string identity;    // what the source's bytes are told by, without reading them
  std::uint64_t from = 0;  // where it begins in the database or the segment
  Blob blob;
  bool is_damaged = false;  // in the source already: to be read again

  bool is_of(EntryKind kind_, std::int64_t id_) const { return kind == kind_ && id == id_; }
};

// Entries come ascending by kind, id and from.
class IndexWriter {
 public:
  explicit IndexWriter(Blobs& blobs) : writer_(blobs) {}
  void add(const IndexEntry& entry);
  BlobWriter::Added finish();

 private:
  void flush();

  BlobWriter writer_;
  std::string buffer_;
};

class IndexReader {
 public:
  // Throws Error corrupt (DamagedBackup): the whole blob is verified first.
  IndexReader(Blobs& blobs, Files& files, const Blob& blob);

  // The next one, which stays until it is taken.
  const std::optional<IndexEntry>& peek() const { return next_; }
  IndexEntry take();
  // Past everything before this; for a caller who goes through the same order.
  void skip_to(EntryKind kind, std::int64_t id);

 private:
  std::optional<IndexEntry> read_entry();
  std::optional<std::string_view> read_line();

  std::string path_;
  std::unique_ptr<File> file_;
  std::string buffer_;
  std::size_t used_ = 0;  // of the buffer
  std::uint64_t read_bytes_ = 0;
  std::optional<IndexEntry> next_;
};

}  // namespace sluice::store
