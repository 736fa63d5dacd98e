#include "sql/types/resolve.h"

#include "sql/failure.h"
#include "sql/syntax/ast.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

struct SimpleName {
  std::string_view text;
  TypeKind kind;
};

constexpr SimpleName kSimpleNames[] = {
    {"boolean", TypeKind::boolean},
    {"tinyint", TypeKind::tinyint},
    {"smallint", TypeKind::smallint},
    {"integer", TypeKind::integer},
    {"int", TypeKind::integer},
    {"bigint", TypeKind::bigint},
    {"real", TypeKind::real},
    {"double", TypeKind::double_},
    {"varbinary", TypeKind::varbinary},
    {"json", TypeKind::json},
    {"uuid", TypeKind::uuid},
    {"ipaddress", TypeKind::ipaddress},
    {"date", TypeKind::date},
    {"unknown", TypeKind::unknown},
    {"hyperloglog", TypeKind::hyperloglog},
    {"p4hyperloglog", TypeKind::p4_hyperloglog},
    {"setdigest", TypeKind::set_digest},
    {"tdigest", TypeKind::t_digest},
    {"geometry", TypeKind::geometry},
    {"sphericalgeography", TypeKind::spherical_geography},
    {"bingtile", TypeKind::bing_tile},
};

[[noreturn]] void fail_unknown(const TypeSyntax& syntax) {
  fail(syntax.location, "TYPE_NOT_FOUND", "Unknown type: " + to_text(syntax));
}

int integer_argument(const TypeSyntax& syntax, const TypeArgument& argument, int least, int most) {
  if (!argument.integer) fail_unknown(syntax);
  if (*argument.integer < least || *argument.integer > most) {
    fail(syntax.location, "TYPE_NOT_FOUND",
         fmt::format("Invalid {} parameter: {} (must be in range [{}, {}])", syntax.name,
                     *argument.integer, least, most));
  }
  return static_cast<int>(*argument.integer);
}

Type resolve_text(const TypeSyntax& syntax) {
  const bool is_char = syntax.name == "char";
  if (syntax.arguments.size() > 1) fail_unknown(syntax);
  if (syntax.arguments.empty()) return is_char ? char_type(1) : varchar_type();
  const int most = is_char ? 65'536 : 2'147'483'646;
  if (!is_char && syntax.arguments[0].integer == 2'147'483'647) return varchar_type();
  const int length = integer_argument(syntax, syntax.arguments[0], 0, most);
  return is_char ? char_type(length) : varchar_type(length);
}

Type resolve_decimal(const TypeSyntax& syntax) {
  if (syntax.arguments.size() > 2) fail_unknown(syntax);
  if (syntax.arguments.empty()) return decimal_type(38, 0);
  const auto& written = syntax.arguments[0].integer;
  if (written && (*written < 1 || *written > 38)) {
    fail(syntax.location, "INVALID_FUNCTION_ARGUMENT",
         fmt::format("DECIMAL precision must be in range [1, 38]: {}", *written));
  }
  const int precision = integer_argument(syntax, syntax.arguments[0], 1, 38);
  if (syntax.arguments.size() == 1) return decimal_type(precision, 0);
  return decimal_type(precision, integer_argument(syntax, syntax.arguments[1], 0, precision));
}

const TypeSyntax& type_argument(const TypeSyntax& syntax, std::size_t index) {
  const auto& argument = syntax.arguments[index];
  if (argument.type.empty()) fail_unknown(syntax);
  return argument.type[0];
}

Type resolve_generic(const TypeSyntax& syntax) {
  if (syntax.name == "varchar" || syntax.name == "char") return resolve_text(syntax);
  if (syntax.name == "decimal" || syntax.name == "dec" || syntax.name == "numeric") {
    return resolve_decimal(syntax);
  }
  if (syntax.name == "array" && syntax.arguments.size() == 1) {
    return array_type(resolve_type(type_argument(syntax, 0)));
  }
  if (syntax.name == "qdigest" && syntax.arguments.size() == 1) {
    return {.kind = TypeKind::quantile_digest,
            .children = {resolve_type(type_argument(syntax, 0))}};
  }
  if (syntax.name == "map" && syntax.arguments.size() == 2) {
    return {.kind = TypeKind::map,
            .children = {resolve_type(type_argument(syntax, 0)),
                         resolve_type(type_argument(syntax, 1))}};
  }
  for (const auto& simple : kSimpleNames) {
    if (simple.text == syntax.name && syntax.arguments.empty()) return make_type(simple.kind);
  }
  fail_unknown(syntax);
}

Type resolve_date_time(const TypeSyntax& syntax) {
  const bool is_time = syntax.name == "time";
  Type type{.kind = is_time ? TypeKind::time : TypeKind::timestamp, .precision = 3};
  if (syntax.with_time_zone) type.kind = is_time ? TypeKind::time_tz : TypeKind::timestamp_tz;
  if (!syntax.precision.empty()) {
    type.precision = integer_argument(syntax, syntax.precision[0], 0, 12);
  }
  return type;
}

Type resolve_row(const TypeSyntax& syntax) {
  Type type{.kind = TypeKind::row};
  for (const auto& field : syntax.fields) {
    type.children.push_back(resolve_type(field.type));
    if (field.name) {
      type.names.emplace_back(field.name->quoted ? field.name->text : field.name->name);
    } else {
      type.names.emplace_back(std::nullopt);
    }
  }
  return type;
}

Type resolve_interval(const TypeSyntax& syntax) {
  const bool is_months = syntax.interval_from == IntervalField::year;
  const auto expected_to = is_months ? IntervalField::month : IntervalField::second;
  const bool is_whole = syntax.interval_to == expected_to &&
                        (is_months || syntax.interval_from == IntervalField::day);
  if (!is_whole || syntax.interval_precision) fail_unknown(syntax);
  return make_type(is_months ? TypeKind::interval_year_month : TypeKind::interval_day_second);
}

}  // namespace

Type resolve_type(const TypeSyntax& syntax) {
  switch (syntax.form) {
    case TypeForm::generic:
      return resolve_generic(syntax);
    case TypeForm::row:
      return resolve_row(syntax);
    case TypeForm::date_time:
      return resolve_date_time(syntax);
    case TypeForm::interval:
      return resolve_interval(syntax);
  }
  fail_unknown(syntax);
}

}  // namespace sluice::sql
