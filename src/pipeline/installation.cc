#include "pipeline/installation.h"

#include <filesystem>

namespace sluice::pipeline {

std::string extension_directory() {
  std::error_code failure;
  auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
  auto installed = program.parent_path().parent_path() / "lib" / "sluice" / "extensions";
  if (!failure && std::filesystem::exists(installed, failure)) return installed.string();
  return SLUICE_DUCKDB_EXTENSIONS;
}

}  // namespace sluice::pipeline
