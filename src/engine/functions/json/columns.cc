#include "engine/functions/json/columns.h"

namespace sluice::engine {

void set_text(duckdb::Vector& vector, duckdb::idx_t row, std::string_view text) {
  duckdb::FlatVector::GetData<duckdb::string_t>(vector)[row] = stored(vector, text);
}

duckdb::idx_t add_entry(duckdb::Vector& list, duckdb::idx_t row, std::size_t count) {
  const duckdb::idx_t offset = duckdb::ListVector::GetListSize(list);
  if (count > kResultElementsMax || offset > kResultElementsMax - count) fail_too_large();
  duckdb::ListVector::Reserve(list, offset + count);
  duckdb::ListVector::SetListSize(list, offset + count);
  duckdb::FlatVector::GetData<duckdb::list_entry_t>(list)[row] = {offset, count};
  return offset;
}

NamedValues::NamedValues(duckdb::Vector& lists, duckdb::idx_t count) {
  lists.ToUnifiedFormat(count, lists_);
  auto& structs = duckdb::ListVector::GetEntry(lists);
  const auto size = duckdb::ListVector::GetListSize(lists);
  structs.Flatten(size);
  for (auto& field : duckdb::StructVector::GetEntries(structs))
    fields_.emplace_back(*field, size);
}

std::vector<NamedValue> NamedValues::at(duckdb::idx_t row) const {
  const auto place = lists_.sel->get_index(row);
  std::vector<NamedValue> out;
  if (!lists_.validity.RowIsValid(place)) return out;
  const auto list = duckdb::UnifiedVectorFormat::GetData<duckdb::list_entry_t>(lists_)[place];
  for (auto at = list.offset; at < list.offset + list.length; ++at) {
    out.push_back({.name = fields_[0].at(at),
                   .kind = fields_[1].at(at).value_or(""),
                   .text = fields_[2].at(at)});
  }
  return out;
}

LogicalType named_values_type() {
  const auto text = LogicalType::VARCHAR;
  return LogicalType::LIST(LogicalType::STRUCT({{"name", text}, {"kind", text}, {"text", text}}));
}

std::optional<std::vector<PathParameter>> read_parameters(const std::vector<NamedValue>& values) {
  std::vector<PathParameter> out;
  for (const auto& value : values) {
    PathParameter parameter{.name = std::string(value.name.value_or("")), .item = {}};
    if (value.text) {
      parameter.item = read_item(value.kind, *value.text);
      if (!parameter.item) return std::nullopt;
    } else if (value.kind != "json") {
      parameter.item = JsonItem{};
    }
    out.push_back(std::move(parameter));
  }
  return out;
}

PathColumns::PathColumns(duckdb::DataChunk& rows)
    : kinds_(rows.data[0], rows.size()),
      texts_(rows.data[1], rows.size()),
      paths_(rows.data[2], rows.size()),
      values_(rows.data[3], rows.size()) {}

bool PathColumns::read(duckdb::idx_t row) {
  const std::string_view path = paths_.at(row).value_or("");
  if (!path_ || path != path_text_) {
    path_text_ = path;
    path_ = sql::parse_json_path(path_text_);
  }
  context_ = read_item(kinds_.at(row).value_or(""), texts_.at(row).value_or(""));
  auto parameters = read_parameters(values_.at(row));
  if (!context_ || !parameters) return false;
  parameters_ = std::move(*parameters);
  return true;
}

bool PathColumns::evaluate(duckdb::idx_t row) {
  items_.clear();
  if (!read(row)) {
    failure_ = input_failure();
    return false;
  }
  evaluator_.emplace(*path_, *context_, parameters_);
  try {
    items_ = evaluator_->run();
    return true;
  } catch (const PathFault& fault) {
    failure_ = {"PATH_EVALUATION_ERROR", "path evaluation failed: " + fault.message};
    return false;
  }
}

}  // namespace sluice::engine
