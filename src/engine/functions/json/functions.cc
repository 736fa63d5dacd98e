// Trino's json functions over text: https://trino.io/docs/current/functions/json.html
#include "engine/functions/define.h"
#include "engine/functions/families.h"
#include "engine/functions/json/scan.h"
#include "engine/functions/json/text.h"
#include "engine/functions/parse.h"

namespace sluice::engine {

namespace {

using duckdb::string_t;

// Parses a path once for as long as it stays the same.
class Path {
 public:
  const std::vector<ExtractStep>& of(string_t path) {
    if (parsed_ && view(path) == text_) return *parsed_;
    text_ = view(path);
    parsed_ = parse_extract_path(text_);
    if (!parsed_) {
      raise(kInvalidArgument, fmt::format("Invalid JSON path: '{}'", text_));
    }
    return *parsed_;
  }

 private:
  std::string text_;
  std::optional<std::vector<ExtractStep>> parsed_;
};

std::string string_value(std::string_view literal) {
  return unescape_json(literal.substr(1, literal.size() - 2));
}

// As it is written: a number keeps its spelling.
std::optional<std::string> scalar_of(std::string_view value) {
  if (value[0] == '{' || value[0] == '[' || value == "null") return std::nullopt;
  return value[0] == '"' ? string_value(value) : std::string(value);
}

std::optional<std::string> copy_of(std::string_view value) {
  return canonical_json(value, KeyOrder::as_written);
}

template <class Result, std::optional<Result> (*Read)(std::string_view)>
Loop by_path() {
  return [](duckdb::DataChunk& rows, duckdb::ExpressionState&, duckdb::Vector& result) {
    using Out = Stored<Result>;
    Path path;
    duckdb::BinaryExecutor::ExecuteWithNulls<string_t, string_t, Out>(
        rows.data[0], rows.data[1], result, rows.size(),
        [&](string_t text, string_t steps, duckdb::ValidityMask& valid, duckdb::idx_t row) {
          const auto value = find_json(view(text), path.of(steps));
          return stored_or_null<Out>(result, value ? Read(*value) : std::nullopt, valid, row);
        });
  };
}

std::string parse(string_t text) {
  auto value = canonical_json(view(text), KeyOrder::sorted);
  if (!value) {
    raise(kInvalidArgument, fmt::format("Cannot convert value to JSON: '{}'", view(text)));
  }
  return *value;
}

// JSON '…'; `where` begins the message.
std::string literal(string_t text, string_t where) {
  auto value = canonical_json(view(text), KeyOrder::sorted);
  if (!value) {
    raise("INVALID_LITERAL",
          fmt::format("{}'{}' is not a valid JSON literal", view(where), view(text)));
  }
  return *value;
}

bool is_scalar(string_t text) {
  JsonParser parser(kJsonDepthMax);
  if (!parse_json_whole(parser, view(text))) {
    raise(kInvalidArgument, fmt::format("Invalid JSON value: {}", view(text)));
  }
  const JsonKind kind = parser.nodes()[0].kind;
  return kind != JsonKind::object && kind != JsonKind::array;
}

std::optional<std::int64_t> array_length(string_t text) {
  std::int64_t count = 0;
  const auto seen = visit_elements(view(text), [&](std::string_view) { return ++count > 0; });
  return seen ? std::optional(count) : std::nullopt;
}

// Strings come without their quotes: Trino's documentation calls that broken, and keeps it.
std::optional<std::string> element_value(std::string_view element) {
  if (element[0] == '{' || element[0] == '[') return canonical_json(element, KeyOrder::first_seen);
  return scalar_of(element);
}

std::optional<std::string> array_get(string_t text, std::int64_t index) {
  std::vector<std::string_view> elements;
  const auto wanted = static_cast<std::uint64_t>(index);
  const auto seen = visit_elements(view(text), [&](std::string_view element) {
    elements.push_back(element);
    return index < 0 || elements.size() <= wanted;
  });
  if (!seen) return std::nullopt;
  const auto count = static_cast<std::int64_t>(elements.size());
  const std::int64_t place = index < 0 ? index + count : index;
  if (place < 0 || place >= count) return std::nullopt;
  return element_value(elements[static_cast<std::size_t>(place)]);
}

template <class Matches>
std::optional<bool> contains(string_t text, const Matches& matches) {
  const auto seen =
      visit_elements(view(text), [&](std::string_view element) { return !matches(element); });
  return seen ? std::optional(!*seen) : std::nullopt;
}

std::optional<bool> contains_boolean(string_t text, bool value) {
  return contains(text, [&](auto element) { return element == (value ? "true" : "false"); });
}

std::optional<bool> contains_bigint(string_t text, std::int64_t value) {
  return contains(text, [&](auto element) {
    return parse_integer(element, INT64_MIN, INT64_MAX) == std::optional(value);
  });
}

// A fraction or an exponent makes a number a double: 1 is none, 1.0 is.
std::optional<bool> contains_double(string_t text, double value) {
  if (!std::isfinite(value)) return false;
  return contains(text, [&](auto element) {
    const bool is_number = element[0] == '-' || (element[0] >= '0' && element[0] <= '9');
    return is_number && is_fraction(element) && parse_double(element) == std::optional(value);
  });
}

std::optional<bool> contains_text(string_t text, string_t value) {
  return contains(text, [&](auto element) {
    return element[0] == '"' && string_value(element) == view(value);
  });
}

}  // namespace

void register_json(duckdb::ExtensionLoader& loader) {
  const auto text = LogicalType::VARCHAR;
  const auto boolean = LogicalType::BOOLEAN;
  const duckdb::vector<LogicalType> two = {text, text};
  add_function(loader, "sluice_json_scalar", two, text, Fails::on_values,
               by_path<std::string, scalar_of>());
  add_function(loader, "sluice_json_extract", two, text, Fails::on_values,
               by_path<std::string, copy_of>());
  add_function(loader, "sluice_json_size", two, LogicalType::BIGINT, Fails::on_values,
               by_path<std::int64_t, count_json>());
  add_function(loader, "sluice_json_parse", {text}, text, Fails::on_values, unary(parse));
  add_function(loader, "sluice_json_literal", two, text, Fails::on_values, binary(literal));
  add_function(loader, "sluice_is_json_scalar", {text}, boolean, Fails::on_values,
               unary(is_scalar));
  add_function(loader, "sluice_json_array_length", {text}, LogicalType::BIGINT, Fails::never,
               unary_or_null(array_length));
  add_function(loader, "sluice_json_array_get", {text, LogicalType::BIGINT}, text, Fails::never,
               binary_or_null(array_get));
  const char* name = "sluice_json_array_contains";
  add_function(loader, name, {text, boolean}, boolean, Fails::never,
               binary_or_null(contains_boolean));
  add_function(loader, name, {text, LogicalType::BIGINT}, boolean, Fails::never,
               binary_or_null(contains_bigint));
  add_function(loader, name, {text, LogicalType::DOUBLE}, boolean, Fails::never,
               binary_or_null(contains_double));
  add_function(loader, name, two, boolean, Fails::never, binary_or_null(contains_text));
}

}  // namespace sluice::engine
