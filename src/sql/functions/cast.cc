#include "sql/functions/cast.h"

#include "base/error.h"

#include "base/text.h"
#include "sql/functions/cast_json.h"
#include "sql/functions/cast_time.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

using typed::NodePtr;

std::string plain(const Type& to, CastMode mode) {
  const char* word = mode == CastMode::strict ? "CAST" : "TRY_CAST";
  return fmt::format("{}({{0}} AS {})", word, duckdb_type(to));
}

// One of the functions that engine/functions registers, in both modes.
std::string registered(std::string_view name, CastMode mode, std::string_view arguments = "") {
  const char* prefix = mode == CastMode::strict ? "sluice_cast_" : "sluice_try_cast_";
  return fmt::format("{}{}({{0}}{})", prefix, name, arguments);
}

std::string decimal_arguments(const Type& to) {
  return fmt::format(", {}, {}", to.precision, to.scale);
}

std::optional<std::string> from_varchar(const Type& to, CastMode mode) {
  switch (to.kind) {
    case TypeKind::boolean:
    case TypeKind::tinyint:
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint:
    case TypeKind::real:
    case TypeKind::double_:
    case TypeKind::date:
    case TypeKind::uuid:
    case TypeKind::ipaddress:
      return registered(to_text(to), mode);
    case TypeKind::decimal:
      return registered("decimal", mode, decimal_arguments(to));
    case TypeKind::timestamp:
      return registered("timestamp", mode, fmt::format(", {}", to.precision));
    case TypeKind::time:
      return registered("time", mode, fmt::format(", {}", to.precision));
    case TypeKind::timestamp_tz:
      return registered("zoned", mode, fmt::format(", {}, {{zone}}", to.precision));
    case TypeKind::time_tz:
      return registered("offset_time", mode, fmt::format(", {}, {}", to.precision, kOffsetNow));
    case TypeKind::varbinary:
      return "encode({0})";
    case TypeKind::char_:
      return fmt::format("rtrim(left({{0}}, {}), ' ')", to.length);
    default:
      return std::nullopt;
  }
}

// Whether every number of the one type is one of the other; rounding may carry into a new digit.
bool always_fits(const Type& from, const Type& to) {
  if (is_floating(to) || to.kind == TypeKind::boolean) return true;
  if (is_integer(from) && is_integer(to)) return from.kind <= to.kind;
  const Type source = as_decimal(from);
  const int whole = source.precision - source.scale;
  if (is_integer(to)) return whole < as_decimal(to).precision;
  return whole + (to.scale < source.scale ? 1 : 0) <= to.precision - to.scale;
}

std::optional<std::string> from_exact(const Type& from, const Type& to, CastMode mode) {
  if (mode == CastMode::null_on_failure || always_fits(from, to)) return plain(to, mode);
  return fmt::format("sluice_cast_number({{0}}, CAST(NULL AS {}))", duckdb_type(to));
}

std::optional<std::string> from_number(const Type& from, const Type& to, CastMode mode) {
  if (is_floating(from)) {
    if (is_integer(to)) return registered(to_text(to), mode);
    if (to.kind == TypeKind::real) return "sluice_to_real({0})";
    if (to.kind == TypeKind::decimal) {
      return registered("decimal", mode, decimal_arguments(to));
    }
  }
  if (to.kind == TypeKind::boolean && is_floating(from)) return "({0} <> 0)";
  if (to.kind == TypeKind::boolean && from.kind == TypeKind::decimal) return "({0} <> 0)";
  if (from.kind == TypeKind::decimal && is_floating(to)) {
    // DuckDB divides a double; the nearest double of the exact decimal is what Trino gives.
    return plain(to, mode);
  }
  if (is_numeric(to) && !is_floating(from)) return from_exact(from, to, mode);
  if (is_numeric(to) || to.kind == TypeKind::boolean) return plain(to, mode);
  return std::nullopt;
}

// DuckDB leaves out the zero before the point when all digits stand behind it.
std::string decimal_text(const Type& from) {
  if (from.precision > from.scale) return "CAST({0} AS VARCHAR)";
  return "regexp_replace(CAST({0} AS VARCHAR), '^(-?)[.]', '\\10.')";
}

