// Lists with Trino's three-valued logic.
#include <cmath>

#include <duckdb/common/types/value.hpp>

#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::Value;
using duckdb::Vector;

// Of a list of booleans: `decisive` as soon as one is, else NULL if one is NULL, else the opposite.
Loop decide(bool decisive) {
  return [decisive](duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
    auto& child = duckdb::ListVector::GetEntry(rows.data[0]);
    duckdb::UnifiedVectorFormat items;
    child.ToUnifiedFormat(duckdb::ListVector::GetListSize(rows.data[0]), items);
    const auto* data = duckdb::UnifiedVectorFormat::GetData<bool>(items);
    duckdb::UnaryExecutor::ExecuteWithNulls<duckdb::list_entry_t, bool>(
        rows.data[0], result, rows.size(),
        [&](duckdb::list_entry_t list, duckdb::ValidityMask& valid, duckdb::idx_t row) {
          bool has_null = false;
          for (duckdb::idx_t i = 0; i < list.length; ++i) {
            const auto index = items.sel->get_index(list.offset + i);
            const bool is_null = !items.validity.RowIsValid(index);
            if (!is_null && data[index] == decisive) return decisive;
            has_null |= is_null;
          }
          if (has_null) valid.SetInvalid(row);
          return !decisive;
        });
  };
}

// Nothing where a NULL leaves it open.
std::optional<bool> equal(const Value& left, const Value& right);

std::optional<bool> equal_children(const duckdb::vector<Value>& left,
                                   const duckdb::vector<Value>& right) {
  if (left.size() != right.size()) return false;
  std::optional<bool> result = true;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto same = equal(left[i], right[i]);
    if (same == std::optional(false)) return false;
    if (!same) result = std::nullopt;
  }
  return result;
}

bool is_nan(const Value& value) {
  switch (value.type().id()) {
    case duckdb::LogicalTypeId::DOUBLE:
      return std::isnan(duckdb::DoubleValue::Get(value));
    case duckdb::LogicalTypeId::FLOAT:
      return std::isnan(duckdb::FloatValue::Get(value));
    default:
      return false;
  }
}

std::optional<bool> equal(const Value& left, const Value& right) {
  if (left.IsNull() || right.IsNull()) return std::nullopt;
  switch (left.type().id()) {
    case duckdb::LogicalTypeId::LIST:
      return equal_children(duckdb::ListValue::GetChildren(left),
                            duckdb::ListValue::GetChildren(right));
    case duckdb::LogicalTypeId::STRUCT:
      return equal_children(duckdb::StructValue::GetChildren(left),
                            duckdb::StructValue::GetChildren(right));
    default:
      return !is_nan(left) && left == right;
  }
}

void equal_lists(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  for (duckdb::idx_t row = 0; row < rows.size(); ++row) {
    const auto same = equal(rows.data[0].GetValue(row), rows.data[1].GetValue(row));
    result.SetValue(row, same ? Value::BOOLEAN(*same) : Value(LogicalType::BOOLEAN));
  }
}

}  // namespace

void register_lists(duckdb::ExtensionLoader& loader) {
  const auto booleans = LogicalType::LIST(LogicalType::BOOLEAN);
  add_function(loader, "sluice_any", {booleans}, LogicalType::BOOLEAN, Fails::never, decide(true));
  add_function(loader, "sluice_all", {booleans}, LogicalType::BOOLEAN, Fails::never, decide(false));
  const auto any = LogicalType::LIST(LogicalType::ANY);
  add_function(loader, "sluice_equal", {any, any}, LogicalType::BOOLEAN, Fails::never, equal_lists);
}

}  // namespace sluice::engine
