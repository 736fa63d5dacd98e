// Function calls: arguments, FILTER, OVER; CASE, CAST, intervals.
#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

// The four that Trino makes nodes of its own: nothing may follow or precede their arguments.
struct PlainFunction {
  std::string_view name;
  std::size_t arguments_min;
  std::size_t arguments_max;
  std::string_view message;  // when the number is another
};

constexpr PlainFunction kPlainFunctions[] = {
    {"if", 2, 3, "Invalid number of arguments for 'if' function"},
    {"nullif", 2, 2, "Invalid number of arguments for 'nullif' function"},
    {"coalesce", 2, SIZE_MAX, "The 'coalesce' function must have at least two arguments"},
    {"try", 1, 1, "The 'try' function must have exactly one argument"},
};

std::string_view forbidden_part(const FunctionCall& call) {
  if (call.over) return "OVER clause";
  if (call.distinct) return "DISTINCT";
  if (call.nulls != NullTreatment::unspecified) return "Null treatment clause";
  if (call.mode != ProcessingMode::unspecified) return "Processing mode";
  if (call.filter) return "FILTER";
  if (!call.argument_names.empty()) return "Named arguments are";
  return {};
}

void check_plain_function(const FunctionCall& call) {
  if (call.name.parts.size() != 1 || call.star) return;
  for (const PlainFunction& function : kPlainFunctions) {
    if (call.name.last().name != function.name) continue;
    const std::size_t count = call.arguments.size();
    if (count < function.arguments_min || count > function.arguments_max) {
      Cursor::fail(call.location, function.message);
    }
    const std::string_view part = forbidden_part(call);
    if (part.empty()) return;
    Cursor::fail(call.location, fmt::format("{} not valid for '{}' function", part, function.name));
  }
}

// f(*) and f(a.*)
bool star_argument(Cursor& cursor, FunctionCall& call) {
  if (cursor.at("*")) {
    cursor.take();
    call.star = true;
  } else if (cursor.at_identifier() && cursor.at(".", 1) && cursor.at("*", 2)) {
    call.star_label = cursor.identifier();
    cursor.take();
    cursor.take();
    call.star = true;
  }
  return call.star;
}

void plain_arguments(Cursor& cursor, FunctionCall& call) {
  for (std::string_view welcome : {"*", ")", "ALL", "<identifier>"})
    cursor.welcome(welcome);
  if (!cursor.at(")") && !(cursor.at("ORDER") && cursor.at("BY", 1))) {
    call.distinct = cursor.accept("DISTINCT");
    if (call.distinct) {
      cursor.welcome("<identifier>");
      if (cursor.at(")")) expression(cursor);  // fails, in words about expressions
    } else {
      accept_all(cursor);
      cursor.welcome("ORDER");
    }
    CallArguments arguments = call_arguments(cursor);
    call.arguments = std::move(arguments.values);
    call.argument_names = std::move(arguments.names);
  }
  if (!cursor.accept("ORDER")) return;
  cursor.expect("BY");
  call.order_by = sort_items(cursor);
}

// FILTER, IGNORE, RESPECT, OVER are names as well.
ExpressionPtr filter_clause(Cursor& cursor) {
  if (!cursor.at("FILTER") || !cursor.at("(", 1)) return nullptr;
  cursor.take();
  cursor.expect("(");
  cursor.expect("WHERE");
  ExpressionPtr condition = expression(cursor);
  cursor.expect(")");
  return condition;
}

NullTreatment null_treatment(Cursor& cursor) {
  if (!cursor.at("NULLS", 1) || !at_over(cursor, 2)) return NullTreatment::unspecified;
  if (cursor.accept("IGNORE", "NULLS")) return NullTreatment::ignore;
  return cursor.accept("RESPECT", "NULLS") ? NullTreatment::respect : NullTreatment::unspecified;
}

