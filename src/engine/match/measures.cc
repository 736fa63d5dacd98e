#include "engine/match/measures.h"

#include "engine/functions/define.h"

namespace sluice::engine::match {

using duckdb::Vector;

Measures::Measures(Inputs& inputs) : inputs_(inputs) {
  recorded_.resize(inputs.compiled().asked.inputs.size());
  for (const auto& measure : inputs.compiled().measures) {
    for (const auto input : measure.inputs)
      recorded_[input].is_used = true;
  }
}

// Matches that overlap put out rows by the square of the partition's.
void Measures::check_room() {
  constexpr std::size_t kRowsBetweenChecks = 1'024;
  const std::size_t rows_max = inputs_.rows().kept_max();
  if (rows_.size() >= rows_max) {
    raise("EXCEEDED_LOCAL_MEMORY_LIMIT",
          fmt::format("Row pattern matching puts out more than {} rows", rows_max));
  }
  if (rows_.size() % kRowsBetweenChecks == 0) require_running();
}

void Measures::require_running() {
  if (inputs_.context().IsInterrupted()) throw duckdb::InterruptException();
}

void Measures::add(RowIndex row, const Place& place) {
  check_room();
  for (std::size_t i = 0; i < recorded_.size(); ++i) {
    if (recorded_[i].is_used) record(i, place);
  }
  rows_.push_back(row);
  unmatched_.push_back(false);
}

void Measures::add_unmatched(RowIndex row) {
  const Path nothing(inputs_.compiled().asked.sets);
  add(row, {.path = nothing, .size = 0, .range = {}, .match_number = 0});
  unmatched_.back() = !inputs_.compiled().asked.measures_unmatched;
}

void Measures::record(std::size_t index, const Place& place) {
  auto& recorded = recorded_[index];
  const Input& input = inputs_.compiled().asked.inputs[index];
  if (input.kind == InputKind::column || input.kind == InputKind::classifier) {
    recorded.positions.push_back(inputs_.position(input, place));
    return;
  }
  const auto& type = inputs_.compiled().input_types[index];
  const std::size_t size = rows_.size();
  if (!recorded.values) {
    recorded.capacity = STANDARD_VECTOR_SIZE;
    recorded.values = duckdb::make_uniq<Vector>(type, recorded.capacity);
  } else if (size == recorded.capacity) {
    recorded.values->Resize(size, size * 2);
    recorded.capacity = size * 2;
  }
  Vector value(type, 1);
  inputs_.value(input, place, value);
  duckdb::VectorOperations::Copy(value, *recorded.values, 1, 0, size);
}

void Measures::slice(std::size_t index, std::size_t from, std::size_t count, Vector& result) {
  auto& recorded = recorded_[index];
  duckdb::SelectionVector chosen(count);
  for (std::size_t i = 0; i < count; ++i) {
    chosen.set_index(i, recorded.values ? from + i : recorded.positions[from + i]);
  }
  Vector& source =
      recorded.values ? *recorded.values : inputs_.source(inputs_.compiled().asked.inputs[index]);
  result.Slice(source, chosen, count);
}

Vector Measures::measure(std::size_t index) {
  const BoundText& text = inputs_.compiled().measures[index];
  duckdb::ExpressionExecutor executor(inputs_.context(), *text.expression);
  duckdb::vector<duckdb::LogicalType> types;
  for (const auto input : text.inputs)
    types.push_back(inputs_.compiled().input_types[input]);
  duckdb::DataChunk chunk;
  chunk.InitializeEmpty(types);
  const auto& type = text.expression->return_type;
  Vector result(type, std::max<std::size_t>(rows_.size(), 1));
  for (std::size_t from = 0; from < rows_.size(); from += STANDARD_VECTOR_SIZE) {
    require_running();
    const auto count = std::min<std::size_t>(STANDARD_VECTOR_SIZE, rows_.size() - from);
    for (std::size_t i = 0; i < text.inputs.size(); ++i) {
      slice(text.inputs[i], from, count, chunk.data[i]);
    }
    chunk.SetCardinality(count);
    Vector values(type, count);
    executor.ExecuteExpression(chunk, values);
    duckdb::VectorOperations::Copy(values, result, count, 0, from);
  }
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (unmatched_[row]) duckdb::FlatVector::SetNull(result, row, true);
  }
  return result;
}

Vector Measures::take() {
  const auto& compiled = inputs_.compiled();
  if (compiled.asked.rows == RowsPerMatch::window) return measure(0);
  const auto size = std::max<std::size_t>(rows_.size(), 1);
  Vector result(duckdb::ListType::GetChildType(compiled.result()), size);
  auto& fields = duckdb::StructVector::GetEntries(result);
  std::size_t field = 0;
  duckdb::SelectionVector chosen(size);
  for (std::size_t i = 0; i < rows_.size(); ++i)
    chosen.set_index(i, rows_[i]);
  for (const auto column : compiled.asked.output) {
    duckdb::VectorOperations::Copy(inputs_.rows().column(column), *fields[field++], chosen,
                                   rows_.size(), 0, 0);
  }
  for (std::size_t i = 0; i < compiled.measures.size(); ++i)
    fields[field++]->Reference(measure(i));
  return result;
}

}  // namespace sluice::engine::match
