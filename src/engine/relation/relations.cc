#include "engine/relation/relations.h"

#include <duckdb/function/replacement_scan.hpp>
#include <duckdb/parser/expression/columnref_expression.hpp>
#include <duckdb/parser/expression/comparison_expression.hpp>
#include <duckdb/parser/expression/constant_expression.hpp>
#include <duckdb/parser/expression/function_expression.hpp>
#include <duckdb/parser/tableref/table_function_ref.hpp>

#include "engine/query_state.h"
#include "engine/relation/object_scan.h"
#include "engine/text/text_scan.h"

namespace sluice::engine {

namespace {

const char* function_of(const Scan& scan) {
  switch (scan.format) {
    case ScanFormat::parquet:
      return scan.bad_records == BadRecords::reject ? kCountedParquetScan : kParquetScan;
    case ScanFormat::avro:
      return kAvroScan;
    case ScanFormat::csv:
    case ScanFormat::json:
      break;
  }
  return "sluice_text_scan";
}

// Parquet without annotations: old writers mean text by it, unless the table says bytes.
bool is_binary_text(const Scan& scan) {
  const auto is_blob = [](const ScanColumn& column) {
    return column.duckdb_type.find("BLOB") != std::string::npos;
  };
  return std::none_of(scan.columns.begin(), scan.columns.end(), is_blob);
}

duckdb::unique_ptr<duckdb::TableRef> resolve(duckdb::ClientContext& context,
                                             duckdb::ReplacementScanInput& input,
                                             duckdb::optional_ptr<duckdb::ReplacementScanData>) {
  const auto query = context.registered_state->Get<QueryState>(QueryState::kKey);
  if (!query || !input.schema_name.empty()) return nullptr;
  const Scan* scan = query->find_scan(input.table_name);
  if (scan == nullptr) return nullptr;

  duckdb::vector<duckdb::unique_ptr<duckdb::ParsedExpression>> arguments;
  arguments.push_back(duckdb::make_uniq<duckdb::ConstantExpression>(duckdb::Value(scan->handle)));
  if (scan->format == ScanFormat::parquet && is_binary_text(*scan)) {
    arguments.push_back(duckdb::make_uniq<duckdb::ComparisonExpression>(
        duckdb::ExpressionType::COMPARE_EQUAL,
        duckdb::make_uniq<duckdb::ColumnRefExpression>("binary_as_string"),
        duckdb::make_uniq<duckdb::ConstantExpression>(duckdb::Value::BOOLEAN(true))));
  }
  auto reference = duckdb::make_uniq<duckdb::TableFunctionRef>();
  reference->function =
      duckdb::make_uniq<duckdb::FunctionExpression>(function_of(*scan), std::move(arguments));
  return reference;
}

}  // namespace

void register_relations(duckdb::ExtensionLoader& loader) {
  register_object_scans(loader);
  loader.RegisterFunction(text_scan_function());

  // DuckDB's own would read FROM 'file.csv'.
  auto& config = duckdb::DBConfig::GetConfig(loader.GetDatabaseInstance());
  config.replacement_scans.clear();
  config.replacement_scans.emplace_back(resolve);
}

}  // namespace sluice::engine
