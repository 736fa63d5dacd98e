// Arrays of texts joined to one.
#include "engine/functions/nested/families.h"
#include "engine/functions/nested/loops.h"

namespace sluice::engine {

namespace {

using nested::Arguments;
using nested::Cell;
using nested::idx_t;

// array_join(texts, delimiter[, instead of NULL])
void join(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  const Arguments arguments(rows);
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  auto* out = duckdb::FlatVector::GetData<duckdb::string_t>(result);
  for (idx_t row = 0; row < arguments.count(); ++row) {
    if (arguments.has_null(row)) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    const Cell list = arguments.at(0, row);
    const auto delimiter = view(arguments.at(1, row).value<duckdb::string_t>());
    std::string text;
    bool is_first = true;
    for (idx_t i = 0; i < list.length(); ++i) {
      const Cell element = list.element(i);
      if (element.is_null() && arguments.width() < 3) continue;
      if (!is_first) append(text, delimiter);
      is_first = false;
      const Cell shown = element.is_null() ? arguments.at(2, row) : element;
      append(text, view(shown.value<duckdb::string_t>()));
    }
    out[row] = stored(result, text);
  }
  arguments.finish(result);
}

}  // namespace

void register_array_join(duckdb::ExtensionLoader& loader) {
  const auto texts = LogicalType::LIST(LogicalType::VARCHAR);
  const auto& text = LogicalType::VARCHAR;
  add_function(loader, "sluice_array_join", {texts, text}, text, Fails::on_values, join);
  add_function(loader, "sluice_array_join_all", {texts, text, text}, text, Fails::on_values, join);
}

}  // namespace sluice::engine
