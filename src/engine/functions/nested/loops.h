// The loops of functions over nested values: one answer a row, picked from the arguments.
#pragma once

#include <duckdb/planner/expression.hpp>

#include "engine/functions/define.h"
#include "engine/functions/nested/cells.h"

namespace sluice::engine::nested {

// The arguments of a chunk, row by row.
class Arguments {
 public:
  explicit Arguments(duckdb::DataChunk& rows);

  // One where every argument is constant.
  idx_t count() const { return count_; }
  std::size_t width() const { return columns_.size(); }
  Cell at(std::size_t argument, idx_t row) const { return columns_[argument]->at(row); }
  bool has_null(idx_t row) const;
  // To be called when the result is written.
  void finish(duckdb::Vector& result) const;

 private:
  std::vector<std::unique_ptr<Column>> columns_;
  idx_t count_;
  bool is_constant_;
};

// Values to be copied into another vector; an error where they would take more than
// kResultBytesMax. Functions that make more than they take say that they fail; of the others, a
// chunk of values that large does.
class Picks {
 public:
  void add(const Cell& cell) { add(&cell.column->vector(), cell.row, cell.size_bytes()); }
  void add_null() { add(nullptr, 0, kElementBytes); }
  void add_elements(const Cell& list) {
    for (idx_t i = 0; i < list.length(); ++i)
      add(list.element(i));
  }
  idx_t size() const { return picks_.size(); }
  // `target` has room for them.
  void copy_to(duckdb::Vector& target, idx_t offset = 0) const;

 private:
  struct Pick {
    duckdb::Vector* source;  // null: NULL
    idx_t row;
  };

  void add(duckdb::Vector* source, idx_t row, std::size_t size_bytes) {
    size_bytes_ += size_bytes;
    if (size_bytes_ > kResultBytesMax) fail_too_large();
    picks_.push_back({source, row});
  }

  std::vector<Pick> picks_;
  std::size_t size_bytes_ = 0;
};

// Fills a LIST or MAP vector.
class PickedLists {
 public:
  // `fields` of its elements are picked apart; 0: the elements are picked whole.
  PickedLists(duckdb::Vector& result, idx_t rows, std::size_t fields = 0);

  Picks& picks(std::size_t field = 0) { return picks_[field]; }
  void end_row();
  void end_null_row();
  void write();

 private:
  duckdb::Vector& result_;
  std::vector<duckdb::list_entry_t> entries_;
  std::vector<bool> nulls_;
  bool has_fields_;
  std::vector<Picks> picks_;
};

using ListBody = void (*)(const Arguments& arguments, idx_t row, Picks& out);
// A list a row; NULL where an argument is, or where the one that is `required` is.
Loop list_loop(ListBody body, std::optional<std::size_t> required = {});

using RecordsBody = void (*)(const Arguments& arguments, idx_t row, PickedLists& out);
// A map, or a list of rows, a row; `fields` 0: as many as there are arguments.
Loop records_loop(RecordsBody body, std::size_t fields);

using CellBody = std::optional<Cell> (*)(const Arguments& arguments, idx_t row);
// One value of an argument, or NULL.
Loop cell_loop(CellBody body);

enum class Nulls : std::uint8_t { make_null, are_values };

// A number or boolean, or NULL.
template <class Result>
Loop value_loop(std::optional<Result> (*body)(const Arguments&, idx_t),
                Nulls nulls = Nulls::make_null) {
  return [body, nulls](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    const Arguments arguments(rows);
    result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
    auto* out = duckdb::FlatVector::GetData<Result>(result);
    for (idx_t row = 0; row < arguments.count(); ++row) {
      std::optional<Result> value;
      if (nulls == Nulls::are_values || !arguments.has_null(row)) value = body(arguments, row);
      if (value) {
        out[row] = *value;
      } else {
        duckdb::FlatVector::SetNull(result, row, true);
      }
    }
    arguments.finish(result);
  };
}

// --- registration, for functions over any types

using ResultType = LogicalType (*)(const duckdb::vector<LogicalType>& arguments);

template <ResultType type>
duckdb::unique_ptr<duckdb::FunctionData> bind_result(
    duckdb::ClientContext&, duckdb::ScalarFunction& function,
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments) {
  duckdb::vector<LogicalType> types;
  for (const auto& argument : arguments)
    types.push_back(argument->return_type);
  function.SetReturnType(type(types));
  return nullptr;
}

inline LogicalType type_of_first(const duckdb::vector<LogicalType>& arguments) {
  return arguments[0];
}
inline LogicalType element_of_first(const duckdb::vector<LogicalType>& arguments) {
  return duckdb::ListType::GetChildType(arguments[0]);
}
inline LogicalType list_of_first(const duckdb::vector<LogicalType>& arguments) {
  return LogicalType::LIST(arguments[0]);
}

// Rows as zip() and map_entries() make them: field0, field1, …
LogicalType list_of_rows(const duckdb::vector<LogicalType>& fields);

struct Definition {
  std::string name;
  std::size_t width = 1;  // how many arguments, of any type
  Fails fails = Fails::never;
  Loop loop;
  duckdb::bind_scalar_function_t bind = nullptr;
  LogicalType result = LogicalType::ANY;  // where `bind` is absent
  bool is_variadic = false;
  bool is_volatile = false;
};

void add_nested(duckdb::ExtensionLoader& loader, Definition definition);

}  // namespace sluice::engine::nested
