// Hands a text scan's files out, block by block, to the threads that work on it.
//
// Threads take files of their own as long as there are any; then they help with the files of
// others. Within a file one thread at a time reads, decompresses and cuts, while others convert.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/query_state.h"
#include "engine/scan.h"
#include "engine/text/record_stream.h"
#include "engine/text/text_rows.h"

namespace sluice::engine {

// Thread-safe. Outlived by the query's state, the scan and the table.
class TextSource {
 public:
  class File;

  // A block that a thread works on.
  struct Piece {
    std::shared_ptr<File> file;  // shared by the threads that work on it, and the source
    std::shared_ptr<const TextBlock> block;
  };

  TextSource(QueryState& query, const Scan& scan, const TextTable& table);
  ~TextSource();

  // The next piece of a thread whose last one, finished, was `last`; without a block at the end.
  // Errors go through QueryState::fail().
  Piece next(Piece last);

  static std::size_t index(const Piece& piece);
  std::size_t file_count() const { return scan_.files.size(); }
  // Of all bytes of the files, how many are read: 0 to 100.
  double progress_percent() const;

 private:
  std::shared_ptr<File> choose(const File* finished);
  std::shared_ptr<const TextBlock> read(File& file);

  QueryState& query_;
  const Scan& scan_;
  const TextTable& table_;
  std::mutex mutex_;
  std::size_t next_file_ = 0;
  std::vector<std::shared_ptr<File>> open_;
  std::atomic<std::uint64_t> read_bytes_{0};
  std::uint64_t total_bytes_ = 0;
};

// "s3://bucket/key" of one of the scan's files.
std::string file_name(const Scan& scan, std::size_t file);

}  // namespace sluice::engine
