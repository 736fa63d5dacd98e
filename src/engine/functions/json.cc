#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/json_text.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

// Parses a path once for as long as it stays the same.
class Path {
 public:
  const std::vector<JsonStep>& of(string_t path) {
    if (parsed_ && view(path) == text_) return *parsed_;
    text_ = view(path);
    parsed_ = parse_json_path(text_);
    if (!parsed_) {
      raise("INVALID_FUNCTION_ARGUMENT", fmt::format("Invalid JSON path: '{}'", text_));
    }
    return *parsed_;
  }

 private:
  std::string text_;
  std::optional<std::vector<JsonStep>> parsed_;
};

std::optional<std::string> scalar_of(std::string_view value) {
  if (value[0] == '{' || value[0] == '[' || value == "null") return std::nullopt;
  return value[0] == '"' ? unquote_json(value) : std::string(value);
}

using Read = std::optional<std::string> (*)(std::string_view);

Loop by_path(Read read) {
  return [read](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    Path path;
    duckdb::BinaryExecutor::ExecuteWithNulls<string_t, string_t, string_t>(
        rows.data[0], rows.data[1], result, rows.size(),
        [&](string_t text, string_t steps, duckdb::ValidityMask& valid, duckdb::idx_t row) {
          const auto value = find_json(view(text), path.of(steps));
          return stored_or_null<string_t>(result, value ? read(*value) : std::nullopt, valid, row);
        });
  };
}

void size_by_path(duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
  Path path;
  duckdb::BinaryExecutor::ExecuteWithNulls<string_t, string_t, std::int64_t>(
      rows.data[0], rows.data[1], result, rows.size(),
      [&](string_t text, string_t steps, duckdb::ValidityMask& valid, duckdb::idx_t row) {
        const auto value = find_json(view(text), path.of(steps));
        if (!value) valid.SetInvalid(row);
        return value ? count_json(*value).value_or(0) : 0;
      });
}

std::string parse(string_t text) {
  auto value = minify_json(view(text));
  if (!value) {
    raise("INVALID_FUNCTION_ARGUMENT",
          fmt::format("Cannot convert value to JSON: '{}'", view(text)));
  }
  return *value;
}

std::optional<std::int64_t> array_length(string_t text) {
  const auto value = find_json(view(text), {});
  if (!value || (*value)[0] != '[') return std::nullopt;
  return count_json(*value);
}

}  // namespace

void register_json(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const duckdb::vector<LogicalType> arguments = {text, text};
  add_function(loader, "sluice_json_scalar", arguments, text, Fails::on_values, by_path(scalar_of));
  add_function(loader, "sluice_json_extract", arguments, text, Fails::on_values,
               by_path(minify_json));
  add_function(loader, "sluice_json_size", arguments, LogicalType::BIGINT, Fails::on_values,
               size_by_path);
  add_function(loader, "sluice_json_parse", {text}, text, Fails::on_values, unary(parse));
  add_function(loader, "sluice_json_array_length", {text}, LogicalType::BIGINT, Fails::never,
               unary_or_null(array_length));
}

}  // namespace sluice::engine
