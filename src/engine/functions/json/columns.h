// What the JSON functions read from DuckDB's vectors, and write into them.
#pragma once

#include "engine/functions/define.h"
#include "engine/functions/json/evaluate.h"

namespace sluice::engine {

class TextColumn {
 public:
  TextColumn(duckdb::Vector& vector, duckdb::idx_t count) {
    vector.ToUnifiedFormat(count, format_);
    data_ = duckdb::UnifiedVectorFormat::GetData<duckdb::string_t>(format_);
  }
  // Nothing: NULL.
  std::optional<std::string_view> at(duckdb::idx_t row) const {
    const auto place = format_.sel->get_index(row);
    return format_.validity.RowIsValid(place) ? std::optional(view(data_[place])) : std::nullopt;
  }

 private:
  duckdb::UnifiedVectorFormat format_;
  const duckdb::string_t* data_ = nullptr;
};

void set_text(duckdb::Vector& vector, duckdb::idx_t row, std::string_view text);
// A list's new entry of `count` elements, behind those of all others; where they begin.
duckdb::idx_t add_entry(duckdb::Vector& list, duckdb::idx_t row, std::size_t count);

// A list of named values: STRUCT(name, kind, text)[], `kind` and `text` as read_item() takes them.
struct NamedValue {
  std::optional<std::string_view> name;
  std::string_view kind;
  std::optional<std::string_view> text;
};

class NamedValues {
 public:
  NamedValues(duckdb::Vector& lists, duckdb::idx_t count);
  std::vector<NamedValue> at(duckdb::idx_t row) const;

 private:
  duckdb::UnifiedVectorFormat lists_;
  std::vector<TextColumn> fields_;
};

// The DuckDB type of such a list.
LogicalType named_values_type();

// Calls `each` for every row, or for the only one of constants.
template <class Each>
void for_each_row(duckdb::DataChunk& rows, duckdb::Vector& result, const Each& each) {
  const bool is_constant = rows.AllConstant();
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  const duckdb::idx_t count = is_constant ? 1 : rows.size();
  for (duckdb::idx_t row = 0; row < count; ++row)
    each(row);
  if (is_constant) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

// A path over an input, row by row: the first arguments of the functions are the input's kind and
// text, the path, and the values that it names.
class PathColumns {
 public:
  explicit PathColumns(duckdb::DataChunk& rows);

  bool is_null(duckdb::idx_t row) const { return !texts_.at(row).has_value(); }
  // False when it failed; then failure() says why.
  bool evaluate(duckdb::idx_t row);
  const ItemSequence& items() const { return items_; }
  // As an error; `code` and `message` are Trino's.
  struct Failure {
    std::string code;
    std::string message;
  };
  const Failure& failure() const { return failure_; }

 private:
  bool read(duckdb::idx_t row);

  TextColumn kinds_;
  TextColumn texts_;
  TextColumn paths_;
  NamedValues values_;
  std::string path_text_;
  std::optional<sql::JsonPath> path_;
  std::optional<JsonItem> context_;
  std::vector<PathParameter> parameters_;
  std::optional<PathEvaluator> evaluator_;
  ItemSequence items_;
  Failure failure_;
};

// For input that is no JSON, whatever wanted it.
inline PathColumns::Failure input_failure() {
  return {"JSON_INPUT_CONVERSION_ERROR", "conversion to JSON failed: "};
}

// The parameters of a path; nothing when one is no JSON.
std::optional<std::vector<PathParameter>> read_parameters(const std::vector<NamedValue>& values);

}  // namespace sluice::engine
