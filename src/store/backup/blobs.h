// Files named by their content: the SHA-256 in hex, below its first two digits. So what several
// backups have in common is there once, and what has its name is whole.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/files.h"

namespace sluice::store {

struct Blob {
  std::string name;
  std::uint64_t bytes = 0;
};

// One thread at a time.
class Blobs {
 public:
  using Sink = std::function<void(std::span<const std::byte>)>;

  Blobs(Files& files, std::string directory) : files_(files), directory_(std::move(directory)) {}

  // Makes the folder, and removes what an interrupted writer left.
  void prepare();
  bool contains(const std::string& name) { return files_.exists(path_of(name)); }
  // Hands the content out piece by piece. Throws Error corrupt (DamagedBackup) when the blob is not
  // there or, at the end, when it is not what was written.
  void read(const Blob& blob, const Sink& sink);
  std::string path_of(const std::string& name) const;

  // Names of what was added become durable.
  void sync();
  // Every name, a folder at a time.
  void for_each_folder(const std::function<void(const std::vector<std::string>&)>& visit);
  void remove(const std::string& name) { files_.remove(path_of(name)); }

 private:
  friend class BlobWriter;
  std::string unfinished() const { return directory_ + "/unfinished"; }

  Files& files_;
  std::string directory_;
  std::set<std::string> made_;     // folders known to be durable
  std::set<std::string> touched_;  // folders with new names
  int writers_ = 0;
};

// Writes one blob, which appears when it is finished and durable. One thread at a time; destroyed
// unfinished, nothing remains.
class BlobWriter {
 public:
  struct Added {
    Blob blob;
    bool is_new = false;
  };

  explicit BlobWriter(Blobs& blobs);
  ~BlobWriter();
  BlobWriter(const BlobWriter&) = delete;
  BlobWriter& operator=(const BlobWriter&) = delete;

  void write(std::span<const std::byte> data);
  std::uint64_t size_bytes() const { return size_bytes_; }
  // What was written so far, to read it back.
  File& file() { return *file_; }
  Added finish();

 private:
  Blobs& blobs_;
  std::string path_;
  std::unique_ptr<File> file_;
  Sha256 digest_;
  std::uint64_t size_bytes_ = 0;
};

}  // namespace sluice::store
