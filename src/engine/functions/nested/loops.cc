#include "engine/functions/nested/loops.h"

namespace sluice::engine::nested {

using duckdb::FlatVector;
using duckdb::ListVector;
using duckdb::Vector;

Arguments::Arguments(duckdb::DataChunk& rows)
    : count_(rows.AllConstant() ? std::min<idx_t>(1, rows.size()) : rows.size()),
      is_constant_(rows.AllConstant()) {
  for (auto& vector : rows.data)
    columns_.push_back(std::make_unique<Column>(vector, rows.size()));
}

bool Arguments::has_null(idx_t row) const {
  return std::any_of(columns_.begin(), columns_.end(),
                     [row](const auto& column) { return column->at(row).is_null(); });
}

void Arguments::finish(Vector& result) const {
  if (is_constant_) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

// Picks from one vector that follow each other are copied together.
void Picks::copy_to(Vector& target, idx_t offset) const {
  duckdb::SelectionVector chosen(picks_.size());
  for (idx_t first = 0, last = 0; first < picks_.size(); first = last) {
    Vector* source = picks_[first].source;
    while (last < picks_.size() && picks_[last].source == source) {
      chosen.set_index(last - first, picks_[last].row);
      ++last;
    }
    if (source != nullptr) {
      duckdb::VectorOperations::Copy(*source, target, chosen, last - first, 0, offset + first);
      continue;
    }
    for (idx_t at = first; at < last; ++at)
      FlatVector::SetNull(target, offset + at, true);
  }
}

PickedLists::PickedLists(Vector& result, idx_t rows, std::size_t fields)
    : result_(result), has_fields_(fields > 0), picks_(std::max<std::size_t>(fields, 1)) {
  entries_.reserve(rows);
  nulls_.reserve(rows);
}

void PickedLists::end_row() {
  const idx_t start = entries_.empty() ? 0 : entries_.back().offset + entries_.back().length;
  entries_.emplace_back(start, picks_[0].size() - start);
  nulls_.push_back(false);
}

void PickedLists::end_null_row() {
  end_row();
  nulls_.back() = true;
}

void PickedLists::write() {
  result_.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  const idx_t base = ListVector::GetListSize(result_);
  const idx_t total = base + picks_[0].size();
  ListVector::Reserve(result_, total);
  auto& child = ListVector::GetEntry(result_);
  if (has_fields_) {
    auto& fields = duckdb::StructVector::GetEntries(child);
    for (std::size_t i = 0; i < picks_.size(); ++i)
      picks_[i].copy_to(*fields[i], base);
  } else {
    picks_[0].copy_to(child, base);
  }
  ListVector::SetListSize(result_, total);
  auto* out = FlatVector::GetData<duckdb::list_entry_t>(result_);
  for (idx_t row = 0; row < entries_.size(); ++row) {
    out[row] = {entries_[row].offset + base, entries_[row].length};
    if (nulls_[row]) FlatVector::SetNull(result_, row, true);
  }
}

namespace {

template <class Fill>
void write_lists(duckdb::DataChunk& rows, Vector& result, std::size_t fields,
                 std::optional<std::size_t> required, const Fill& fill) {
  const Arguments arguments(rows);
  PickedLists lists(result, arguments.count(), fields);
  for (idx_t row = 0; row < arguments.count(); ++row) {
    const bool is_null =
        required ? arguments.at(*required, row).is_null() : arguments.has_null(row);
    if (is_null) {
      lists.end_null_row();
      continue;
    }
    fill(arguments, row, lists);
    lists.end_row();
  }
  lists.write();
  arguments.finish(result);
}

}  // namespace

Loop list_loop(ListBody body, std::optional<std::size_t> required) {
  return [body, required](duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
    write_lists(rows, result, 0, required,
                [body](const Arguments& arguments, idx_t row, PickedLists& lists) {
                  body(arguments, row, lists.picks());
                });
  };
}

Loop records_loop(RecordsBody body, std::size_t fields) {
  return [body, fields](duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
    write_lists(rows, result, fields > 0 ? fields : rows.ColumnCount(), {}, body);
  };
}

Loop cell_loop(CellBody body) {
  return [body](duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
    const Arguments arguments(rows);
    result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
    Picks picks;
    for (idx_t row = 0; row < arguments.count(); ++row) {
      std::optional<Cell> cell;
      if (!arguments.has_null(row)) cell = body(arguments, row);
      cell ? picks.add(*cell) : picks.add_null();
    }
    picks.copy_to(result);
    arguments.finish(result);
  };
}

LogicalType list_of_rows(const duckdb::vector<LogicalType>& fields) {
  duckdb::child_list_t<LogicalType> named;
  for (std::size_t i = 0; i < fields.size(); ++i)
    named.emplace_back(fmt::format("field{}", i), fields[i]);
  return LogicalType::LIST(LogicalType::STRUCT(std::move(named)));
}

void add_nested(duckdb::ExtensionLoader& loader, Definition definition) {
  const duckdb::vector<LogicalType> any(definition.width, LogicalType::ANY);
  duckdb::ScalarFunction function(definition.name, any, definition.result,
                                  std::move(definition.loop), definition.bind);
  const bool fails = definition.fails == Fails::on_values;
  function.SetErrorMode(fails ? duckdb::FunctionErrors::CAN_THROW_RUNTIME_ERROR
                              : duckdb::FunctionErrors::CANNOT_ERROR);
  function.SetStability(definition.is_volatile ? duckdb::FunctionStability::VOLATILE
                                               : duckdb::FunctionStability::CONSISTENT);
  // The loops see to NULL. DuckDB's default would answer a constant NULL before `bind` has said of
  // which type it is.
  function.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  if (definition.is_variadic) function.varargs = LogicalType::ANY;
  add_function(loader, std::move(function));
}

}  // namespace sluice::engine::nested
