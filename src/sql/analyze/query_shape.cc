#include "sql/analyze/query_shape.h"

#include "base/text.h"
#include "sql/failure.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

// SELECT those columns of the query, in this order.
typed::Query select_columns(Context& context, typed::QueryPtr query,
                            const std::vector<std::size_t>& columns, int* id_out = nullptr) {
  const int id = context.new_relation();
  if (id_out != nullptr) *id_out = id;
  typed::Query out;
  typed::Select select;
  for (const std::size_t i : columns) {
    out.columns.push_back(query->columns[i]);
    select.items.push_back(typed::make_column(query->columns[i].type, id, fmt::format("c{}", i)));
  }
  select.from = typed::make_derived(id, std::move(query));
  out.body = std::move(select);
  return out;
}

std::vector<std::size_t> first_columns(std::size_t count) {
  std::vector<std::size_t> out(count);
  for (std::size_t i = 0; i < count; ++i)
    out[i] = i;
  return out;
}

// Every sort key as a column of the query.
void show_keys(typed::Query& query) {
  auto& select = std::get<typed::Select>(query.body);
  for (auto& key : query.order_by) {
    if (key.column) continue;
    key.column = select.items.size();
    select.items.push_back(key.key.value);
    query.columns.push_back({.name = "_key", .type = key.key.value->type, .is_anonymous = true});
  }
}

std::map<std::string, std::size_t> columns_by_name(const typed::Query& query, Location location) {
  std::map<std::string, std::size_t> out;
  for (std::size_t i = 0; i < query.columns.size(); ++i) {
    const auto& column = query.columns[i];
    if (column.is_anonymous) {
      fail(location, "NOT_SUPPORTED",
           "Anonymous columns are not allowed in set operations with CORRESPONDING");
    }
    const std::string name = lower_ascii(column.name);
    if (!out.emplace(name, i).second) {
      fail(location, "DUPLICATE_COLUMN_NAME",
           fmt::format("Duplicate columns found when using CORRESPONDING in set operations: {}",
                       name));
    }
  }
  return out;
}

bool names_table(const Relation& relation, const std::string& name) {
  switch (relation.kind) {
    case RelationKind::table: {
      const auto& parts = relation_cast<TableReference>(relation).name.parts;
      return parts.size() == 1 && parts[0].name == name;
    }
    case RelationKind::subquery:
      return names_table(*relation_cast<SubqueryRelation>(relation).query->body, name);
    case RelationKind::aliased:
      return names_table(*relation_cast<AliasedRelation>(relation).relation, name);
    case RelationKind::join: {
      const auto& join = relation_cast<Join>(relation);
      return names_table(*join.left, name) || names_table(*join.right, name);
    }
    default:
      return false;
  }
}

}  // namespace

typed::Query with_ties(Context& context, typed::Query query, std::int64_t count) {
  const std::size_t width = query.columns.size();
  show_keys(query);
  const auto order = query.order_by;
  if (!query.offset) query.order_by.clear();
  const auto rows = typed::share(std::move(query));
  int id = 0;
  typed::Query ranked = select_columns(context, rows, first_columns(rows->columns.size()), &id);
  typed::Window window;
  for (const auto& key : order) {
    typed::SortKey sort = key.key;
    sort.value =
        typed::make_column(rows->columns[*key.column].type, id, fmt::format("c{}", *key.column));
    window.order_by.push_back(std::move(sort));
  }
  const Type bigint = make_type(TypeKind::bigint);
  std::get<typed::Select>(ranked.body)
      .items.push_back(
          typed::make_aggregate(bigint, {.lowering = "rank(){f}", .window = std::move(window)}));
  ranked.columns.push_back({.name = "_rank", .type = bigint, .is_anonymous = true});
  const std::size_t rank = ranked.columns.size() - 1;
  typed::Query out =
      select_columns(context, typed::share(std::move(ranked)), first_columns(width), &id);
  auto& select = std::get<typed::Select>(out.body);
  select.where = typed::make_call(make_type(TypeKind::boolean), fmt::format("({{0}} <= {})", count),
                                  {typed::make_column(bigint, id, fmt::format("c{}", rank))});
  for (auto key : order) {
    key.key.value =
        typed::make_column(rows->columns[*key.column].type, id, fmt::format("c{}", *key.column));
    if (*key.column >= width) key.column.reset();
    out.order_by.push_back(std::move(key));
  }
  return out;
}

std::vector<typed::QueryPtr> corresponding(Context& context, std::vector<typed::QueryPtr> terms,
                                           Location location) {
  std::vector<std::map<std::string, std::size_t>> names;
  for (const auto& term : terms)
    names.push_back(columns_by_name(*term, location));
  std::vector<std::string> shared;
  for (const auto& column : terms[0]->columns) {
    const std::string name = lower_ascii(column.name);
    const bool everywhere =
        std::all_of(names.begin(), names.end(), [&](const auto& of) { return of.contains(name); });
    if (everywhere) shared.push_back(name);
  }
  if (shared.empty()) fail(location, "INVALID_COLUMN_REFERENCE", "No corresponding columns");
  for (std::size_t i = 0; i < terms.size(); ++i) {
    std::vector<std::size_t> columns;
    for (const auto& name : shared)
      columns.push_back(names[i].at(name));
    terms[i] = typed::share(select_columns(context, std::move(terms[i]), columns));
  }
  return terms;
}

bool names_table(const QueryBody& body, const std::string& name) {
  if (body.kind == QueryBodyKind::select) {
    const auto& select = body_cast<Select>(body);
    return select.from && names_table(*select.from, name);
  }
  if (body.kind == QueryBodyKind::subquery) {
    return names_table(*body_cast<SubqueryBody>(body).query->body, name);
  }
  if (body.kind == QueryBodyKind::table) {
    const auto& parts = body_cast<TableBody>(body).name.parts;
    return parts.size() == 1 && parts[0].name == name;
  }
  if (body.kind != QueryBodyKind::set_operation) return false;
  const auto& terms = body_cast<SetOperation>(body).terms;
  return std::any_of(terms.begin(), terms.end(),
                     [&](const auto& term) { return names_table(*term, name); });
}

}  // namespace sluice::sql
