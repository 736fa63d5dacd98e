// The disk as DuckDB sees it: the spill folder to write, the extensions' folder to read, nothing
// else.
//
// A second wall behind enable_external_access: it also stops what DuckDB itself would look for in
// the user's home.
#pragma once

#include <string>

#include <duckdb.hpp>
#include <duckdb/common/local_file_system.hpp>

namespace sluice::engine {

class GuardedFiles final : public duckdb::LocalFileSystem {
 public:
  // Either may be empty.
  GuardedFiles(const std::string& spill_directory, const std::string& extension_directory);

  duckdb::unique_ptr<duckdb::FileHandle> OpenFile(
      const std::string& path, duckdb::FileOpenFlags flags,
      duckdb::optional_ptr<duckdb::FileOpener> opener) override;
  bool DirectoryExists(const std::string& path,
                       duckdb::optional_ptr<duckdb::FileOpener> opener) override;
  void CreateDirectory(const std::string& path,
                       duckdb::optional_ptr<duckdb::FileOpener> opener) override;
  void RemoveDirectory(const std::string& path,
                       duckdb::optional_ptr<duckdb::FileOpener> opener) override;
  void MoveFile(const std::string& from, const std::string& to,
                duckdb::optional_ptr<duckdb::FileOpener> opener) override;
  bool FileExists(const std::string& path,
                  duckdb::optional_ptr<duckdb::FileOpener> opener) override;
  bool IsPipe(const std::string& path, duckdb::optional_ptr<duckdb::FileOpener> opener) override;
  void RemoveFile(const std::string& path,
                  duckdb::optional_ptr<duckdb::FileOpener> opener) override;

 protected:
  bool ListFilesExtended(const std::string& path,
                         const std::function<void(duckdb::OpenFileInfo&)>& each,
                         duckdb::optional_ptr<duckdb::FileOpener> opener) override;
  duckdb::unique_ptr<duckdb::MultiFileList> GlobFilesExtended(
      const std::string& pattern, const duckdb::FileGlobInput& input,
      duckdb::optional_ptr<duckdb::FileOpener> opener) override;

 private:
  bool is_spill(const std::string& path) const;
  bool is_visible(const std::string& path) const;
  void require_spill(const std::string& path) const;

  std::string spill_;
  std::string extensions_;
};

}  // namespace sluice::engine
