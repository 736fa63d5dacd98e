#include "engine/relation/object_list.h"

#include <duckdb/common/multi_file/multi_file_reader.hpp>
#include <duckdb/execution/expression_executor.hpp>
#include <duckdb/planner/expression/bound_columnref_expression.hpp>
#include <duckdb/planner/expression/bound_reference_expression.hpp>
#include <duckdb/planner/expression_iterator.hpp>

#include "engine/host/object_files.h"

namespace sluice::engine {

namespace {

using Expressions = duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>;

// The partition key that a column reference of this scan means, if it does.
std::optional<std::size_t> partition_key_of(const duckdb::BoundColumnRefExpression& reference,
                                            const duckdb::MultiFilePushdownInfo& info,
                                            std::size_t column_count) {
  if (reference.depth > 0 || reference.binding.table_index != info.table_index) return std::nullopt;
  const auto column = info.column_ids[reference.binding.column_index];
  if (duckdb::IsVirtualColumn(column) || column < column_count) return std::nullopt;
  return column - column_count;
}

// Turns references of partition keys into positions; false when the expression needs anything else.
bool bind_to_keys(duckdb::unique_ptr<duckdb::Expression>& expression,
                  const duckdb::MultiFilePushdownInfo& info, std::size_t column_count) {
  if (expression->GetExpressionType() == duckdb::ExpressionType::BOUND_COLUMN_REF) {
    const auto& reference = expression->Cast<duckdb::BoundColumnRefExpression>();
    const auto key = partition_key_of(reference, info, column_count);
    if (!key) return false;
    expression = duckdb::make_uniq<duckdb::BoundReferenceExpression>(reference.return_type, *key);
    return true;
  }
  bool is_bound = true;
  duckdb::ExpressionIterator::EnumerateChildren(
      *expression, [&](duckdb::unique_ptr<duckdb::Expression>& child) {
        is_bound = is_bound && bind_to_keys(child, info, column_count);
      });
  return is_bound;
}

// The filters that the partition constants alone decide. One that may throw must not meet files
// that another part of WHERE excludes.
Expressions partition_filters(const Expressions& filters, const duckdb::MultiFilePushdownInfo& info,
                              std::size_t column_count) {
  Expressions usable;
  for (const auto& filter : filters) {
    if (filter->IsVolatile() || filter->CanThrow() || filter->HasSubquery() ||
        filter->HasParameter()) {
      continue;
    }
    auto copy = filter->Copy();
    if (bind_to_keys(copy, info, column_count)) usable.push_back(std::move(copy));
  }
  return usable;
}

// Partitions repeat from file to file, so the last verdict is kept.
class PartitionFilter {
 public:
  PartitionFilter(duckdb::ClientContext& context, const Expressions& filters,
                  const ScanTypes& types)
      : executor_(context), types_(types), filter_count_(filters.size()) {
    for (const auto& filter : filters)
      executor_.AddExpression(*filter);
    keys_.Initialize(context, types.partition_keys);
    verdicts_.Initialize(
        context, duckdb::vector<duckdb::LogicalType>(filters.size(), duckdb::LogicalType::BOOLEAN));
  }

  bool accepts(const Scan& scan, std::size_t file) {
    const auto& values = scan.files[file].partition_values;
    if (last_ != nullptr && *last_ == values) return last_verdict_;
    keys_.Reset();
    for (std::size_t key = 0; key < values.size(); ++key) {
      keys_.SetValue(key, 0, partition_value(scan, file, key, types_.partition_keys[key]));
    }
    keys_.SetCardinality(1);
    verdicts_.Reset();
    executor_.Execute(keys_, verdicts_);
    last_ = &values;
    last_verdict_ = true;
    for (std::size_t filter = 0; filter < filter_count_; ++filter) {
      const duckdb::Value verdict = verdicts_.GetValue(filter, 0);
      last_verdict_ = last_verdict_ && !verdict.IsNull() && duckdb::BooleanValue::Get(verdict);
    }
    return last_verdict_;
  }