// As unbounded varchar, in Trino's format.
std::optional<std::string> text_of(const Type& from) {
  switch (from.kind) {
    case TypeKind::boolean:
    case TypeKind::tinyint:
    case TypeKind::smallint:
    case TypeKind::integer:
    case TypeKind::bigint:
    case TypeKind::uuid:
      return "CAST({0} AS VARCHAR)";
    case TypeKind::decimal:
      return decimal_text(from);
    case TypeKind::real:
    case TypeKind::double_:
      return "sluice_to_text({0})";
    case TypeKind::date:
      return "sluice_to_text({0})";
    case TypeKind::ipaddress:
      return "sluice_ipaddress_text({0})";
    case TypeKind::time:
    case TypeKind::time_tz:
    case TypeKind::timestamp:
    case TypeKind::timestamp_tz:
      return fmt::format("sluice_to_text({{0}}, {})", from.precision);
    case TypeKind::char_:
      return fmt::format("rpad({{0}}, {}, ' ')", from.length);
    case TypeKind::interval_day_second:
      return "sluice_day_second_text({0})";
    case TypeKind::interval_year_month:
      return "sluice_year_month_text({0})";
    default:
      return std::nullopt;
  }
}

std::optional<std::string> to_varchar(const Type& from, const Type& to, CastMode mode) {
  if (from.kind == TypeKind::varchar) {
    const bool fits = to.length == Type::kUnbounded ||
                      (from.length != Type::kUnbounded && from.length <= to.length);
    return fits ? "{0}" : fmt::format("left({{0}}, {})", to.length);
  }
  // An address has a varchar of its own, and no other.
  if (from.kind == TypeKind::ipaddress && to.length != Type::kUnbounded) return std::nullopt;
  auto text = text_of(from);
  if (!text || to.length == Type::kUnbounded) return text;
  if (from.kind == TypeKind::char_) return fmt::format("left({}, {})", *text, to.length);
  const char* name = mode == CastMode::strict ? "sluice_fit" : "sluice_try_fit";
  return fmt::format("{}({}, {}, '{}')", name, *text, to.length, to_text(to));
}

std::optional<std::string> from_bytes(const Type& to, CastMode mode) {
  if (to.kind != TypeKind::uuid && to.kind != TypeKind::ipaddress) return std::nullopt;
  return registered(to_text(to), mode);
}

std::optional<std::string> to_bytes(const Type& from) {
  if (from.kind == TypeKind::uuid) return "sluice_uuid_bytes({0})";
  return from.kind == TypeKind::ipaddress ? std::optional("{0}") : std::nullopt;
}

std::optional<std::string> cast_array(const Type& from, const Type& to, CastMode mode) {
  const auto element = cast_lowering(from.children[0], to.children[0], mode);
  if (!element) return std::nullopt;
  if (*element == "{0}") return "{0}";
  const std::string name = element_name(from);
  return fmt::format("sluice_checked(list_transform({{0}}, lambda {}: {}))", name,
                     applied_to(*element, name));
}

// Two keys may become one: that is an error.
std::optional<std::string> cast_map(const Type& from, const Type& to, CastMode mode) {
  const auto key = cast_lowering(from.children[0], to.children[0], mode);
  const auto value = cast_lowering(from.children[1], to.children[1], mode);
  if (!key || !value) return std::nullopt;
  if (*key == "{0}" && *value == "{0}") return "{0}";
  const std::string name = element_name(from);
  return fmt::format(
      "sluice_map_of_cast(list_transform(sluice_map_entries({{0}}), lambda {}: "
      "struct_pack(field0 := {}, field1 := {})))",
      name, applied_to(*key, fmt::format("struct_extract_at({}, 1)", name)),
      applied_to(*value, fmt::format("struct_extract_at({}, 2)", name)));
}

