// A scan's files as DuckDB lists them: opened by number, pruned by their partition constants.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <duckdb.hpp>
#include <duckdb/common/multi_file/multi_file_list.hpp>

#include "engine/query_state.h"

namespace sluice::engine {

// The declared types, parsed once for a scan.
struct ScanTypes {
  duckdb::vector<duckdb::LogicalType> columns;
  duckdb::vector<duckdb::LogicalType> partition_keys;
};

// Throws Error invalid for a type that DuckDB does not know: a broken invariant of the caller.
ScanTypes parse_types(duckdb::ClientContext& context, const Scan& scan);

// A partition's constant. Throws Error HIVE_INVALID_PARTITION_VALUE where the text is no such
// value.
duckdb::Value partition_value(const Scan& scan, std::size_t file, std::size_t key,
                              const duckdb::LogicalType& type);

// Costs nothing for a file until it is asked for: a scan may have 100,000.
class ObjectList final : public duckdb::MultiFileList {
 public:
  ObjectList(QueryState& query, const engine::Scan& scan, std::shared_ptr<const ScanTypes> types);

  duckdb::unique_ptr<duckdb::MultiFileList> ComplexFilterPushdown(
      duckdb::ClientContext& context, const duckdb::MultiFileOptions& options,
      duckdb::MultiFilePushdownInfo& info,
      duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& filters) const override;
  duckdb::vector<duckdb::OpenFileInfo> GetAllFiles() const override;
  duckdb::FileExpandResult GetExpandResult() const override;
  duckdb::idx_t GetTotalFileCount() const override;
  duckdb::unique_ptr<duckdb::MultiFileList> Copy() const override;

 protected:
  duckdb::OpenFileInfo GetFile(duckdb::idx_t index) const override;

 private:
  std::size_t number_of(std::size_t index) const { return kept_ ? (*kept_)[index] : index; }

  QueryState& query_;
  const engine::Scan& scan_;
  std::shared_ptr<const ScanTypes> types_;                  // shared with the copies DuckDB makes
  std::shared_ptr<const std::vector<std::uint32_t>> kept_;  // null: every file
};

}  // namespace sluice::engine
