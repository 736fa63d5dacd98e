// Numbers as narrower numbers: the engine's own casts, with Trino's words for what does not fit.
#include <duckdb/common/vector_operations/vector_operations.hpp>
#include <duckdb/planner/expression.hpp>

#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::LogicalTypeId;
using duckdb::Value;
using duckdb::Vector;
using Arguments = duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>;

const char* trino_name(const LogicalType& type) {
  switch (type.id()) {
    case LogicalTypeId::BOOLEAN:
      return "BOOLEAN";
    case LogicalTypeId::TINYINT:
      return "TINYINT";
    case LogicalTypeId::SMALLINT:
      return "SMALLINT";
    case LogicalTypeId::INTEGER:
      return "INTEGER";
    default:
      return "BIGINT";
  }
}

std::string decimal_name(const LogicalType& type) {
  return fmt::format("DECIMAL({}, {})", duckdb::DecimalType::GetWidth(type),
                     duckdb::DecimalType::GetScale(type));
}

std::string message_of(const Value& value, const LogicalType& to) {
  const LogicalType& from = value.type();
  const std::string text = value.ToString();
  const bool is_from_decimal = from.id() == LogicalTypeId::DECIMAL;
  if (to.id() == LogicalTypeId::DECIMAL) {
    return fmt::format("Cannot cast {} '{}' to {}",
                       is_from_decimal ? decimal_name(from) : trino_name(from), text,
                       decimal_name(to));
  }
  if (is_from_decimal) return fmt::format("Cannot cast '{}' to {}", text, trino_name(to));
  return fmt::format("Out of range for {}: {}", duckdb::StringUtil::Lower(trino_name(to)), text);
}

[[noreturn]] void fail_first(Vector& from, Vector& to, duckdb::idx_t count) {
  for (duckdb::idx_t row = 0; row < count; ++row) {
    const Value value = from.GetValue(row);
    if (value.IsNull() || !to.GetValue(row).IsNull()) continue;
    raise(kOutOfRange, message_of(value, to.GetType()));
  }
  raise(kOutOfRange, "Out of range");
}

// (value, a NULL of the wanted type)
duckdb::unique_ptr<duckdb::FunctionData> bind_target(duckdb::ClientContext&,
                                                     duckdb::ScalarFunction& function,
                                                     Arguments& arguments) {
  function.arguments[0] = arguments[0]->return_type;
  function.arguments[1] = arguments[1]->return_type;
  function.SetReturnType(arguments[1]->return_type);
  return nullptr;
}

void cast_numbers(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  std::string error;
  if (duckdb::VectorOperations::DefaultTryCast(rows.data[0], result, rows.size(), &error)) return;
  fail_first(rows.data[0], result, rows.size());
}

}  // namespace

void register_number_casts(duckdb::ExtensionLoader& loader) {
  duckdb::ScalarFunction cast("sluice_cast_number", {LogicalType::ANY, LogicalType::ANY},
                              LogicalType::ANY, cast_numbers, bind_target);
  cast.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  cast.SetErrorMode(duckdb::FunctionErrors::CAN_THROW_RUNTIME_ERROR);
  add_function(loader, std::move(cast));
}

}  // namespace sluice::engine
