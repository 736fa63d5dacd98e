// Lines of access logs that wait for their delivery: append-only files in a folder of the lake.
//
//   access-logs/open                                what is being written
//   access-logs/0001795368005123456-8F3A….sealed    when it was closed (microseconds), its id
//
// A line survives the end of the process, however it comes, once append() returned and nobody else
// was writing; a power cut may take what is not sealed yet. docs/formats.md has the bytes.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "base/random.h"

namespace sluice::api::s3 {

struct SpoolOptions {
  std::string directory;
  std::uint64_t file_bytes_max = 8u << 20;       // then it is sealed: one is read as a whole
  std::uint64_t waiting_bytes_max = 256u << 20;  // on disk; further lines are dropped
};

struct SpooledLine {
  Timestamp time;  // of the request
  std::string bucket;
  std::string text;
};

struct SealedFile {
  std::string name;
  Timestamp sealed;
  std::string id;  // 16 letters and digits
};

// Thread-safe; sealed files are one thread's.
class Spool {
 public:
  // Seals what an earlier process left open. Files, clock and random outlive it.
  Spool(Files& files, const Clock& clock, Random& random, SpoolOptions options);

  // Throws Error io, limit. Whoever comes while another thread writes leaves its line to it: no
  // lock is held during a write, and the lines of many threads go with one.
  void append(const SpooledLine& line);
  // What was appended before is in sealed files when it returns.
  void seal();

  std::vector<SealedFile> sealed();  // oldest first
  // Damaged lines are left out.
  std::vector<SpooledLine> read(const SealedFile& file);
  void remove(const SealedFile& file);

  bool has_open_lines();
  // Whether a file was sealed because it was full, since the last time that it was asked.
  bool take_full() { return is_full_.exchange(false); }
  // Lines that found no room, since the last time that it was asked.
  std::uint64_t take_dropped();

 private:
  using Lock = std::unique_lock<std::mutex>;

  bool make_room(std::size_t bytes);
  void write_all(Lock& lock);
  void write_batch(std::string_view batch);
  void seal_open();
  std::string path(std::string_view name) const;

  Files& files_;
  const Clock& clock_;
  Random& random_;
  const SpoolOptions options_;

  std::mutex mutex_;
  std::condition_variable idle_;
  std::string pending_;
  bool is_writing_ = false;
  std::uint64_t waiting_bytes_ = 0;
  std::uint64_t dropped_ = 0;
  std::atomic<bool> is_full_{false};
  // Of who writes.
  std::unique_ptr<File> open_;
  std::uint64_t open_bytes_ = 0;
};

}  // namespace sluice::api::s3
