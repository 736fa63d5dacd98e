#include "sql/analyze/query.h"
#include "sql/failure.h"
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

// Values leave with the look that Trino gives them: char(n) has its padding.
typed::Query padded(const typed::QueryPtr& query, Context& context) {
  bool has_char = false;
  for (const auto& column : query->columns)
    has_char |= column.type.kind == TypeKind::char_;
  if (!has_char) return *query;
  const int id = context.new_relation();
  typed::Query out{.columns = query->columns};
  typed::Select select;
  for (std::size_t i = 0; i < out.columns.size(); ++i) {
    const Type& type = out.columns[i].type;
    auto value = typed::make_column(type, id, fmt::format("c{}", i));
    if (type.kind == TypeKind::char_) {
      value = typed::make_call(type, fmt::format("rpad({{0}}, {}, ' ')", type.length), {value});
    }
    select.items.push_back(std::move(value));
  }
  select.from =
      std::make_shared<typed::Relation>(typed::Relation{typed::Derived{.id = id, .query = query}});
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

}  // namespace

LoweredQuery lower_query(std::string_view text, Tables& tables, const AnalyzeOptions& options) {
  const auto statement = parse_statement(text);
  Context context{.tables = tables, .options = options, .database = options.database};
  for (const auto& parameter : options.parameters) {
    context.parameters.push_back(parse_expression(parameter));
  }
  const typed::Query query =
      padded(analyze_query(context, query_of(*statement), nullptr, nullptr), context);
  name_columns(context, query);
  LoweredQuery out{.duckdb_sql = print_duckdb(query)};
  for (const auto& column : query.columns) {
    out.output.push_back({.name = column.name, .type = column.type});
    out.duckdb_types.push_back(duckdb_type(column.type));
  }
  out.tables = std::move(context.uses);
  return out;
}

std::string canonical_text(std::string_view text) {
  return to_text(*parse_statement(text));
}

}  // namespace sluice::sql
