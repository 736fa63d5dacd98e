#include "pipeline/text_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"

namespace sluice::pipeline {

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

}  // namespace sluice::pipeline
