#include "pipeline/text_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"

namespace sluice::pipeline {

namespace fs = std::filesystem;

std::string read_text_file(const std::string& path) {
  std::error_code failure;
  auto size = std::filesystem::file_size(path, failure);
  if (failure) {
    throw Error(ErrorKind::not_found, "NoSuchFile", fmt::format("{}: {}", path, failure.message()));
  }
  if (size > (16u << 20)) {
    throw Error(ErrorKind::limit, "FileTooLarge",
                fmt::format("{}: larger than 16 MiB: this cannot be a pipeline's text", path));
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw Error(ErrorKind::io, "ReadFailed", fmt::format("{}: cannot be read", path));
  return text.str();
}

std::string DiskFiles::read(const std::string& path) {
  return read_text_file(path);
}

std::optional<std::vector<std::string>> DiskFiles::list(const std::string& path,
                                                        std::string_view ending) {
  if (!fs::exists(path)) return std::nullopt;
  if (!fs::is_directory(path)) return std::vector{path};
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file() && entry.path().extension() == ending)
      found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return std::vector<std::string>(found.begin(), found.end());
}

std::string RecordedFiles::read(const std::string& path) {
  return texts_[path] = disk_.read(path);
}

std::optional<std::vector<std::string>> RecordedFiles::list(const std::string& path,
                                                            std::string_view ending) {
  return disk_.list(path, ending);
}

std::string KeptFiles::read(const std::string& path) {
  const auto found = texts_.find(path);
  if (found != texts_.end()) return found->second;
  throw Error(ErrorKind::not_found, "NoSuchFile", fmt::format("{}: was not kept", path));
}

std::optional<std::vector<std::string>> KeptFiles::list(const std::string& path,
                                                        std::string_view ending) {
  if (texts_.contains(path)) return std::vector{path};
  const auto folder = path.ends_with('/') ? path : path + '/';
  std::vector<fs::path> found;
  for (const auto& each : texts_) {
    const fs::path file(each.first);
    if (each.first.starts_with(folder) && file.extension() == ending) found.push_back(file);
  }
  std::sort(found.begin(), found.end());  // as paths, like the disk's
  return std::vector<std::string>(found.begin(), found.end());
}

}  // namespace sluice::pipeline
