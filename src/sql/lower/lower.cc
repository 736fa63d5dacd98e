#include "base/text.h"
#include "sql/analyze/query.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/lower/columns.h"
#include "sql/lower/print.h"
#include "sql/sql.h"
#include "sql/types/make.h"

namespace sluice::sql {

namespace {

const Query& query_of(const Statement& statement) {
  if (statement.kind != StatementKind::query) {
    fail(statement.location, "NOT_SUPPORTED", "only a query can stand here");
  }
  return *statement_cast<QueryStatement>(statement).query;
}

// What a client sees of a type: char(n) with its padding; times in a zone, addresses, geometries
// and tiles as text, wherever they are nested.
Type shown_type(const Type& type) {
  if (type.kind == TypeKind::char_) return varchar_type(type.length);
  const bool is_zoned = type.kind == TypeKind::timestamp_tz || type.kind == TypeKind::time_tz;
  if (is_zoned || type.kind == TypeKind::ipaddress || is_geospatial(type)) return varchar_type();
  Type out = type;
  for (auto& child : out.children)
    child = shown_type(child);
  return out;
}

typed::NodePtr shown(const typed::NodePtr& value) {
  return *cast(value, shown_type(value->type), CastMode::shown);
}

bool looks_different(const Type& type) {
  return shown_type(type) != type;
}

// Values leave with the look that Trino gives them.
typed::Query as_shown(const typed::QueryPtr& query, Context& context) {
  const bool is_plain =
      std::none_of(query->columns.begin(), query->columns.end(),
                   [](const auto& column) { return looks_different(column.type); });
  if (is_plain) return *query;
  const int id = context.new_relation();
  typed::Query out{.columns = query->columns};
  typed::Select select;
  for (std::size_t i = 0; i < out.columns.size(); ++i) {
    const Type& type = out.columns[i].type;
    select.items.push_back(shown(typed::make_column(type, id, fmt::format("c{}", i))));
  }
  select.from = typed::make_derived(id, query);
  out.body = std::move(select);
  return out;
}

void name_columns(Context& context, const typed::Query& query) {
  const UsedColumns used = used_columns(query);
  for (std::size_t i = 0; i < context.uses.size(); ++i) {
    const auto found = used.find(context.scans[i].relation);
    if (found == used.end()) continue;
    for (const auto& column : context.scans[i].columns) {
      if (found->second.contains(column.name)) context.uses[i].columns.push_back(column.name);
    }
  }
}

// Trino's limit. https://trino.io/docs/current/admin/properties-query-management.html
void check_length(std::string_view text) {
  constexpr std::size_t kLengthMax = 1'000'000;
  if (text.size() <= kLengthMax) return;
  throw Error(ErrorKind::limit, "QUERY_TEXT_TOO_LARGE",
              fmt::format("Query text length ({}) exceeds the maximum length ({})", text.size(),
                          kLengthMax));
}

void check_parameters(const Statement& statement, std::size_t given) {
  const auto wanted = static_cast<std::size_t>(statement.parameters);
  if (wanted == given) return;
  fail(statement.location, "INVALID_PARAMETER_USAGE",
       fmt::format("Incorrect number of parameters: expected {} but found {}", wanted, given));
}

}  // namespace

LoweredQuery lower_query(std::string_view text, Tables& tables, const AnalyzeOptions& options) {
  check_length(text);
  const auto statement = parse_statement(text);
  check_parameters(*statement, options.parameters.size());
  Context context{.tables = tables, .options = options, .database = options.database};
  for (const auto& parameter : options.parameters) {
    context.parameters.push_back(parse_expression(parameter));
  }
  const typed::Query query =
      as_shown(analyze_query(context, query_of(*statement), nullptr, nullptr), context);
  name_columns(context, query);
  LoweredQuery out{.duckdb_sql = print_duckdb(query, options.time_zone)};
  for (const auto& column : query.columns) {
    out.output.push_back({.name = column.name, .type = column.type});
    out.duckdb_types.push_back(duckdb_type(shown_type(column.type)));
  }
  out.tables = std::move(context.uses);
  return out;
}

std::string canonical_text(std::string_view text) {
  return to_text(*parse_statement(text));
}

}  // namespace sluice::sql
