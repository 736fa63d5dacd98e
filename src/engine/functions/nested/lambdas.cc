// sluice_checked(x) is x: it says that computing x may fail. DuckDB does not look into a lambda for
// what may, and would evaluate one for rows that WHERE had excluded.
#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

void pass(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  result.Reference(rows.data[0]);
}

}  // namespace

void register_lambdas(duckdb::ExtensionLoader& loader) {
  nested::add_nested(loader, {.name = "sluice_checked",
                              .fails = Fails::on_values,
                              .loop = pass,
                              .bind = nested::bind_result<nested::type_of_first>});
}

}  // namespace sluice::engine
