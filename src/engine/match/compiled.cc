#include "engine/match/compiled.h"

namespace sluice::engine::match {

namespace {

using duckdb::LogicalType;

LogicalType type_of(const Input& input, const Compiled& compiled) {
  switch (input.kind) {
    case InputKind::column:
      return compiled.columns.at(input.index);
    case InputKind::classifier:
      return LogicalType::VARCHAR;
    case InputKind::match_number:
      return LogicalType::BIGINT;
    case InputKind::aggregate:
      return compiled.aggregates.at(input.index).text.expression->return_type;
  }
  return LogicalType::VARCHAR;
}

std::vector<LogicalType> types_of(const std::vector<Input>& inputs, const Compiled& compiled) {
  std::vector<LogicalType> types;
  for (const auto& input : inputs)
    types.push_back(type_of(input, compiled));
  return types;
}

}  // namespace

LogicalType Compiled::result() const {
  if (asked.rows == RowsPerMatch::window) return measures.at(0).expression->return_type;
  duckdb::child_list_t<LogicalType> fields;
  for (const auto column : asked.output) {
    fields.emplace_back(fmt::format("c{}", fields.size()), columns.at(column));
  }
  for (const auto& measure : measures) {
    fields.emplace_back(fmt::format("c{}", fields.size()), measure.expression->return_type);
  }
  return LogicalType::LIST(LogicalType::STRUCT(std::move(fields)));
}

Compiled compile(duckdb::ClientContext& context, Specification asked,
                 std::vector<LogicalType> columns) {
  Compiled out{.asked = std::move(asked), .columns = std::move(columns)};
  for (const auto& aggregate : out.asked.aggregates) {
    const auto types = types_of(aggregate.inputs, out);
    CompiledAggregate compiled{.text = bind_text(context, aggregate.text, 'x', types)};
    for (const auto input : compiled.text.inputs)
      compiled.input_types.push_back(types[input]);
    out.aggregates.push_back(std::move(compiled));
  }
  out.input_types = types_of(out.asked.inputs, out);
  for (const auto& condition : out.asked.conditions) {
    out.conditions.push_back(
        condition ? std::optional(bind_text(context, *condition, 'n', out.input_types))
                  : std::nullopt);
  }
  for (const auto& measure : out.asked.measures) {
    out.measures.push_back(bind_text(context, measure, 'n', out.input_types));
  }
  return out;
}

}  // namespace sluice::engine::match
