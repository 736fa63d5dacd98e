// Calls, windows, CASE and CAST as text.
#include "sql/syntax/printer.h"

namespace sluice::sql {

namespace {

constexpr std::string_view kCurrents[] = {"CURRENT_DATE",    "CURRENT_TIME",   "CURRENT_TIMESTAMP",
                                          "LOCALTIME",       "LOCALTIMESTAMP", "CURRENT_USER",
                                          "CURRENT_CATALOG", "CURRENT_SCHEMA", "CURRENT_PATH"};

}  // namespace

void TextPrinter::put_call(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::case_:
      return put(expression_cast<Case>(expression));
    case ExpressionKind::cast: {
      const auto& cast = expression_cast<Cast>(expression);
      put(cast.is_try ? "TRY_CAST(" : "CAST(");
      put(*cast.operand);
      put(" AS ");
      put(cast.type);
      return put(")");
    }
    case ExpressionKind::at_time_zone: {
      const auto& zone = expression_cast<AtTimeZone>(expression);
      put(*zone.operand, Precedence::zone);
      if (!zone.zone) return put(" AT LOCAL");
      put(" AT TIME ZONE ");
      return put(*zone.zone);
    }
    case ExpressionKind::extract: {
      const auto& extract = expression_cast<Extract>(expression);
      put("EXTRACT(");
      put_word(extract.field);
      put(" FROM ");
      put(*extract.operand, Precedence::concat);
      return put(")");
    }
    case ExpressionKind::current:
      return put(expression_cast<Current>(expression));
    case ExpressionKind::trim:
      return put(expression_cast<Trim>(expression));
    case ExpressionKind::function_call:
      return put(expression_cast<FunctionCall>(expression));
    case ExpressionKind::listagg:
      return put(expression_cast<Listagg>(expression));
    case ExpressionKind::measure: {
      const auto& measure = expression_cast<Measure>(expression);
      put(measure.name);
      return put(measure.over);
    }
    case ExpressionKind::method_call:
      return put(expression_cast<MethodCall>(expression));
    case ExpressionKind::grouping:
      put("GROUPING(");
      list(expression_cast<Grouping>(expression).columns);
      return put(")");
    default:
      return put_json(expression);
  }
}

void TextPrinter::put(const Case& expression) {
  put("CASE");
  if (expression.operand) {
    put(" ");
    put(*expression.operand);
  }
  for (const WhenClause& when : expression.whens) {
    put(" WHEN ");
    put(*when.condition);
    put(" THEN ");
    put(*when.result);
  }
  if (expression.otherwise) {
    put(" ELSE ");
    put(*expression.otherwise);
  }
  put(" END");
}

void TextPrinter::put(const Current& current) {
  put(kCurrents[static_cast<std::size_t>(current.what)]);
  if (!current.precision) return;
  put("(");
  put(*current.precision);
  put(")");
}

void TextPrinter::put(const Trim& trim) {
  put("TRIM(");
  if (trim.side == TrimSide::leading) put("LEADING ");
  if (trim.side == TrimSide::trailing) put("TRAILING ");
  if (trim.side == TrimSide::both && trim.characters) put("BOTH ");
  // BOTH with a sign behind it would be a column.
  if (trim.characters) put_apart(*trim.characters, Precedence::concat, "+-");
  if (trim.characters || trim.side != TrimSide::both) put(" FROM ");
  put(*trim.operand, Precedence::concat);
  put(")");
}

void TextPrinter::put_arguments(const Expressions& values,
                                const std::vector<std::optional<Identifier>>& names) {
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (at > 0) put(", ");
    if (!names.empty() && names[at]) {
      put(*names[at]);
      put(" => ");
    }
    put(*values[at]);
  }
}

void TextPrinter::put(const MethodCall& call) {
  // Without parentheses, a name and a method would be a qualified function.
  const bool name = !call.is_static && as_qualified_name(*call.target).has_value();
  if (name) put("(");
  put_suffix_base(*call.target, !name);
  if (name) put(")");
  put(call.is_static ? "::" : ".");
  put(call.method);
  put("(");
  put_arguments(call.arguments, call.argument_names);
  put(")");
}

