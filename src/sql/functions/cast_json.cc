#include "sql/functions/cast_json.h"

#include "sql/types/make.h"

namespace sluice::sql {

namespace {

bool is_key(const Type& type) {
  return type.kind == TypeKind::boolean || is_numeric(type) || type.kind == TypeKind::varchar;
}

bool can_be_read(const Type& type) {
  if (type.kind == TypeKind::map) return is_key(type.children[0]) && can_be_read(type.children[1]);
  if (type.children.empty()) return is_key(type) || type.kind == TypeKind::json;
  return std::all_of(type.children.begin(), type.children.end(), can_be_read);
}

std::string as_varchar(const Type& from) {
  return cast_lowering(from, varchar_type(), CastMode::strict).value_or("");
}

// A key of an object, as varchar.
std::optional<std::string> key_of(const Type& from) {
  if (is_unknown(from)) return "CAST({0} AS VARCHAR)";
  if (!is_key(from)) return std::nullopt;
  return is_floating(from) ? "sluice_json_key({0})" : as_varchar(from);
}

std::optional<std::string> scalar(const Type& from) {
  switch (from.kind) {
    case TypeKind::unknown:
    case TypeKind::boolean:
    case TypeKind::tinyint:
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint:
      return "CAST({0} AS VARCHAR)";
    case TypeKind::real:
    case TypeKind::double_:
      return "sluice_json_number({0})";
    case TypeKind::decimal:
      return fmt::format("sluice_json_number({})", as_varchar(from));
    case TypeKind::varchar:
    case TypeKind::date:
    case TypeKind::timestamp:
      return fmt::format("sluice_json_quote({})", as_varchar(from));
    case TypeKind::json:
      return "{0}";
    default:
      return std::nullopt;
  }
}

std::string transformed(std::string_view list, const std::string& name,
                        const std::string& lowering) {
  return fmt::format("list_transform({}, lambda {}: {})", list, name, applied_to(lowering, name));
}

std::optional<std::string> array_to_json(const Type& from) {
  const auto element = cast_to_json(from.children[0]);
  if (!element) return std::nullopt;
  return fmt::format("sluice_json_array({})", transformed("{0}", element_name(from), *element));
}

std::optional<std::string> map_to_json(const Type& from) {
  const auto key = key_of(from.children[0]);
  const auto value = cast_to_json(from.children[1]);
  if (!key || !value) return std::nullopt;
  const std::string name = element_name(from);
  return fmt::format("sluice_json_map({}, {})", transformed("map_keys({0})", name, *key),
                     transformed("map_values({0})", name, *value));
}

// An object; a field without a name has the empty key.
std::optional<std::string> row_to_json(const Type& from) {
  std::string names;
  std::string values;
  for (std::size_t i = 0; i < from.children.size(); ++i) {
    const auto field = cast_to_json(from.children[i]);
    if (!field) return std::nullopt;
    const char* comma = i > 0 ? ", " : "";
    names += comma + literal_in_lowering(from.names[i].value_or(""));
    values += comma + applied_to(*field, fmt::format("struct_extract_at({{0}}, {})", i + 1));
  }
  return fmt::format("CASE WHEN {{0}} IS NOT NULL THEN sluice_json_row([{}], [{}]) END", names,
                     values);
}

// (text, an empty list of the type, its name)
std::string reading(std::string_view function, const Type& to) {
  return fmt::format("{}({{0}}, CAST([] AS {}[]), {})", function, duckdb_type(to),
                     literal_in_lowering(to_text(to)));
}

}  // namespace

std::string literal_in_lowering(std::string_view text) {
  std::string out = quote_literal(text);
  for (auto at = out.find('{'); at != std::string::npos; at = out.find('{', at + 1)) {
    constexpr std::string_view kJoined = "' || chr(123) || '";
    out.replace(at, 1, kJoined);
    at += kJoined.size();
  }
  return out == quote_literal(text) ? out : "(" + out + ")";
}

std::optional<std::string> cast_to_json(const Type& from) {
  if (from.kind == TypeKind::array) return array_to_json(from);
  if (from.kind == TypeKind::map) return map_to_json(from);
  if (from.kind == TypeKind::row) return row_to_json(from);
  return scalar(from);
}

std::optional<std::string> cast_from_json(const Type& to, CastMode mode) {
  if (!can_be_read(to)) return std::nullopt;
  const bool may_fail = mode != CastMode::null_on_failure;
  return reading(may_fail ? "sluice_cast_json" : "sluice_try_cast_json", to);
}

std::optional<typed::NodePtr> cast_parsed_json(const typed::NodePtr& value, const Type& to) {
  const auto* call = typed::node_if<typed::Call>(value);
  const bool is_parsed = call != nullptr && call->lowering == "sluice_json_parse({0})";
  if (!is_parsed || to.children.empty() || !can_be_read(to)) return std::nullopt;
  return typed::make_call(to, reading("sluice_cast_json_text", to), call->arguments);
}

}  // namespace sluice::sql
