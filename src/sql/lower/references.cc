#include <set>

#include "sql/failure.h"
#include "sql/sql.h"
#include "sql/syntax/ast.h"
#include "sql/syntax/json_table.h"

namespace sluice::sql {

namespace {

using Names = std::set<std::string>;

// Walks the tree with the WITH names in sight.
class References {
 public:
  void query(const Query& query, Names names) {
    for (const auto& named : query.with) {
      Names inner = names;
      if (query.recursive) inner.insert(named.name.name);
      this->query(*named.query, std::move(inner));
      names.insert(named.name.name);
    }
    body(*query.body, names);
    sort(query.order_by, names);
  }

  std::vector<NamedTable> take() { return std::move(found_); }

 private:
  void body(const QueryBody& body, const Names& names) {
    switch (body.kind) {
      case QueryBodyKind::select:
        return select(body_cast<Select>(body), names);
      case QueryBodyKind::set_operation:
        for (const auto& term : body_cast<SetOperation>(body).terms)
          this->body(*term, names);
        return;
      case QueryBodyKind::values:
        return all(body_cast<Values>(body).rows, names);
      case QueryBodyKind::table:
        return add(body_cast<TableBody>(body).name, names);
      case QueryBodyKind::subquery:
        return query(*body_cast<SubqueryBody>(body).query, names);
    }
  }

  void select(const Select& select, const Names& names) {
    if (select.from) relation(*select.from, names);
    for (const auto& item : select.items) {
      if (item.expression) expression(*item.expression, names);
    }
    if (select.where) expression(*select.where, names);
    if (select.group_by) {
      for (const auto& element : select.group_by->elements) {
        for (const auto& set : element.sets)
          all(set, names);
      }
    }
    if (select.having) expression(*select.having, names);
    for (const auto& window : select.windows)
      this->window(window.specification, names);
  }

  void relation(const Relation& relation, const Names& names) {
    switch (relation.kind) {
      case RelationKind::table:
        return add(relation_cast<TableReference>(relation).name, names);
      case RelationKind::subquery:
        return query(*relation_cast<SubqueryRelation>(relation).query, names);
      case RelationKind::lateral:
        return query(*relation_cast<Lateral>(relation).query, names);
      case RelationKind::unnest:
        return all(relation_cast<Unnest>(relation).items, names);
      case RelationKind::aliased:
        return this->relation(*relation_cast<AliasedRelation>(relation).relation, names);
      case RelationKind::sampled:
        return this->relation(*relation_cast<SampledRelation>(relation).relation, names);
      case RelationKind::match_recognize:
        return match(relation_cast<MatchRecognize>(relation), names);
      case RelationKind::json_table: {
        const auto& table = relation_cast<JsonTable>(relation);
        path(table.path, names);
        return columns(table.columns, names);
      }
      case RelationKind::table_function:
        return arguments(relation_cast<TableFunction>(relation), names);
      case RelationKind::nearest: {
        const auto& nearest = relation_cast<Nearest>(relation);
        this->relation(*nearest.from, names);
        maybe(nearest.where, names);
        return maybe(nearest.match, names);
      }
      case RelationKind::join: {
        const auto& join = relation_cast<Join>(relation);
        this->relation(*join.left, names);
        this->relation(*join.right, names);
        return maybe(join.on, names);
      }
    }
  }

  void match(const MatchRecognize& match, const Names& names) {
    relation(*match.input, names);
    all(match.partition_by, names);
    sort(match.order_by, names);
    pattern(match.clauses, names);
  }

  void pattern(const RowPatternClauses& clauses, const Names& names) {
    for (const auto& measure : clauses.measures)
      expression(*measure.expression, names);
    for (const auto& definition : clauses.definitions)
      expression(*definition.condition, names);
  }

  void path(const JsonPathInvocation& path, const Names& names) {
    maybe(path.input.value, names);
    for (const auto& argument : path.passing)
      maybe(argument.input.value, names);
  }

  void outcome(const std::optional<JsonOutcome>& outcome, const Names& names) {
    if (outcome) maybe(outcome->value, names);
  }

  void columns(const std::vector<JsonTableColumn>& columns, const Names& names) {
    for (const auto& column : columns) {
      outcome(column.on_empty, names);
      outcome(column.on_error, names);
      this->columns(column.columns, names);
    }
  }

  void arguments(const TableFunction& call, const Names& names) {
    for (const auto& argument : call.arguments) {
      maybe(argument.scalar, names);
      if (!argument.table) continue;
      relation(*argument.table->relation, names);
      if (argument.table->partition_by) all(*argument.table->partition_by, names);
      sort(argument.table->order_by, names);
    }
  }

  void add(const QualifiedName& name, const Names& names) {
    if (name.parts.size() == 1 && names.contains(name.parts[0].name)) return;
    NamedTable table{.line = static_cast<int>(name.location.line),
                     .column = static_cast<int>(name.location.column)};
    table.table.table = name.last().name;
    if (name.parts.size() > 1) {
      table.table.database = catalog::DatabaseName(name.parts[name.parts.size() - 2].name);
    }
    if (seen_.insert(table.table).second) found_.push_back(std::move(table));
  }

  void all(const Expressions& expressions, const Names& names) {
    for (const auto& each : expressions)
      expression(*each, names);
  }

  void maybe(const ExpressionPtr& each, const Names& names) {
    if (each) expression(*each, names);
  }

  void sort(const std::vector<SortItem>& items, const Names& names) {
    for (const auto& item : items)
      expression(*item.expression, names);
  }

  void window(const WindowSpecification& window, const Names& names) {
    all(window.partition_by, names);
    sort(window.order_by, names);
    if (!window.frame) return;
    maybe(window.frame->start.offset, names);
    if (window.frame->end) maybe(window.frame->end->offset, names);
    if (window.frame->pattern) pattern(*window.frame->pattern, names);
  }

