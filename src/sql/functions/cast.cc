#include "sql/functions/cast.h"

#include "base/error.h"

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
      return registered(to_text(to), mode);
    case TypeKind::decimal:
      return registered("decimal", mode, decimal_arguments(to));
    case TypeKind::timestamp:
      return registered("timestamp", mode, fmt::format(", {}", to.precision));
    case TypeKind::varbinary:
      return std::nullopt;
    case TypeKind::char_:
      return fmt::format("rtrim(left({{0}}, {}), ' ')", to.length);
    default:
      return std::nullopt;
  }
}

std::optional<std::string> from_number(const Type& from, const Type& to, CastMode mode) {
  if (is_floating(from)) {
    if (is_integer(to)) return registered(to_text(to), mode);
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
    case TypeKind::timestamp:
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
  auto text = text_of(from);
  if (!text || to.length == Type::kUnbounded) return text;
  if (from.kind == TypeKind::char_) return fmt::format("left({}, {})", *text, to.length);
  const char* name = mode == CastMode::strict ? "sluice_fit" : "sluice_try_fit";
  return fmt::format("{}({}, {}, '{}')", name, *text, to.length, to_text(to));
}

std::optional<std::string> from_date_time(const Type& from, const Type& to, CastMode mode) {
  if (from.kind == TypeKind::date && to.kind == TypeKind::timestamp) return plain(to, mode);
  if (from.kind == TypeKind::date && to.kind == TypeKind::timestamp_tz) {
    return "struct_pack(utc := CAST({0} AS TIMESTAMP), tz := 'UTC')";
  }
  if (from.kind != TypeKind::timestamp) return std::nullopt;
  if (to.kind == TypeKind::date) return "CAST({0} AS DATE)";
  const bool widens = to.precision >= from.precision;
  const std::string rounded =
      widens ? "{0}" : fmt::format("sluice_round_timestamp({{0}}, {})", to.precision);
  if (to.kind == TypeKind::timestamp) return rounded;
  if (to.kind == TypeKind::timestamp_tz) {
    return fmt::format("sluice_zoned({}, 'UTC')", rounded);
  }
  return std::nullopt;
}

// A lowering of {0} as one of `argument`.
std::string applied_to(std::string lowering, std::string_view argument) {
  for (auto at = lowering.find("{0}"); at != std::string::npos; at = lowering.find("{0}", at)) {
    lowering.replace(at, 3, argument);
    at += argument.size();
  }
  return lowering;
}

// A name no two nested lambdas share.
std::string lambda_name(const Type& type) {
  int depth = 0;
  for (const Type* inner = &type; !inner->children.empty(); inner = &inner->children.back())
    ++depth;
  return fmt::format("element_{}", depth);
}

std::optional<std::string> cast_array(const Type& from, const Type& to, CastMode mode) {
  const auto element = cast_lowering(from.children[0], to.children[0], mode);
  if (!element) return std::nullopt;
  if (*element == "{0}") return "{0}";
  const std::string name = lambda_name(from);
  return fmt::format("list_transform({{0}}, lambda {}: {})", name, applied_to(*element, name));
}

std::optional<std::string> cast_map(const Type& from, const Type& to, CastMode mode) {
  const auto key = cast_lowering(from.children[0], to.children[0], mode);
  const auto value = cast_lowering(from.children[1], to.children[1], mode);
  if (!key || !value) return std::nullopt;
  if (*key == "{0}" && *value == "{0}") return "{0}";
  const std::string name = lambda_name(from);
  return fmt::format(
      "map(list_transform(map_keys({{0}}), lambda {0}: {1}), "
      "list_transform(map_values({{0}}), lambda {0}: {2}))",
      name, applied_to(*key, name), applied_to(*value, name));
}

// DuckDB casts structs by their fields' names, Trino by position.
std::optional<std::string> cast_row(const Type& from, const Type& to, CastMode mode) {
  if (from.children.size() != to.children.size()) return std::nullopt;
  if (duckdb_type(from) == duckdb_type(to)) return "{0}";
  std::string fields;
  for (std::size_t i = 0; i < to.children.size(); ++i) {
    const auto field = cast_lowering(from.children[i], to.children[i], mode);
    if (!field) return std::nullopt;
    if (i > 0) fields += ", ";
    fields += fmt::format("\"{}\" := {}", row_field_name(to, i),
                          applied_to(*field, fmt::format("struct_extract_at({{0}}, {})", i + 1)));
  }
  return fmt::format("CASE WHEN {{0}} IS NOT NULL THEN struct_pack({}) END", fields);
}

std::optional<std::string> cast_nested(const Type& from, const Type& to, CastMode mode) {
  if (from.kind != to.kind) return std::nullopt;
  if (from.kind == TypeKind::array) return cast_array(from, to, mode);
  if (from.kind == TypeKind::map) return cast_map(from, to, mode);
  if (from.kind == TypeKind::row) return cast_row(from, to, mode);
  return std::nullopt;
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

}  // namespace

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
  if (to.kind == TypeKind::varchar) return to_varchar(from, to, mode);
  if (from.kind == TypeKind::varchar) {
    if (to.kind == TypeKind::uuid) return plain(to, mode);
    if (to.kind == TypeKind::varbinary) return "encode({0})";
    return from_varchar(to, mode);
  }
  if (from.kind == TypeKind::char_ && to.kind == TypeKind::char_) {
    return from.length <= to.length ? "{0}" : fmt::format("rtrim(left({{0}}, {}), ' ')", to.length);
  }
  if (is_numeric(from)) return from_number(from, to, mode);
  if (from.kind == TypeKind::boolean && is_numeric(to)) {
    // No room for the one of true.
    if (to.kind == TypeKind::decimal && to.precision == to.scale) return std::nullopt;
    return plain(to, mode);
  }
  if (!from.children.empty()) return cast_nested(from, to, mode);
  return from_date_time(from, to, mode);
}

NodePtr null_of(const Type& type) {
  return typed::make_literal(type, fmt::format("CAST(NULL AS {})", duckdb_type(type)));
}

std::optional<NodePtr> cast(const NodePtr& value, const Type& to, CastMode mode) {
  if (value->type == to) return value;
  const auto lowering = cast_lowering(value->type, to, mode);
  if (!lowering) return std::nullopt;
  if (is_unknown(value->type) && typed::node_if<typed::Literal>(value) != nullptr) {
    return null_of(to);
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
