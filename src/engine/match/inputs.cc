#include "engine/match/inputs.h"

namespace sluice::engine::match {

Inputs::Inputs(duckdb::ClientContext& context, const Compiled& compiled, Rows& rows)
    : context_(context), compiled_(compiled), rows_(rows), labels_(compiled.asked.labels) {
  for (std::size_t i = 0; i < compiled.aggregates.size(); ++i) {
    aggregates_.push_back(
        duckdb::make_uniq<RunningAggregate>(context, compiled, i, rows_, labels_));
  }
}

duckdb::Vector& Inputs::source(const Input& input) {
  return input.kind == InputKind::column ? rows_.column(input.index) : labels_.column(0);
}

RowIndex Inputs::position(const Input& input, const Place& place) const {
  const auto row = place.path.resolve(input.navigation, place.size, place.range);
  if (input.kind == InputKind::column) return row.value_or(rows_.null_row());
  const auto label = row ? place.path.label_at(*row) : std::nullopt;
  return label.value_or(labels_.null_row());
}

void Inputs::value(const Input& input, const Place& place, duckdb::Vector& result) {
  if (input.kind == InputKind::match_number) {
    result.Reference(duckdb::Value::BIGINT(place.match_number));
    return;
  }
  if (input.kind != InputKind::aggregate) {
    // A fresh vector: `result` may share the validity of a source, where a NULL would be written.
    duckdb::Vector constant(result.GetType(), 1);
    duckdb::ConstantVector::Reference(constant, source(input), position(input, place), 1);
    result.Reference(constant);
    return;
  }
  const auto& asked = compiled_.asked.aggregates[input.index];
  const std::size_t size = asked.is_final ? place.path.size() : place.size;
  aggregates_[input.index]->value(place.path, place.path.count(asked.set, size), place.match_number,
                                  result);
}

}  // namespace sluice::engine::match
