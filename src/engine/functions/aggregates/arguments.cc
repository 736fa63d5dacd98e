// What window functions refuse of their arguments.
#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

std::int64_t at_least(std::int64_t value, std::int64_t least, duckdb::string_t message) {
  if (value < least) raise(kInvalidArgument, view(message));
  return value;
}

// Of lag and lead: here a NULL is an error, too.
void offset(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  duckdb::UnifiedVectorFormat column;
  rows.data[0].ToUnifiedFormat(rows.size(), column);
  const auto* values = duckdb::UnifiedVectorFormat::GetData<std::int64_t>(column);
  for (duckdb::idx_t row = 0; row < rows.size(); ++row) {
    const auto place = column.sel->get_index(row);
    if (!column.validity.RowIsValid(place)) raise(kInvalidArgument, "Offset must not be null");
    if (values[place] < 0) raise(kInvalidArgument, "Offset must be at least 0");
  }
  result.Reference(rows.data[0]);
}

}  // namespace

void register_window_arguments(duckdb::ExtensionLoader& loader) {
  const auto bigint = LogicalType::BIGINT;
  add_function(loader, "sluice_at_least", {bigint, bigint, LogicalType::VARCHAR}, bigint,
               Fails::on_values, ternary(at_least));
  duckdb::ScalarFunction function("sluice_offset", {bigint}, bigint, offset);
  function.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  function.SetErrorMode(duckdb::FunctionErrors::CAN_THROW_RUNTIME_ERROR);
  add_function(loader, std::move(function));
}

}  // namespace sluice::engine
