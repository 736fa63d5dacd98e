#include "engine/write/write_plan.h"

#include <algorithm>

namespace sluice::engine {

namespace {

std::size_t find_column(const std::vector<std::string>& names, const std::string& name) {
  for (std::size_t column = 0; column < names.size(); ++column) {
    if (duckdb::StringUtil::CIEquals(names[column], name)) return column;
  }
  throw Error(ErrorKind::invalid, "COLUMN_NOT_FOUND",
              fmt::format("the query has no column {} to partition, check or sort by", name));
}

bool has(const duckdb::vector<duckdb::column_t>& columns, std::size_t column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

void require_partition_type(const std::string& name, const duckdb::LogicalType& type) {
  if (!type.IsNested() && type.id() != duckdb::LogicalTypeId::BLOB) return;
  throw Error(ErrorKind::invalid, "TYPE_MISMATCH",
              fmt::format("column {} cannot be a partition key: it is {}", name, type.ToString()));
}

}  // namespace

WritePlan plan_write(const WriteRequest& request, const std::vector<std::string>& names,
                     const std::vector<duckdb::LogicalType>& types) {
  WritePlan plan;
  for (const std::string& key : request.partition_keys) {
    const std::size_t column = find_column(names, key);
    require_partition_type(key, types[column]);
    plan.key_columns.push_back(column);
    plan.key_types.push_back(types[column]);
  }
  for (const RowCheck& check : request.checks) {
    const std::size_t column = find_column(names, check.column);
    if (types[column].id() != duckdb::LogicalTypeId::BOOLEAN) {
      throw Error(ErrorKind::invalid, "TYPE_MISMATCH",
                  fmt::format("check {} is no boolean", check.column));
    }
    plan.check_columns.push_back(column);
  }
  for (const SortKey& key : request.sort)
    find_column(names, key.column);
  for (std::size_t column = 0; column < names.size(); ++column) {
    if (has(plan.check_columns, column)) continue;
    plan.row_columns.push_back(column);
    if (has(plan.key_columns, column)) continue;
    plan.file_columns.push_back(column);
    plan.file_names.push_back(names[column]);
    plan.file_types.push_back(types[column]);
  }
  if (plan.file_columns.empty()) {
    throw Error(ErrorKind::invalid, "INVALID_TABLE_PROPERTY",
                "every column is a partition key: none is left for the files");
  }
  return plan;
}

}  // namespace sluice::engine
