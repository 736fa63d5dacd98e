#include "sql/analyze/query.h"

#include "base/text.h"
#include "sql/analyze/query_shape.h"
#include "sql/analyze/select.h"
#include "sql/failure.h"
#include "sql/functions/cast.h"
#include "sql/functions/key.h"
#include "sql/types/coercion.h"
#include "sql/types/make.h"

namespace sluice::sql {

using typed::NodePtr;

namespace {

// A recursive query is its UNION alone: what stands around it would have to hold in every step.
void refuse_clauses(const Query& query) {
  const auto refuse = [](Location location, const char* code, std::string_view clause) {
    fail(location, code, fmt::format("immediate {} clause in recursive query", clause));
  };
  if (!query.with.empty()) refuse(query.with[0].name.location, "NOT_SUPPORTED", "WITH");
  if (!query.order_by.empty()) refuse(query.order_by[0].location, "NOT_SUPPORTED", "ORDER BY");
  if (query.offset) refuse(query.offset->location, "NOT_SUPPORTED", "OFFSET");
  if (query.limit || query.fetch) {
    refuse(query.limit ? query.limit->location : query.fetch->location, "INVALID_LIMIT_CLAUSE",
           "FETCH FIRST / LIMIT");
  }
}

class QueryAnalyzer {
 public:
  QueryAnalyzer(Context& context, const Scope* outer, const WithScope* with)
      : context_(context), outer_(outer) {
    with_.outer = with;
  }

  typed::QueryPtr analyze(const Query& query);

 private:
  void add_with(const NamedQuery& named, bool may_recur);
  void add_recursive(const NamedQuery& named, const SetOperation& terms);
  void register_with(const NamedQuery& named, int id, const typed::Query& query);
  typed::Query body(const QueryBody& body, const std::vector<SortItem>& order_by);
  typed::Query set_operation(const SetOperation& operation);
  typed::Query values(const Values& values);
  std::vector<NodePtr> values_row(const Expression& written, const Scope& scope);
  // SELECT * FROM (query), for an ORDER BY over something that is no SELECT.
  typed::Query ordered(typed::QueryPtr query, const std::vector<SortItem>& order_by);
  void limit(const Query& query, typed::Query& out);
  std::int64_t row_count(const RowCount& count);

