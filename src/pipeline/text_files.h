// Small text files: a pipeline's own, its models, its tests.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::pipeline {

// Of the disk. Throws Error not_found or io that names the path; limit past 16 MiB.
std::string read_text_file(const std::string& path);

// Where a pipeline's texts come from. Paths are absolute.
class TextFiles {
 public:
  virtual ~TextFiles() = default;
  // Throws as read_text_file.
  virtual std::string read(const std::string& path) = 0;
  // The file itself, or of a folder all files below that have the ending; in name order. None:
  // nothing is there.
  virtual std::optional<std::vector<std::string>> list(const std::string& path,
                                                       std::string_view ending) = 0;
};

class DiskFiles final : public TextFiles {
 public:
  std::string read(const std::string& path) override;
  std::optional<std::vector<std::string>> list(const std::string& path,
                                               std::string_view ending) override;
};

using TextsByPath = std::map<std::string, std::string>;

// The disk, remembering what was read.
class RecordedFiles final : public TextFiles {
 public:
  const TextsByPath& texts() const { return texts_; }

  std::string read(const std::string& path) override;
  std::optional<std::vector<std::string>> list(const std::string& path,
                                               std::string_view ending) override;

 private:
  DiskFiles disk_;
  TextsByPath texts_;
};

// What was recorded, in place of the disk: to who reads the same, it answers the same.
class KeptFiles final : public TextFiles {
 public:
  explicit KeptFiles(TextsByPath texts) : texts_(std::move(texts)) {}

  std::string read(const std::string& path) override;
  // A folder without such files is not told from one that never was: it lists nothing.
  std::optional<std::vector<std::string>> list(const std::string& path,
                                               std::string_view ending) override;

 private:
  TextsByPath texts_;
};

}  // namespace sluice::pipeline
