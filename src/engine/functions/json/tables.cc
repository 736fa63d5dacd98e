// The rows of JSON_TABLE: for every row, the item that each of its paths stands at.
#include <memory>

#include "base/json.h"
#include "engine/functions/families.h"
#include "engine/functions/json/columns.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::Vector;

// What a path found, as the functions over it read it.
struct Cell {
  std::string kind;
  std::string text;
  std::int64_t ordinal = 0;
};

// One cell a path; null where the path has nothing for this row. Rows share their parents' cells.
using Row = std::vector<std::shared_ptr<const Cell>>;

// A path with what is nested in it, or siblings that are appended to one another or crossed.
struct Plan {
  bool is_siblings = false;
  bool is_cross = false;
  std::vector<Plan> plans;  // siblings; of a path, none or the one below it
  std::size_t number = 0;
  sql::JsonPath path;
  bool is_outer = false;
};

// The text is the analyzer's: sql/analyze/json_table.cc says what is in it.
Plan read_plan(const json::value& value) {
  const auto& object = value.as_object();
  Plan plan;
  if (const auto* plans = object.if_contains("plans")) {
    plan.is_siblings = true;
    plan.is_cross = object.at("cross").as_bool();
    for (const auto& sibling : plans->as_array())
      plan.plans.push_back(read_plan(sibling));
    return plan;
  }
  plan.number = object.at("number").to_number<std::size_t>();
  plan.path = sql::parse_json_path(object.at("path").as_string());
  plan.is_outer = object.at("outer").as_bool();
  if (!object.at("child").is_null()) plan.plans.push_back(read_plan(object.at("child")));
  return plan;
}

std::size_t count_paths(const Plan& plan) {
  std::size_t count = plan.is_siblings ? 0 : 1;
  for (const auto& inner : plan.plans)
    count += count_paths(inner);
  return count;
}

class TableRows {
 public:
  TableRows(const Plan& plan, bool is_error_raised)
      : plan_(plan), width_(count_paths(plan)), is_error_raised_(is_error_raised) {}

  std::vector<Row> of(const JsonItem& context, std::span<const PathParameter> parameters) const {
    return of_path(plan_, context, parameters);
  }
  std::size_t width() const { return width_; }

 private:
  std::vector<Row> rows(const Plan& plan, const JsonItem& item) const {
    if (!plan.is_siblings) return of_path(plan, item, {});
    std::vector<Row> out;
    if (plan.is_cross) out.emplace_back(width_);
    for (const auto& sibling : plan.plans) {
      auto more = rows(sibling, item);
      if (plan.is_cross) {
        out = crossed(out, more);
      } else {
        for (auto& row : more)
          add(std::move(row), out);
      }
    }
    return out;
  }

  // Also where errors of the paths are none: rows that are too many are not to be left out.
  static void add(Row row, std::vector<Row>& out) {
    if (out.size() == kItemsMax) raise("PATH_EVALUATION_ERROR", "JSON_TABLE makes too many rows");
    out.push_back(std::move(row));
  }

  static Row merged(Row row, const Row& other) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (other[i]) row[i] = other[i];
    }
    return row;
  }

  static std::vector<Row> crossed(const std::vector<Row>& left, const std::vector<Row>& right) {
    std::vector<Row> out;
    for (const auto& one : left) {
      for (const auto& other : right)
        add(merged(one, other), out);
    }
    return out;
  }

  std::vector<Row> of_path(const Plan& plan, const JsonItem& item,
                           std::span<const PathParameter> parameters) const {
    PathEvaluator evaluator(plan.path, item, parameters);
    std::vector<Row> out;
    std::int64_t ordinal = 0;
    for (const auto* found : sequence(evaluator)) {
      Row parent(width_);
      parent[plan.number] = std::make_shared<Cell>(cell_of(*found, ++ordinal));
      if (plan.plans.empty()) {
        add(std::move(parent), out);
        continue;
      }
      const auto children = rows(plan.plans[0], *found);
      for (const auto& child : children)
        add(merged(parent, child), out);
      if (children.empty() && plan.is_outer) add(std::move(parent), out);
    }
    return out;
  }

  // Without rows where it fails, if that is no error.
  ItemSequence sequence(PathEvaluator& evaluator) const {
    try {
      ItemSequence items = evaluator.run();
      for (const auto* item : items) {
        if (!to_json(*item)) throw PathFault{"the item cannot be represented as JSON"};
      }
      return items;
    } catch (const PathFault& fault) {
      if (!is_error_raised_) return {};
      raise("PATH_EVALUATION_ERROR", "path evaluation failed: " + fault.message);
    }
  }

  // Decimals and reals keep their type; all else is JSON.
  static Cell cell_of(const JsonItem& item, std::int64_t ordinal) {
    if (item.type == ItemType::decimal || item.type == ItemType::real) {
      return {std::string(type_name(item)), item_text(item), ordinal};
    }
    return {"json", to_json(item).value_or("null"), ordinal};
  }

  const Plan& plan_;
  std::size_t width_;
  bool is_error_raised_;
};

void write_cell(Vector& cells, idx_t place, const Cell* cell) {
  if (cell == nullptr) return duckdb::FlatVector::SetNull(cells, place, true);
  const auto& fields = duckdb::StructVector::GetEntries(cells);
  set_text(*fields[0], place, cell->kind);
  set_text(*fields[1], place, cell->text);
  duckdb::FlatVector::GetData<std::int64_t>(*fields[2])[place] = cell->ordinal;
}

void write_rows(Vector& result, idx_t row, const std::vector<Row>& table) {
  idx_t place = add_entry(result, row, table.size());
  Vector& lists = duckdb::ListVector::GetEntry(result);
  for (const auto& cells : table) {
    idx_t cell = add_entry(lists, place++, cells.size());
    Vector& structs = duckdb::ListVector::GetEntry(lists);
    for (const auto& found : cells)
      write_cell(structs, cell++, found.get());
  }
}

// (kind, text, plan, values, on_error) -> STRUCT(kind, text, ordinal)[][]
void table(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  const TextColumn kinds(rows.data[0], rows.size());
  const TextColumn texts(rows.data[1], rows.size());
  const TextColumn plans(rows.data[2], rows.size());
  const NamedValues values(rows.data[3], rows.size());
  const TextColumn on_errors(rows.data[4], rows.size());
  if (rows.size() == 0) return;
  const Plan plan = read_plan(parse_json(plans.at(0).value_or("{}")));
  const bool is_error_raised = on_errors.at(0) == "error";
  const TableRows table_rows(plan, is_error_raised);
  for_each_row(rows, result, [&](idx_t row) {
    const auto text = texts.at(row);
    if (!text) return write_rows(result, row, {});
    const auto context = read_item(kinds.at(row).value_or(""), *text);
    const auto parameters = read_parameters(values.at(row));
    if (context && parameters) return write_rows(result, row, table_rows.of(*context, *parameters));
    const auto failure = input_failure();
    if (is_error_raised) raise(failure.code, failure.message);
    write_rows(result, row, {});
  });
}

}  // namespace

void register_json_tables(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto cell =
      LogicalType::STRUCT({{"kind", text}, {"text", text}, {"ordinal", LogicalType::BIGINT}});
  add_function(loader, "sluice_json_table", {text, text, text, named_values_type(), text},
               LogicalType::LIST(LogicalType::LIST(cell)), Fails::on_values, table);
}

}  // namespace sluice::engine
