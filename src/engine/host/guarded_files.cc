#include "engine/host/guarded_files.h"

#include <filesystem>

namespace sluice::engine {

namespace {

// Absolute, without "." and ".." and without a slash at the end.
std::string normal(const std::string& path) {
  if (path.empty()) return {};
  std::string text = std::filesystem::absolute(path).lexically_normal().string();
  while (text.size() > 1 && text.back() == '/')
    text.pop_back();
  return text;
}

bool is_within(const std::string& path, const std::string& folder) {
  if (folder.empty()) return false;
  const std::string text = normal(path);
  return text == folder || text.starts_with(folder + "/");
}

[[noreturn]] void refuse() {
  throw duckdb::PermissionException("queries cannot reach the local file system");
}

}  // namespace

GuardedFiles::GuardedFiles(const std::string& spill_directory,
                           const std::string& extension_directory)
    : spill_(normal(spill_directory)), extensions_(normal(extension_directory)) {}

bool GuardedFiles::is_spill(const std::string& path) const {
  return is_within(path, spill_);
}

bool GuardedFiles::is_visible(const std::string& path) const {
  return is_spill(path) || is_within(path, extensions_);
}

void GuardedFiles::require_spill(const std::string& path) const {
  if (!is_spill(path)) refuse();
}

duckdb::unique_ptr<duckdb::FileHandle> GuardedFiles::OpenFile(
    const std::string& path, duckdb::FileOpenFlags flags,
    duckdb::optional_ptr<duckdb::FileOpener> opener) {
  if (!is_visible(path) || (flags.OpenForWriting() && !is_spill(path))) refuse();
  return LocalFileSystem::OpenFile(path, flags, opener);
}

bool GuardedFiles::DirectoryExists(const std::string& path,
                                   duckdb::optional_ptr<duckdb::FileOpener> opener) {
  return is_visible(path) && LocalFileSystem::DirectoryExists(path, opener);
}

void GuardedFiles::CreateDirectory(const std::string& path,
                                   duckdb::optional_ptr<duckdb::FileOpener> opener) {
  require_spill(path);
  LocalFileSystem::CreateDirectory(path, opener);
}

void GuardedFiles::RemoveDirectory(const std::string& path,
                                   duckdb::optional_ptr<duckdb::FileOpener> opener) {
  require_spill(path);
  LocalFileSystem::RemoveDirectory(path, opener);
}

void GuardedFiles::MoveFile(const std::string& from, const std::string& to,
                            duckdb::optional_ptr<duckdb::FileOpener> opener) {
  require_spill(from);
  require_spill(to);
  LocalFileSystem::MoveFile(from, to, opener);
}

bool GuardedFiles::FileExists(const std::string& path,
                              duckdb::optional_ptr<duckdb::FileOpener> opener) {
  return is_visible(path) && LocalFileSystem::FileExists(path, opener);
}

bool GuardedFiles::IsPipe(const std::string& path,
                          duckdb::optional_ptr<duckdb::FileOpener> opener) {
  return is_visible(path) && LocalFileSystem::IsPipe(path, opener);
}

void GuardedFiles::RemoveFile(const std::string& path,
                              duckdb::optional_ptr<duckdb::FileOpener> opener) {
  require_spill(path);
  LocalFileSystem::RemoveFile(path, opener);
}

bool GuardedFiles::ListFilesExtended(const std::string& path,
                                     const std::function<void(duckdb::OpenFileInfo&)>& each,
                                     duckdb::optional_ptr<duckdb::FileOpener> opener) {
  if (!is_visible(path)) refuse();
  return LocalFileSystem::ListFilesExtended(path, each, opener);
}

duckdb::unique_ptr<duckdb::MultiFileList> GuardedFiles::GlobFilesExtended(
    const std::string&, const duckdb::FileGlobInput&, duckdb::optional_ptr<duckdb::FileOpener>) {
  refuse();
}

}  // namespace sluice::engine