  Context& context_;
  const Scope* outer_;
  WithScope with_;
  std::vector<typed::NamedQuery> named_;
};

typed::QueryPtr QueryAnalyzer::analyze(const Query& query) {
  if (!query.functions.empty()) fail_unsupported(query.location, "WITH FUNCTION is");
  if (!query.session.empty()) fail_unsupported(query.location, "WITH SESSION is");
  for (const auto& named : query.with)
    add_with(named, query.recursive);
  typed::Query out = body(*query.body, query.order_by);
  if (!named_.empty() || query.limit || query.offset || query.fetch) {
    const bool is_taken = out.limit || out.offset || !out.with.empty();
    if (is_taken) out = ordered(typed::share(std::move(out)), {});
    out.with = std::move(named_);
    limit(query, out);
  }
  return typed::share(std::move(out));
}

void QueryAnalyzer::register_with(const NamedQuery& named, int id, const typed::Query& query) {
  if (!named.columns.empty() && named.columns.size() != query.columns.size()) {
    fail(named.name.location, "MISMATCHED_COLUMN_ALIASES",
         fmt::format("WITH column list has {} entries but WITH query({}) has {} columns",
                     named.columns.size(), named.name.text, query.columns.size()));
  }
  WithQuery entry{.id = id, .columns = query.columns};
  for (std::size_t i = 0; i < named.columns.size(); ++i) {
    entry.columns[i].name = named.columns[i].text;
    entry.columns[i].is_anonymous = false;
  }
  with_.queries[named.name.name] = std::move(entry);
}

void QueryAnalyzer::add_with(const NamedQuery& named, bool may_recur) {
  if (with_.queries.contains(named.name.name)) {
    fail(named.name.location, "DUPLICATE_NAMED_QUERY",
         fmt::format("WITH query name '{}' specified more than once", named.name.text));
  }
  if (may_recur && names_table(*named.query->body, named.name.name)) {
    const auto* terms = named.query->body->kind == QueryBodyKind::set_operation
                            ? &body_cast<SetOperation>(*named.query->body)
                            : nullptr;
    if (terms == nullptr || terms->op != SetOperator::union_ || terms->terms.size() != 2) {
      fail_unsupported(named.name.location, "this form of a recursive query is");
    }
    return add_recursive(named, *terms);
  }
  auto query = analyze_query(context_, *named.query, outer_, &with_);
  const int id = context_.withs++;
  register_with(named, id, *query);
  named_.push_back({.id = id, .query = std::move(query)});
}

void QueryAnalyzer::add_recursive(const NamedQuery& named, const SetOperation& terms) {
  if (named.columns.empty()) {
    fail(named.name.location, "MISSING_COLUMN_ALIASES",
         "missing column aliases in recursive query");
  }
  refuse_clauses(*named.query);
  auto base = typed::share(body(*terms.terms[0], {}));
  const int id = context_.withs++;
  register_with(named, id, *base);
  std::vector<Type> types;
  for (const auto& column : base->columns)
    types.push_back(column.type);
  auto step = typed::share(body(*terms.terms[1], {}));
  bool fits = step->columns.size() == types.size();
  for (std::size_t i = 0; fits && i < types.size(); ++i) {
    fits = can_coerce(step->columns[i].type, types[i]);
  }
  if (!fits) {
    fail(named.name.location, "TYPE_MISMATCH",
         "recursion step relation output type must be coercible to the base relation's");
  }
  typed::Query query{.columns = base->columns};
  query.body =
      typed::SetOperation{.op = typed::SetOperator::union_,
                          .is_all = terms.all,
                          .terms = {base, coerce_columns(context_, std::move(step), types)}};
  named_.push_back({.id = id, .query = typed::share(std::move(query)), .is_recursive = true});
}

typed::Query QueryAnalyzer::body(const QueryBody& body, const std::vector<SortItem>& order_by) {
  switch (body.kind) {
    case QueryBodyKind::select:
      return SelectAnalyzer(context_, outer_, &with_).analyze(body_cast<Select>(body), order_by);
    case QueryBodyKind::subquery: {
      auto inner = analyze_query(context_, *body_cast<SubqueryBody>(body).query, outer_, &with_);
      return order_by.empty() ? *inner : ordered(std::move(inner), order_by);
    }
    case QueryBodyKind::set_operation:
      return ordered(typed::share(set_operation(body_cast<SetOperation>(body))), order_by);
    case QueryBodyKind::values:
      return ordered(typed::share(values(body_cast<Values>(body))), order_by);
    case QueryBodyKind::table:
      break;
  }
  Select all;
  all.items.emplace_back();
  all.items.back().all = true;
  auto table = std::make_unique<TableReference>();
  table->name = body_cast<TableBody>(body).name;
  table->location = body.location;
  all.from = std::move(table);
  return SelectAnalyzer(context_, outer_, &with_).analyze(all, order_by);
}

typed::Query QueryAnalyzer::set_operation(const SetOperation& operation) {
  std::vector<typed::QueryPtr> terms;
  std::vector<Type> types;
  for (const auto& term : operation.terms) {
    terms.push_back(typed::share(body(*term, {})));
    if (operation.corresponding && terms.size() == operation.terms.size()) {
      terms = corresponding(context_, std::move(terms), operation.location);
      types.clear();
      for (const auto& column : terms[0]->columns)
        types.push_back(column.type);
    }
    const auto& columns = terms.back()->columns;
    if (types.empty()) {
      for (const auto& column : columns)
        types.push_back(column.type);
    }
    if (types.size() != columns.size()) {
      fail(term->location, "TYPE_MISMATCH",
           fmt::format("query has different number of fields: {}, {}", types.size(),
                       columns.size()));
    }
    for (std::size_t i = 0; i < types.size(); ++i) {
      const auto wider = common_type(types[i], columns[i].type);
      if (!wider) {
        fail(term->location, "TYPE_MISMATCH",
             fmt::format("column {} in query has incompatible types: {}, {}", i + 1,
                         to_text(types[i]), to_text(columns[i].type)));
      }
      types[i] = *wider;
    }
  }
  typed::Query out{.columns = terms[0]->columns};
  for (std::size_t i = 0; i < types.size(); ++i)
    out.columns[i].type = types[i];
  if (operation.op != SetOperator::union_ && std::any_of(types.begin(), types.end(), has_key)) {
    fail_unsupported(operation.location,
                     "INTERSECT or EXCEPT over maps or timestamps with time zone is");
  }
  for (auto& term : terms)
    term = coerce_columns(context_, std::move(term), types);
  out.body = typed::SetOperation{.op = static_cast<typed::SetOperator>(operation.op),
                                 .is_all = operation.all,
                                 .terms = std::move(terms)};
  return out;
}

// A row of any kind gives its fields as columns; anything else is one column.
std::vector<NodePtr> QueryAnalyzer::values_row(const Expression& written, const Scope& scope) {
  ExpressionAnalyzer analyzer(context_, scope);
  std::vector<NodePtr> row;
  const auto analyze = [&](const Expression& expression) {
    NodePtr value = analyzer.analyze(expression);
    require_scalar(value, "VALUES", expression.location);
    return value;
  };
  if (const auto* several = expression_if<RowConstructor>(written)) {
    for (const auto& item : several->items)
      row.push_back(analyze(*item));
    return row;
  }
  const NodePtr value = analyze(written);
  if (value->type.kind != TypeKind::row) return {value};
  for (std::size_t i = 0; i < value->type.children.size(); ++i)
    row.push_back(typed::row_field(value, i));
  return row;
}

typed::Query QueryAnalyzer::values(const Values& values) {
  const Scope scope{.outer = outer_, .with = &with_};
  std::vector<std::vector<NodePtr>> rows;
  std::vector<Type> types;
  for (const auto& written : values.rows) {
    std::vector<NodePtr> row = values_row(*written, scope);
    if (rows.empty()) types.resize(row.size());
    if (row.size() == 1 && is_unknown(row[0]->type)) row.resize(types.size(), row[0]);
    if (row.size() != types.size()) {
      fail(written->location, "TYPE_MISMATCH",
           fmt::format("Values rows have mismatched sizes: {} vs {}", types.size(), row.size()));
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto wider = common_type(types[i], row[i]->type);
      if (!wider) {
        fail(written->location, "TYPE_MISMATCH",
             fmt::format("Values rows have mismatched types: {} vs {}", to_text(types[i]),
                         to_text(row[i]->type)));
      }
      types[i] = *wider;
    }
    rows.push_back(std::move(row));
  }
  typed::Query out;
  for (auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      row[i] = coerce(row[i], types[i]);
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    out.columns.push_back(
        {.name = fmt::format("_col{}", i), .type = types[i], .is_anonymous = true});
  }
  out.body = typed::Values{std::move(rows)};
  return out;
}

typed::Query QueryAnalyzer::ordered(typed::QueryPtr query, const std::vector<SortItem>& order_by) {
  if (order_by.empty() && !query->limit && !query->offset && query->with.empty()) return *query;
  const int id = context_.new_relation();
  typed::Query out{.columns = query->columns};
  typed::Select select;
  Scope scope{.outer = outer_, .with = &with_};
  for (std::size_t i = 0; i < out.columns.size(); ++i) {
    const auto& column = out.columns[i];
    const NodePtr value = typed::make_column(column.type, id, fmt::format("c{}", i));
    select.items.push_back(value);
    if (column.is_anonymous) continue;
    scope.fields.push_back(
        {.name = lower_ascii(column.name), .label = column.name, .value = value});
  }
  select.from = typed::make_derived(id, std::move(query));
  for (const auto& item : order_by) {
    typed::OrderKey key = begin_order_key(item, out.columns.size());
    if (!key.column) {
      key.key.value = ExpressionAnalyzer(context_, scope).analyze(*item.expression);
      require_scalar(key.key.value, "ORDER BY clause", item.location);
    }
    require_orderable(key.column ? out.columns[*key.column].type : key.key.value->type, item);
    out.order_by.push_back(std::move(key));
  }
  out.body = std::move(select);
  return out;
}

std::int64_t QueryAnalyzer::row_count(const RowCount& count) {
  if (!count.parameter) return count.count;
  const auto index = static_cast<std::size_t>(*count.parameter);
  const auto* literal = index < context_.parameters.size()
                            ? expression_if<IntegerLiteral>(*context_.parameters[index])
                            : nullptr;
  if (literal == nullptr || context_.is_in_parameter) {
    fail(count.location, "INVALID_PARAMETER_USAGE", "LIMIT and OFFSET take an integer parameter");
  }
  return literal->value;
}

void QueryAnalyzer::limit(const Query& query, typed::Query& out) {
  if (query.offset) out.offset = row_count(*query.offset);
  if (query.limit) out.limit = row_count(*query.limit);
  if (!query.fetch) return;
  const std::int64_t count = query.fetch->count ? row_count(*query.fetch->count) : 1;
  if (!query.fetch->with_ties) {
    out.limit = count;
    return;
  }
  if (query.order_by.empty()) {
    fail(query.fetch->location, "MISSING_ORDER_BY",
         "FETCH FIRST WITH TIES clause requires ORDER BY");
  }
  auto with = std::exchange(out.with, {});
  out = with_ties(context_, std::move(out), count);
  out.with = std::move(with);
}

}  // namespace

typed::QueryPtr analyze_query(Context& context, const Query& query, const Scope* outer,
                              const WithScope* with) {
  return QueryAnalyzer(context, outer, with).analyze(query);
}

namespace {

// SELECT change(c0), change(c1) … FROM (query)
template <class Change>
typed::QueryPtr changed_columns(Context& context, typed::QueryPtr query, const Change& change) {
  const int id = context.new_relation();
  typed::Query out{.columns = query->columns};
  typed::Select select;
  for (std::size_t i = 0; i < out.columns.size(); ++i) {
    select.items.push_back(
        change(typed::make_column(out.columns[i].type, id, fmt::format("c{}", i)), i));
    out.columns[i].type = select.items.back()->type;
  }
  select.from = typed::make_derived(id, std::move(query));
  out.body = std::move(select);
  return typed::share(std::move(out));
}

}  // namespace

typed::QueryPtr coerce_columns(Context& context, typed::QueryPtr query,
                               const std::vector<Type>& types) {
  bool same = true;
  for (std::size_t i = 0; i < types.size(); ++i)
    same &= query->columns[i].type == types[i];
  if (same) return query;
  return changed_columns(context, std::move(query), [&](const NodePtr& column, std::size_t i) {
    return coerce(column, types[i]);
  });
}

typed::QueryPtr key_columns(Context& context, typed::QueryPtr query, const Type& type) {
  query = coerce_columns(context, std::move(query), {type});
  if (!has_key(type)) return query;
  return changed_columns(context, std::move(query),
                         [](const NodePtr& column, std::size_t) { return key_of(column); });
}

}  // namespace sluice::sql
