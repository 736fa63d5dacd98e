// JSON_EXISTS, JSON_VALUE and JSON_QUERY; what ON EMPTY and ON ERROR say comes as words.
// https://trino.io/docs/current/functions/json.html
#include "engine/functions/families.h"
#include "engine/functions/json/columns.h"

namespace sluice::engine {

namespace {

using duckdb::idx_t;
using duckdb::Vector;

[[noreturn]] void report(const PathColumns::Failure& failure) {
  raise(failure.code, failure.message);
}

// --- (kind, text, path, values, on_error)

void exists(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  PathColumns paths(rows);
  const TextColumn on_error(rows.data[4], rows.size());
  for_each_row(rows, result, [&](idx_t row) {
    auto& out = duckdb::FlatVector::GetData<bool>(result)[row];
    if (paths.is_null(row)) return duckdb::FlatVector::SetNull(result, row, true);
    if (paths.evaluate(row)) {
      out = !paths.items().empty();
      return;
    }
    const std::string_view behavior = on_error.at(row).value_or("false");
    if (behavior == "error") report(paths.failure());
    if (behavior == "unknown") return duckdb::FlatVector::SetNull(result, row, true);
    out = behavior == "true";
  });
}

// --- (kind, text, path, values, on_empty, on_error) -> STRUCT(kind, text)
//
// The kind is the value's type, or "empty" or "error" where the caller has a default for it.

PathColumns::Failure value_failure(std::string_view reason) {
  return {"JSON_VALUE_RESULT_ERROR",
          fmt::format("cannot extract SQL scalar from JSON: {}", reason)};
}

class ValueColumn {
 public:
  ValueColumn(duckdb::DataChunk& rows, Vector& result)
      : paths_(rows),
        on_empty_(rows.data[4], rows.size()),
        on_error_(rows.data[5], rows.size()),
        result_(result) {}

  void write(idx_t row) {
    if (paths_.is_null(row)) return set_null(row);
    if (!paths_.evaluate(row)) return fail(row, "error", on_error_.at(row), paths_.failure());
    const auto& items = paths_.items();
    if (items.empty()) {
      return fail(row, "empty", on_empty_.at(row), value_failure("JSON path found no items"));
    }
    if (items.size() > 1) {
      return fail(row, "error", on_error_.at(row), value_failure("JSON path found multiple items"));
    }
    const JsonItem& item = *items[0];
    if (item.type == ItemType::null) return set_null(row);
    if (!item.is_scalar() || item.type == ItemType::big_integer) {
      constexpr auto kReason = "JSON path found an item that cannot be converted to an SQL value";
      return fail(row, "error", on_error_.at(row), value_failure(kReason));
    }
    set(row, type_name(item), item_text(item));
  }

 private:
  void set_null(idx_t row) { duckdb::FlatVector::SetNull(result_, row, true); }
  void set(idx_t row, std::string_view kind, std::string_view text) {
    const auto& fields = duckdb::StructVector::GetEntries(result_);
    set_text(*fields[0], row, kind);
    set_text(*fields[1], row, text);
  }
  void fail(idx_t row, std::string_view kind, std::optional<std::string_view> behavior,
            const PathColumns::Failure& failure) {
    if (behavior == "error") report(failure);
    if (behavior == "null") return set_null(row);
    set(row, kind, "");
  }

  PathColumns paths_;
  TextColumn on_empty_;
  TextColumn on_error_;
  Vector& result_;
};

void value(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  ValueColumn column(rows, result);
  for_each_row(rows, result, [&](idx_t row) { column.write(row); });
}

// --- (kind, text, path, values, on_empty, on_error, wrapper, quotes) -> JSON text

PathColumns::Failure output_failure(std::string_view reason) {
  return {"JSON_OUTPUT_CONVERSION_ERROR", fmt::format("conversion from JSON failed: {}", reason)};
}

class QueryColumn {
 public:
  QueryColumn(duckdb::DataChunk& rows, Vector& result)
      : paths_(rows),
        on_empty_(rows.data[4], rows.size()),
        on_error_(rows.data[5], rows.size()),
        wrappers_(rows.data[6], rows.size()),
        quotes_(rows.data[7], rows.size()),
        result_(result) {}

  void write(idx_t row) {
    if (paths_.is_null(row)) return duckdb::FlatVector::SetNull(result_, row, true);
    if (!paths_.evaluate(row)) return fail(row, on_error_, paths_.failure());
    const auto& items = paths_.items();
    if (items.empty()) return fail(row, on_empty_, output_failure("JSON path found no items"));
    std::vector<std::string> texts;
    for (const auto* item : items) {
      auto text = to_json(*item);
      if (!text) return fail(row, on_error_, no_json(*item));
      texts.push_back(std::move(*text));
    }
    if (is_wrapped(row, items)) return set_text(result_, row, "[" + joined(texts) + "]");
    if (items.size() > 1) {
      return fail(row, on_error_, output_failure("JSON path found multiple items"));
    }
    const bool is_bare = items[0]->type == ItemType::varchar && quotes_.at(row) == "omit";
    set_text(result_, row, is_bare ? items[0]->text : texts[0]);
  }

 private:
  static PathColumns::Failure no_json(const JsonItem& item) {
    return output_failure(
        fmt::format("JSON path returned a scalar SQL value of type {} that cannot be represented "
                    "as JSON",
                    type_name(item)));
  }

  bool is_wrapped(idx_t row, const ItemSequence& items) const {
    const auto wrapper = wrappers_.at(row);
    if (wrapper == "conditional") return items.size() != 1 || items[0]->type < ItemType::array;
    return wrapper == "unconditional";
  }

  static std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts)
      out += (out.empty() ? "" : ",") + text;
    return out;
  }

  void fail(idx_t row, const TextColumn& behaviors, const PathColumns::Failure& failure) {
    const auto behavior = behaviors.at(row);
    if (behavior == "error") report(failure);
    if (behavior == "null") return duckdb::FlatVector::SetNull(result_, row, true);
    set_text(result_, row, behavior == "array" ? "[]" : "{}");
  }

  PathColumns paths_;
  TextColumn on_empty_;
  TextColumn on_error_;
  TextColumn wrappers_;
  TextColumn quotes_;
  Vector& result_;
};

void query(duckdb::DataChunk& rows, duckdb::ExpressionState&, Vector& result) {
  QueryColumn column(rows, result);
  for_each_row(rows, result, [&](idx_t row) { column.write(row); });
}

// --- (code, message): where an error is the value

std::string fail(duckdb::string_t code, duckdb::string_t message) {
  raise(view(code), view(message));
}

}  // namespace

void register_json_paths(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  duckdb::vector<LogicalType> arguments = {text, text, text, named_values_type(), text};
  add_function(loader, "sluice_json_exists", arguments, LogicalType::BOOLEAN, Fails::on_values,
               exists);
  arguments.push_back(text);
  add_function(loader, "sluice_json_value", arguments,
               LogicalType::STRUCT({{"kind", text}, {"text", text}}), Fails::on_values, value);
  arguments.push_back(text);
  arguments.push_back(text);
  add_function(loader, "sluice_json_query", arguments, text, Fails::on_values, query);
  add_function(loader, "sluice_raise", {text, text}, text, Fails::on_values, binary(fail));
}

}  // namespace sluice::engine
