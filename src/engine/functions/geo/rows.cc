#include "engine/functions/geo/rows.h"

#include "engine/functions/geo/shape/wkb.h"

namespace sluice::engine::geo {

Row::Row(duckdb::DataChunk& rows)
    : columns_(rows.ColumnCount()), rows_(rows), parsed_(rows.ColumnCount()) {
  for (duckdb::idx_t i = 0; i < rows.ColumnCount(); ++i)
    rows.data[i].ToUnifiedFormat(rows.size(), columns_[i]);
}

std::string_view Row::bytes(std::size_t argument) const {
  const auto& column = columns_[argument];
  // Not by value: a short text lies inside its string_t.
  return view(
      duckdb::UnifiedVectorFormat::GetData<duckdb::string_t>(column)[column.sel->get_index(row_)]);
}

Shape Row::shape(std::size_t argument) const {
  return read_stored(bytes(argument));
}

std::vector<std::optional<std::string_view>> Row::list(std::size_t argument) const {
  const auto entry = get<duckdb::list_entry_t>(argument);
  auto& child = duckdb::ListVector::GetEntry(rows_.data[argument]);
  duckdb::UnifiedVectorFormat items;
  child.ToUnifiedFormat(duckdb::ListVector::GetListSize(rows_.data[argument]), items);
  const auto* data = duckdb::UnifiedVectorFormat::GetData<duckdb::string_t>(items);
  std::vector<std::optional<std::string_view>> out;
  for (duckdb::idx_t i = 0; i < entry.length; ++i) {
    const auto index = items.sel->get_index(entry.offset + i);
    out.emplace_back();
    if (items.validity.RowIsValid(index)) out.back() = view(data[index]);
  }
  return out;
}

Topology& Row::topology() const {
  if (!topology_) topology_ = std::make_unique<Topology>();
  return *topology_;
}

const GEOSGeometry& Row::geometry(std::size_t argument) const {
  Parsed& parsed = parsed_[argument];
  const std::string_view bytes = this->bytes(argument);
  if (!parsed.geometry || parsed.bytes != bytes) {
    parsed.prepared = nullptr;
    parsed.geometry = topology().read(bytes);
    parsed.bytes = bytes;
  }
  return *parsed.geometry;
}

const GEOSPreparedGeometry& Row::prepared(std::size_t argument) const {
  const GEOSGeometry& geometry = this->geometry(argument);
  Parsed& parsed = parsed_[argument];
  if (!parsed.prepared) parsed.prepared = topology().prepare(geometry);
  return *parsed.prepared;
}

bool Row::has_null() const {
  for (const auto& column : columns_) {
    if (!column.validity.RowIsValid(column.sel->get_index(row_))) return true;
  }
  return false;
}

}  // namespace sluice::engine::geo