 private:
  duckdb::ExpressionExecutor executor_;
  const ScanTypes& types_;
  const std::size_t filter_count_;
  duckdb::DataChunk keys_;
  duckdb::DataChunk verdicts_;
  const std::vector<std::optional<std::string>>* last_ = nullptr;
  bool last_verdict_ = false;
};

}  // namespace

ScanTypes parse_types(duckdb::ClientContext& context, const Scan& scan) {
  const auto parse = [&](const std::vector<ScanColumn>& columns) {
    duckdb::vector<duckdb::LogicalType> types;
    for (const ScanColumn& column : columns) {
      types.push_back(duckdb::TransformStringToLogicalType(column.duckdb_type, context));
    }
    return types;
  };
  return {.columns = parse(scan.columns), .partition_keys = parse(scan.partition_keys)};
}

duckdb::Value partition_value(const Scan& scan, std::size_t file, std::size_t key,
                              const duckdb::LogicalType& type) {
  const auto& text = scan.files[file].partition_values[key];
  if (!text) return duckdb::Value(type);
  duckdb::Value value(*text);
  duckdb::Value result;
  std::string error;
  if (type.id() == duckdb::LogicalTypeId::VARCHAR) return value;
  if (value.DefaultTryCastAs(type, result, &error, true)) return result;
  throw Error(ErrorKind::invalid, "HIVE_INVALID_PARTITION_VALUE",
              fmt::format("partition value '{}' of column {} is no {}", *text,
                          scan.partition_keys[key].name, scan.partition_keys[key].duckdb_type));
}

ObjectList::ObjectList(QueryState& query, const engine::Scan& scan,
                       std::shared_ptr<const ScanTypes> types)
    : query_(query), scan_(scan), types_(std::move(types)) {}

duckdb::unique_ptr<duckdb::MultiFileList> ObjectList::ComplexFilterPushdown(
    duckdb::ClientContext& context, const duckdb::MultiFileOptions&,
    duckdb::MultiFilePushdownInfo& info, Expressions& filters) const {
  if (scan_.partition_keys.empty() || scan_.files.empty()) return nullptr;
  const Expressions usable = partition_filters(filters, info, scan_.columns.size());
  if (usable.empty()) return nullptr;

  auto kept = std::make_shared<std::vector<std::uint32_t>>();
  PartitionFilter filter(context, usable, *types_);
  const std::size_t count = GetTotalFileCount();
  try {
    for (std::size_t index = 0; index < count; ++index) {
      const std::size_t number = number_of(index);
      if (filter.accepts(scan_, number)) kept->push_back(static_cast<std::uint32_t>(number));
    }
  } catch (const Error&) {
    return nullptr;  // a bad partition value: an error only if its file is read
  }
  if (kept->size() == count) return nullptr;
  auto result = duckdb::make_uniq<ObjectList>(query_, scan_, types_);
  result->kept_ = std::move(kept);
  return result;
}

duckdb::vector<duckdb::OpenFileInfo> ObjectList::GetAllFiles() const {
  duckdb::vector<duckdb::OpenFileInfo> files;
  for (std::size_t index = 0; index < GetTotalFileCount(); ++index)
    files.push_back(GetFile(index));
  return files;
}

duckdb::FileExpandResult ObjectList::GetExpandResult() const {
  const std::size_t count = GetTotalFileCount();
  if (count == 0) return duckdb::FileExpandResult::NO_FILES;
  return count == 1 ? duckdb::FileExpandResult::SINGLE_FILE
                    : duckdb::FileExpandResult::MULTIPLE_FILES;
}

duckdb::idx_t ObjectList::GetTotalFileCount() const {
  return kept_ ? kept_->size() : scan_.files.size();
}

duckdb::unique_ptr<duckdb::MultiFileList> ObjectList::Copy() const {
  auto copy = duckdb::make_uniq<ObjectList>(query_, scan_, types_);
  copy->kept_ = kept_;
  return copy;
}

duckdb::OpenFileInfo ObjectList::GetFile(duckdb::idx_t index) const {
  if (index >= GetTotalFileCount()) return {};
  const std::size_t number = number_of(index);
  duckdb::OpenFileInfo file(read_path(query_, scan_, number));
  file.extended_info = duckdb::make_shared_ptr<duckdb::ExtendedOpenFileInfo>();
  file.extended_info->options["file_size"] =
      duckdb::Value::UBIGINT(scan_.files[number].object.size_bytes);
  return file;
}

}  // namespace sluice::engine