// Unquoted, POSITION takes the first IN for its own.
static bool begins_with_in(const FunctionCall& call) {
  if (call.name.last().name != "position" || call.arguments.empty()) return false;
  const ExpressionKind kind = call.arguments[0]->kind;
  return kind == ExpressionKind::logical || kind == ExpressionKind::in_list ||
         kind == ExpressionKind::in_subquery;
}

void TextPrinter::put(const FunctionCall& call) {
  if (call.mode == ProcessingMode::running) put("RUNNING ");
  if (call.mode == ProcessingMode::final_) put("FINAL ");
  for (const Identifier& part : call.name.parts) {
    if (&part != &call.name.parts.front()) put(".");
    begins_with_in(call) ? put(part) : put_word(part);
  }
  put("(");
  if (call.distinct) put("DISTINCT ");
  if (call.star_label) {
    put(*call.star_label);
    put(".");
  }
  if (call.star) put("*");
  put_arguments(call.arguments, call.argument_names);
  if (!call.order_by.empty()) {
    put(call.arguments.empty() ? "ORDER BY " : " ORDER BY ");
    list(call.order_by);
  }
  put(")");
  if (call.filter) {
    put(" FILTER (WHERE ");
    put(*call.filter);
    put(")");
  }
  if (call.nulls == NullTreatment::ignore) put(" IGNORE NULLS");
  if (call.nulls == NullTreatment::respect) put(" RESPECT NULLS");
  if (call.over) put(*call.over);
}

void TextPrinter::put(const Listagg& call) {
  put(call.distinct ? "LISTAGG(DISTINCT " : "LISTAGG(");
  put(*call.operand);
  if (call.separator) {
    put(", ");
    put_string(*call.separator);
  }
  if (call.overflow == OverflowKind::truncate) {
    put(" ON OVERFLOW TRUNCATE ");
    if (call.filler) put_string(*call.filler);
    put(call.with_count ? " WITH COUNT" : " WITHOUT COUNT");
  }
  put(") WITHIN GROUP (ORDER BY ");
  list(call.order_by);
  put(")");
  if (call.filter) {
    put(" FILTER (WHERE ");
    put(*call.filter);
    put(")");
  }
  if (call.over) put(*call.over);
}

void TextPrinter::put(const SortItem& item) {
  put(*item.expression);
  if (item.direction == SortDirection::descending) put(" DESC");
  if (item.nulls == NullOrder::first) put(" NULLS FIRST");
  if (item.nulls == NullOrder::last) put(" NULLS LAST");
}

void TextPrinter::put(const Over& over) {
  put(" OVER ");
  if (over.name) return put(*over.name);
  put("(");
  put(*over.specification);
  put(")");
}

void TextPrinter::put(const WindowSpecification& window) {
  std::string_view between;
  const auto begin = [&](std::string_view words) {
    put(between);
    put(words);
    between = " ";
  };
  if (window.existing) {
    begin("");
    put(*window.existing);
  }
  if (!window.partition_by.empty()) {
    begin("PARTITION BY ");
    list(window.partition_by);
  }
  if (!window.order_by.empty()) {
    begin("ORDER BY ");
    list(window.order_by);
  }
  if (!window.frame) return;
  begin("");
  put(*window.frame);
}

void TextPrinter::put(const WindowFrame& frame) {
  constexpr std::string_view kUnits[] = {"RANGE ", "ROWS ", "GROUPS "};
  if (frame.pattern) put_measures(frame.pattern->measures);
  put(kUnits[static_cast<std::size_t>(frame.unit)]);
  if (frame.end) put("BETWEEN ");
  put(frame.start);
  if (frame.end) {
    put(" AND ");
    put(*frame.end);
  }
  if (frame.pattern) put_pattern_clauses(*frame.pattern);
}

void TextPrinter::put(const FrameBound& bound) {
  switch (bound.kind) {
    case FrameBoundKind::unbounded_preceding:
      return put("UNBOUNDED PRECEDING");
    case FrameBoundKind::unbounded_following:
      return put("UNBOUNDED FOLLOWING");
    case FrameBoundKind::current_row:
      return put("CURRENT ROW");
    case FrameBoundKind::preceding:
    case FrameBoundKind::following:
      break;
  }
  put(*bound.offset);
  put(bound.kind == FrameBoundKind::preceding ? " PRECEDING" : " FOLLOWING");
}

}  // namespace sluice::sql
