// listagg: https://trino.io/docs/current/functions/aggregate.html#listagg
#include "engine/functions/define.h"
#include "engine/functions/families.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::string_t;

constexpr std::size_t kBytesMax = 1'048'576;

// What to do past the limit.
struct Overflow {
  bool cuts = false;
  std::string filler;
  bool with_count = false;
};

// The values that are not NULL; nothing when none is.
std::optional<std::string> join(std::span<const std::string_view> values,
                                std::string_view separator, const Overflow& overflow) {
  if (values.empty()) return std::nullopt;
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t before = out.size();
    if (i > 0) out += separator;
    out += values[i];
    if (out.size() <= kBytesMax) continue;
    if (!overflow.cuts) {
      raise("EXCEEDED_FUNCTION_MEMORY_LIMIT",
            fmt::format("Concatenated string has the length in bytes larger than the maximum "
                        "output length {}",
                        kBytesMax));
    }
    out.resize(before);
    if (i > 0) out += separator;
    out += overflow.filler;
    if (overflow.with_count) out += fmt::format("({})", values.size() - i);
    break;
  }
  return out;
}

// sluice_joined(values, separator, cuts, filler, with_count); the last four are constants.
void joined(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  auto& child = duckdb::ListVector::GetEntry(rows.data[0]);
  duckdb::UnifiedVectorFormat items;
  child.ToUnifiedFormat(duckdb::ListVector::GetListSize(rows.data[0]), items);
  const auto* texts = duckdb::UnifiedVectorFormat::GetData<string_t>(items);
  if (rows.size() == 0) return;
  const Overflow overflow{.cuts = rows.data[2].GetValue(0).GetValue<bool>(),
                          .filler = rows.data[3].GetValue(0).ToString(),
                          .with_count = rows.data[4].GetValue(0).GetValue<bool>()};
  duckdb::BinaryExecutor::ExecuteWithNulls<duckdb::list_entry_t, string_t, string_t>(
      rows.data[0], rows.data[1], result, rows.size(),
      [&](duckdb::list_entry_t list, string_t separator, duckdb::ValidityMask& valid, idx_t row) {
        std::vector<std::string_view> values;
        for (idx_t i = list.offset; i < list.offset + list.length; ++i) {
          const auto place = items.sel->get_index(i);
          if (items.validity.RowIsValid(place)) values.push_back(view(texts[place]));
        }
        return stored_or_null<string_t>(result, join(values, view(separator), overflow), valid,
                                        row);
      });
}

}  // namespace

void register_joined(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto flag = LogicalType::BOOLEAN;
  add_function(loader, "sluice_joined", {LogicalType::LIST(text), text, flag, text, flag}, text,
               Fails::on_values, joined);
}

}  // namespace sluice::engine
