// The query's objects as DuckDB's file system.
//
//   sluice://<query>/<file>/<scan>      a file of a scan, read through QueryState::open
//   sluice-out://<query>/<number>       a body being staged, written front to back
//
// A handle is found through the connection that asks, so a path of another query names nothing.
#pragma once

#include <string>

#include <duckdb.hpp>
#include <duckdb/common/file_system.hpp>

#include "engine/query_state.h"

namespace sluice::engine {

inline constexpr const char* kReadScheme = "sluice://";
inline constexpr const char* kWriteScheme = "sluice-out://";

std::string read_path(const QueryState& query, const Scan& scan, std::size_t file);
std::string write_path(const QueryState& query, std::uint64_t number);

// s3://bucket/key of a file's path; empty when the path is not one of the query's.
std::string object_name(const QueryState& query, const std::string& path);

struct ScanPosition {
  const Scan* scan = nullptr;
  std::size_t file = 0;
};
std::optional<ScanPosition> find_position(const QueryState& query, const std::string& path);

class ObjectFiles final : public duckdb::FileSystem {
 public:
  duckdb::unique_ptr<duckdb::FileHandle> OpenFile(
      const std::string& path, duckdb::FileOpenFlags flags,
      duckdb::optional_ptr<duckdb::FileOpener> opener) override;

  void Read(duckdb::FileHandle& handle, void* buffer, std::int64_t size,
            duckdb::idx_t location) override;
  std::int64_t Read(duckdb::FileHandle& handle, void* buffer, std::int64_t size) override;
  std::int64_t Write(duckdb::FileHandle& handle, void* buffer, std::int64_t size) override;
  void Seek(duckdb::FileHandle& handle, duckdb::idx_t location) override;
  duckdb::idx_t SeekPosition(duckdb::FileHandle& handle) override;
  void FileSync(duckdb::FileHandle&) override {}

  std::int64_t GetFileSize(duckdb::FileHandle& handle) override;
  duckdb::timestamp_t GetLastModifiedTime(duckdb::FileHandle& handle) override;
  std::string GetVersionTag(duckdb::FileHandle& handle) override;
  duckdb::FileType GetFileType(duckdb::FileHandle&) override {
    return duckdb::FileType::FILE_TYPE_REGULAR;
  }

  bool FileExists(const std::string&, duckdb::optional_ptr<duckdb::FileOpener>) override {
    return false;
  }
  bool DirectoryExists(const std::string&, duckdb::optional_ptr<duckdb::FileOpener>) override {
    return false;
  }
  bool CanHandleFile(const std::string& path) override;
  bool CanSeek() override { return true; }
  // "Not on disk" makes the Parquet reader ask for whole column chunks at once, not byte by byte:
  // every read costs the decryption of a stored chunk.
  bool OnDiskFile(duckdb::FileHandle&) override { return false; }
  std::string PathSeparator(const std::string&) override { return "/"; }
  std::string CanonicalizePath(const std::string& path,
                               duckdb::optional_ptr<duckdb::FileOpener>) override {
    return path;
  }
  std::string GetName() const override { return "Sluice"; }
};

}  // namespace sluice::engine
