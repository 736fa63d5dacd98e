// The parser's functions, one for each rule that more than one file needs.
//
// Internal: ast.h has the doors. Each function stands at the first token of its rule and leaves
// the cursor behind the last. `seed` is a part that was read already and is the leftmost of the
// rule; its caller keeps its own HeightScope.
#pragma once

#include "sql/syntax/ast.h"
#include "sql/syntax/cursor.h"

namespace sluice::sql {

template <class Node>
std::unique_ptr<Node> make_node(const Location& location) {
  auto node = std::make_unique<Node>();
  node->location = location;
  return node;
}

// --- expressions
ExpressionPtr expression(Cursor& cursor, ExpressionPtr seed = nullptr);
ExpressionPtr value_expression(Cursor& cursor, ExpressionPtr seed = nullptr);
ExpressionPtr primary_expression(Cursor& cursor);
// .field, [index] and ::method() behind it.
ExpressionPtr with_suffixes(Cursor& cursor, ExpressionPtr base);
Expressions expressions(Cursor& cursor);
Expressions parenthesized_expressions(Cursor& cursor);
// What is there could begin an expression; identifiers included.
bool at_expression(const Cursor& cursor, std::size_t ahead);

// What stands between parentheses: one of the two.
struct Parenthesized {
  QueryPtr query;
  ExpressionPtr expression;  // a RowConstructor when there were commas
};
// After the opening parenthesis, which stands at `open`, up to before the closing one.
Parenthesized parenthesized_content(Cursor& cursor, const Location& open);

ExpressionPtr interval_literal(Cursor& cursor);
IntervalField interval_field(Cursor& cursor);
bool at_interval_field(const Cursor& cursor, std::size_t ahead);
ExpressionPtr case_expression(Cursor& cursor);
ExpressionPtr cast_expression(Cursor& cursor);

// --- calls
ExpressionPtr function_call(Cursor& cursor);
ExpressionPtr listagg_call(Cursor& cursor);
// TRIM, SUBSTRING, POSITION, NORMALIZE, EXTRACT with the SQL standard's words in them; null
// when the words here are not one of them.
ExpressionPtr keyword_call(Cursor& cursor);
// JSON_VALUE and its kin; null when the words here are not one of them.
ExpressionPtr json_call(Cursor& cursor);
struct CallArguments {
  Expressions values;
  std::vector<std::optional<Identifier>> names;  // empty unless one is named
};
CallArguments call_arguments(Cursor& cursor);
bool at_over(const Cursor& cursor, std::size_t ahead = 0);
Over over_clause(Cursor& cursor);
bool accept_all(Cursor& cursor);  // ALL as a quantifier, not as a name

// --- windows and row patterns
std::vector<SortItem> sort_items(Cursor& cursor);  // after ORDER BY
SortItem sort_item(Cursor& cursor);
WindowSpecification window_specification(Cursor& cursor);
std::vector<MeasureDefinition> measure_definitions(Cursor& cursor);
RowPatternPtr row_pattern(Cursor& cursor);
// AFTER MATCH, INITIAL, PATTERN, SUBSET, DEFINE.
void pattern_clauses(Cursor& cursor, RowPatternClauses& clauses);

// --- JSON
JsonPathInvocation json_path_invocation(Cursor& cursor);
JsonFormat json_format(Cursor& cursor);  // [FORMAT JSON [ENCODING …]]
JsonWrapper json_wrapper(Cursor& cursor);
JsonQuotes json_quotes(Cursor& cursor);
struct JsonOutcomes {
  std::optional<JsonOutcome> on_empty;
  std::optional<JsonOutcome> on_error;
};
JsonOutcomes json_value_outcomes(Cursor& cursor);
JsonOutcomes json_query_outcomes(Cursor& cursor);

// --- types
TypeSyntax type_syntax(Cursor& cursor);

// --- queries
QueryPtr root_query(Cursor& cursor);
QueryPtr query(Cursor& cursor);
// The rest of a query whose first term was read: set operations, ORDER BY, LIMIT.
QueryPtr query_after(Cursor& cursor, QueryBodyPtr first);
// A set operation or ORDER BY, OFFSET, LIMIT, FETCH stands here.
bool at_query_continuation(const Cursor& cursor);
// LIMIT, OFFSET, FETCH, WINDOW are names as well: this one begins a clause.
bool at_query_clause(const Cursor& cursor);
QueryBodyPtr select_body(Cursor& cursor);
QueryPtr parenthesized_query(Cursor& cursor);
QueryBodyPtr subquery_body(QueryPtr query, const Location& location);

// --- relations
RelationPtr relation(Cursor& cursor, RelationPtr seed = nullptr);
RelationPtr table_function(Cursor& cursor);
RelationPtr json_table(Cursor& cursor);
RelationPtr aliased(Cursor& cursor, RelationPtr relation);
RelationPtr match_recognize(Cursor& cursor, RelationPtr input);

// --- statements
StatementPtr statement(Cursor& cursor);
StatementPtr create_statement(Cursor& cursor);
StatementPtr show_statement(Cursor& cursor);
StatementPtr write_statement(Cursor& cursor);  // INSERT, DELETE, UPDATE, MERGE, UNLOAD
StatementPtr utility_statement(Cursor& cursor);
std::vector<Property> properties(Cursor& cursor);  // ( name = value, … )
std::vector<Property> property_assignments(Cursor& cursor);
ColumnDefinition column_definition(Cursor& cursor);
void principal(Cursor& cursor);
void grant_object(Cursor& cursor);  // after ON
// Each gives the statement's name.
std::string grant_privileges(Cursor& cursor);
std::string revoke_privileges(Cursor& cursor);
std::string deny_privileges(Cursor& cursor);
// FUNCTION f(…) RETURNS … with its body.
InlineFunction function_specification(Cursor& cursor);
QualifiedName function_declaration(Cursor& cursor);  // f(x bigint)

}  // namespace sluice::sql