// DuckDB casts structs by their fields' names, Trino by position.
std::optional<std::string> cast_row(const Type& from, const Type& to, CastMode mode) {
  if (from.children.size() != to.children.size()) return std::nullopt;
  // Of one DuckDB type may be texts of other lengths.
  bool is_same = duckdb_type(from) == duckdb_type(to);
  std::string fields;
  for (std::size_t i = 0; i < to.children.size(); ++i) {
    const auto field = cast_lowering(from.children[i], to.children[i], mode);
    if (!field) return std::nullopt;
    is_same = is_same && *field == "{0}";
    if (i > 0) fields += ", ";
    fields += fmt::format("{} := {}", quote_text(row_field_name(to, i), '"'),
                          applied_to(*field, fmt::format("struct_extract_at({{0}}, {})", i + 1)));
  }
  if (is_same) return "{0}";
  return fmt::format("CASE WHEN {{0}} IS NOT NULL THEN struct_pack({}) END", fields);
}

std::optional<std::string> cast_nested(const Type& from, const Type& to, CastMode mode) {
  if (from.kind != to.kind) return std::nullopt;
  if (from.kind == TypeKind::array) return cast_array(from, to, mode);
  if (from.kind == TypeKind::map) return cast_map(from, to, mode);
  if (from.kind == TypeKind::row) return cast_row(from, to, mode);
  return std::nullopt;
}

std::optional<NodePtr> cast_written_row(const NodePtr& row, const Type& to) {
  const auto& fields = std::get<typed::Call>(row->value).arguments;
  if (fields.size() != to.children.size()) return std::nullopt;
  std::vector<NodePtr> cast_fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    auto field = cast(fields[i], to.children[i], CastMode::strict);
    if (!field) return std::nullopt;
    cast_fields.push_back(std::move(*field));
  }
  return make_row(to, std::move(cast_fields));
}

// Their bytes are what Trino writes.
std::optional<std::string> cast_sketch(const Type& from, const Type& to) {
  if (from.kind == TypeKind::hyperloglog && to.kind == TypeKind::p4_hyperloglog) {
    return "sluice_hll_dense({0})";
  }
  if (from.kind == TypeKind::p4_hyperloglog && to.kind == TypeKind::hyperloglog) return "{0}";
  const bool is_of_bytes = from.kind == TypeKind::varbinary || to.kind == TypeKind::varbinary;
  return is_of_bytes ? std::optional<std::string>("{0}") : std::nullopt;
}

// The digits of a number literal as one of the type; nothing where a cast has to decide.
std::optional<std::string> number_text(const std::string& text, const Type& from, const Type& to) {
  if (is_integer(from) && is_integer(to)) return text;
  if (is_floating(to)) return text;
  if (to.kind != TypeKind::decimal) return std::nullopt;
  const auto dot = text.find('.');
  const int scale = dot == std::string::npos ? 0 : static_cast<int>(text.size() - dot - 1);
  if (scale > to.scale) return std::nullopt;
  const std::string zeros(static_cast<std::size_t>(to.scale - scale), '0');
  if (dot == std::string::npos) return to.scale > 0 ? text + "." + zeros : text;
  return text + zeros;
}

std::optional<NodePtr> coerce_literal(const NodePtr& value, const Type& to) {
  const auto* literal = typed::node_if<typed::Literal>(value);
  if (literal == nullptr || !literal->text || !is_numeric(value->type) ||
      is_floating(value->type)) {
    return std::nullopt;
  }
  const auto text = number_text(*literal->text, value->type, to);
  if (!text) return std::nullopt;
  return typed::make_literal(to, fmt::format("CAST('{}' AS {})", *text, duckdb_type(to)), text);
}

int height_of(const Type& type) {
  int height = 0;
  for (const auto& child : type.children)
    height = std::max(height, height_of(child) + 1);
  return height;
}

}  // namespace

std::string applied_to(std::string lowering, std::string_view argument) {
  for (auto at = lowering.find("{0}"); at != std::string::npos; at = lowering.find("{0}", at)) {
    lowering.replace(at, 3, argument);
    at += argument.size();
  }
  return lowering;
}

std::string element_name(const Type& type) {
  return fmt::format("element_{}", height_of(type));
}

std::string quote_literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    // DuckDB's parser ends a text at a zero byte.
    if (c == '\0') {
      out += "' || chr(0) || '";
    } else {
      out += c;
    }
  }
  const bool is_joined = text.find('\0') != std::string_view::npos;
  return is_joined ? "(" + out + "')" : out + "'";
}