  void over(const std::optional<Over>& over, const Names& names) {
    if (over && over->specification) window(*over->specification, names);
  }

  void call(const FunctionCall& call, const Names& names) {
    all(call.arguments, names);
    sort(call.order_by, names);
    maybe(call.filter, names);
    over(call.over, names);
  }

  // Subqueries may stand anywhere in an expression.
  void expression(const Expression& e, const Names& names);
  void operation(const Expression& e, const Names& names);
  void json(const Expression& e, const Names& names);

  std::vector<NamedTable> found_;
  std::set<catalog::TableName> seen_;
};

void References::expression(const Expression& e, const Names& names) {
  switch (e.kind) {
    case ExpressionKind::scalar_subquery:
      return query(*expression_cast<ScalarSubquery>(e).query, names);
    case ExpressionKind::exists:
      return query(*expression_cast<Exists>(e).query, names);
    case ExpressionKind::in_subquery:
      expression(*expression_cast<InSubquery>(e).operand, names);
      return query(*expression_cast<InSubquery>(e).query, names);
    case ExpressionKind::quantified_comparison:
      expression(*expression_cast<QuantifiedComparison>(e).left, names);
      return query(*expression_cast<QuantifiedComparison>(e).query, names);
    case ExpressionKind::row:
      return all(expression_cast<RowConstructor>(e).items, names);
    case ExpressionKind::array:
      return all(expression_cast<ArrayConstructor>(e).items, names);
    case ExpressionKind::lambda:
      return expression(*expression_cast<Lambda>(e).body, names);
    case ExpressionKind::function_call:
      return call(expression_cast<FunctionCall>(e), names);
    case ExpressionKind::case_: {
      const auto& branches = expression_cast<Case>(e);
      maybe(branches.operand, names);
      for (const auto& when : branches.whens) {
        expression(*when.condition, names);
        expression(*when.result, names);
      }
      return maybe(branches.otherwise, names);
    }
    case ExpressionKind::in_list:
      expression(*expression_cast<InList>(e).operand, names);
      return all(expression_cast<InList>(e).items, names);
    case ExpressionKind::logical:
      return all(expression_cast<Logical>(e).terms, names);
    case ExpressionKind::measure: {
      const auto& specification = expression_cast<Measure>(e).over.specification;
      if (specification) window(*specification, names);
      return;
    }
    case ExpressionKind::json_exists:
    case ExpressionKind::json_value:
    case ExpressionKind::json_query:
    case ExpressionKind::json_object:
    case ExpressionKind::json_array:
      return json(e, names);
    default:
      return operation(e, names);
  }
}

void References::operation(const Expression& e, const Names& names) {
  const auto both = [&](const ExpressionPtr& left, const ExpressionPtr& right) {
    expression(*left, names);
    expression(*right, names);
  };
  if (const auto* binary = expression_if<Binary>(e)) return both(binary->left, binary->right);
  if (const auto* comparison = expression_if<Comparison>(e)) {
    return both(comparison->left, comparison->right);
  }
  if (const auto* distinct = expression_if<IsDistinct>(e)) {
    return both(distinct->left, distinct->right);
  }
  if (const auto* subscript = expression_if<Subscript>(e)) {
    return both(subscript->base, subscript->index);
  }
  if (const auto* between = expression_if<Between>(e)) {
    expression(*between->operand, names);
    return both(between->low, between->high);
  }
  if (const auto* like = expression_if<Like>(e)) {
    both(like->operand, like->pattern);
    return maybe(like->escape, names);
  }
  if (const auto* trim = expression_if<Trim>(e)) {
    expression(*trim->operand, names);
    return maybe(trim->characters, names);
  }
  if (const auto* unary = expression_if<Unary>(e)) return expression(*unary->operand, names);
  if (const auto* negation = expression_if<Not>(e)) return expression(*negation->operand, names);
  if (const auto* test = expression_if<IsNull>(e)) return expression(*test->operand, names);
  if (const auto* cast = expression_if<Cast>(e)) return expression(*cast->operand, names);
  if (const auto* extract = expression_if<Extract>(e)) return expression(*extract->operand, names);
  if (const auto* zoned = expression_if<AtTimeZone>(e)) return expression(*zoned->operand, names);
  if (const auto* field = expression_if<Dereference>(e)) return expression(*field->base, names);
  if (const auto* list = expression_if<Listagg>(e)) {
    expression(*list->operand, names);
    sort(list->order_by, names);
    maybe(list->filter, names);
    over(list->over, names);
  }
}

void References::json(const Expression& e, const Names& names) {
  if (const auto* exists = expression_if<JsonExists>(e)) return path(exists->path, names);
  if (const auto* value = expression_if<JsonValue>(e)) {
    path(value->path, names);
    outcome(value->on_empty, names);
    return outcome(value->on_error, names);
  }
  if (const auto* query = expression_if<JsonQuery>(e)) return path(query->path, names);
  if (const auto* object = expression_if<JsonObject>(e)) {
    for (const auto& member : object->members) {
      maybe(member.key, names);
      maybe(member.value.value, names);
    }
  }
  if (const auto* array = expression_if<JsonArray>(e)) {
    for (const auto& item : array->items)
      maybe(item.value, names);
  }
}

}  // namespace

std::vector<NamedTable> table_references(std::string_view text) {
  const auto statement = parse_statement(text);
  if (statement->kind != StatementKind::query) {
    fail(statement->location, "NOT_SUPPORTED", "only a query can stand here");
  }
  References references;
  references.query(*statement_cast<QueryStatement>(*statement).query, {});
  return references.take();
}

}  // namespace sluice::sql