void overflow_clause(Cursor& cursor, Listagg& call) {
  if (!cursor.accept("ON")) return;
  cursor.expect("OVERFLOW");
  if (cursor.accept("ERROR")) return;
  cursor.expect("TRUNCATE");
  call.overflow = OverflowKind::truncate;
  if (cursor.at_string()) call.filler = cursor.string();
  call.with_count = cursor.accept("WITH");
  if (!call.with_count) cursor.expect("WITHOUT");
  cursor.expect("COUNT");
}

}  // namespace

bool accept_all(Cursor& cursor) {
  const bool quantifier = cursor.at("ALL") && at_expression(cursor, 1);
  return quantifier && cursor.accept("ALL");
}

CallArguments call_arguments(Cursor& cursor) {
  CallArguments arguments;
  if (cursor.at(")")) return arguments;
  bool named = false;
  do {
    std::optional<Identifier> name;
    if (cursor.at_identifier() && cursor.at("=>", 1)) {
      name = cursor.identifier();
      cursor.take();
      named = true;
    }
    arguments.names.push_back(std::move(name));
    arguments.values.push_back(expression(cursor));
  } while (cursor.accept(","));
  if (!named) arguments.names.clear();
  return arguments;
}

bool at_over(const Cursor& cursor, std::size_t ahead) {
  return cursor.at("OVER", ahead) && (cursor.at("(", ahead + 1) || cursor.at_identifier(ahead + 1));
}

Over over_clause(Cursor& cursor) {
  cursor.expect("OVER");
  Over over;
  if (cursor.accept("(")) {
    over.specification = std::make_unique<WindowSpecification>(window_specification(cursor));
    cursor.expect(")");
  } else {
    over.name = cursor.identifier();
  }
  return over;
}

ExpressionPtr function_call(Cursor& cursor) {
  auto node = make_node<FunctionCall>(cursor.location());
  if (cursor.at_identifier(1)) {
    node->mode = cursor.accept("RUNNING") ? ProcessingMode::running : ProcessingMode::final_;
    if (node->mode == ProcessingMode::final_) cursor.expect("FINAL");
  }
  node->name = cursor.qualified_name();
  cursor.expect("(");
  if (!star_argument(cursor, *node)) plain_arguments(cursor, *node);
  cursor.expect(")");
  node->filter = filter_clause(cursor);
  node->nulls = null_treatment(cursor);
  cursor.welcome("OVER");
  if (at_over(cursor)) node->over = over_clause(cursor);
  check_plain_function(*node);
  return node;
}

ExpressionPtr listagg_call(Cursor& cursor) {
  auto node = make_node<Listagg>(cursor.take().location);
  cursor.expect("(");
  node->distinct = cursor.accept("DISTINCT");
  if (!node->distinct) accept_all(cursor);
  node->operand = expression(cursor);
  if (cursor.accept(",")) node->separator = cursor.string();
  overflow_clause(cursor, *node);
  cursor.expect(")");
  cursor.expect("WITHIN");
  cursor.expect("GROUP");
  cursor.expect("(");
  cursor.expect("ORDER");
  cursor.expect("BY");
  node->order_by = sort_items(cursor);
  cursor.expect(")");
  node->filter = filter_clause(cursor);
  if (at_over(cursor)) node->over = over_clause(cursor);
  return node;
}

ExpressionPtr case_expression(Cursor& cursor) {
  auto node = make_node<Case>(cursor.take().location);
  if (!cursor.accept("WHEN")) {
    node->operand = expression(cursor);
    cursor.expect("WHEN");
  }
  do {
    WhenClause when{.location = cursor.location(), .condition = expression(cursor), .result = {}};
    cursor.expect("THEN");
    when.result = expression(cursor);
    node->whens.push_back(std::move(when));
  } while (cursor.accept("WHEN"));
  if (cursor.accept("ELSE")) node->otherwise = expression(cursor);
  cursor.expect("END");
  return node;
}

ExpressionPtr cast_expression(Cursor& cursor) {
  auto node = make_node<Cast>(cursor.location());
  node->is_try = cursor.at("TRY_CAST");
  cursor.take();
  cursor.expect("(");
  node->operand = expression(cursor);
  cursor.expect("AS");
  node->type = type_syntax(cursor);
  cursor.expect(")");
  return node;
}

}  // namespace sluice::sql