std::optional<std::string> cast_lowering(const Type& from, const Type& to, CastMode mode) {
  if (from == to) return "{0}";
  if (is_unknown(from)) return plain(to, mode);
  if (is_geospatial(from)) {
    if (mode != CastMode::shown) return std::nullopt;
    return from.kind == TypeKind::bing_tile ? "sluice_tile_text({0})" : "sluice_geo_text({0})";
  }
  if (to.kind == TypeKind::json) return cast_to_json(from);
  if (from.kind == TypeKind::json) return cast_from_json(to, mode);
  if (to.kind == TypeKind::varchar) return to_varchar(from, to, mode);
  if (from.kind == TypeKind::varchar) return from_varchar(to, mode);
  if (from.kind == TypeKind::char_ && to.kind == TypeKind::char_) {
    return from.length <= to.length ? "{0}" : fmt::format("rtrim(left({{0}}, {}), ' ')", to.length);
  }
  if (from.kind == TypeKind::char_ && (to.kind == TypeKind::date || is_instant(to))) {
    return from_varchar(to, mode);
  }
  if (is_numeric(from)) return from_number(from, to, mode);
  if (from.kind == TypeKind::boolean && is_numeric(to)) {
    // No room for the one of true.
    if (to.kind != TypeKind::decimal || to.precision > to.scale) return plain(to, mode);
    return fmt::format("CASE WHEN {{0}} THEN {} ELSE CAST({{0}} AS {}) END",
                       mode == CastMode::strict
                           ? fmt::format("error('SLUICE:NUMERIC_VALUE_OUT_OF_RANGE:Cannot cast "
                                         "BOOLEAN ''true'' to DECIMAL({}, {})')",
                                         to.precision, to.scale)
                           : "NULL",
                       duckdb_type(to));
  }
  if (is_sketch(from) || is_sketch(to)) return cast_sketch(from, to);
  if (from.kind == TypeKind::varbinary) return from_bytes(to, mode);
  if (to.kind == TypeKind::varbinary) return to_bytes(from);
  if (!from.children.empty()) return cast_nested(from, to, mode);
  return cast_date_time(from, to, mode);
}

NodePtr null_of(const Type& type) {
  return typed::make_literal(type, fmt::format("CAST(NULL AS {})", duckdb_type(type)));
}

NodePtr make_row(Type type, std::vector<NodePtr> fields) {
  std::string lowering = "struct_pack(";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    lowering += fmt::format("{}{} := {{{}}}", i > 0 ? ", " : "",
                            quote_text(row_field_name(type, i), '"'), i);
  }
  return typed::make_call(std::move(type), lowering + ")", std::move(fields));
}

bool is_row_constructor(const NodePtr& node) {
  const auto* call = typed::node_if<typed::Call>(node);
  return call != nullptr && node->type.kind == TypeKind::row &&
         call->lowering.starts_with("struct_pack(") &&
         call->arguments.size() == node->type.children.size();
}

std::optional<NodePtr> cast(const NodePtr& value, const Type& to, CastMode mode) {
  if (value->type == to) return value;
  if (to.kind == TypeKind::row && is_row_constructor(value) && mode == CastMode::strict) {
    return cast_written_row(value, to);
  }
  const auto lowering = cast_lowering(value->type, to, mode);
  if (!lowering) return std::nullopt;
  if (is_unknown(value->type) && typed::node_if<typed::Literal>(value) != nullptr) {
    return null_of(to);
  }
  if (value->type.kind == TypeKind::json && mode == CastMode::strict) {
    if (auto parsed = cast_parsed_json(value, to)) return parsed;
  }
  return typed::make_call(to, *lowering, {value});
}

NodePtr coerce(const NodePtr& value, const Type& to) {
  if (value->type == to) return value;
  if (auto literal = coerce_literal(value, to)) return *literal;
  const auto* literal = typed::node_if<typed::Literal>(value);
  if (literal != nullptr && value->type.kind == TypeKind::varchar && to.kind == TypeKind::varchar) {
    return typed::make_literal(to, literal->sql, literal->text);
  }
  auto coerced = cast(value, to, CastMode::strict);
  if (!coerced) {
    throw Error(
        ErrorKind::unsupported, "NOT_SUPPORTED",
        fmt::format("reading {} as {} is not supported yet", to_text(value->type), to_text(to)));
  }
  return *coerced;
}

}  // namespace sluice::sql
