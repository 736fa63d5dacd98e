#include "sql/syntax/describe.h"

namespace sluice::sql {

void Describer::put(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::null_literal:
      return node("null");
    case ExpressionKind::boolean_literal: {
      const auto& it = expression_cast<BooleanLiteral>(expression);
      return node("boolean", it.value);
    }
    case ExpressionKind::integer_literal: {
      const auto& it = expression_cast<IntegerLiteral>(expression);
      return node("integer", it.value);
    }
    case ExpressionKind::decimal_literal: {
      const auto& it = expression_cast<DecimalLiteral>(expression);
      return node("decimal", it.text);
    }
    case ExpressionKind::double_literal: {
      const auto& it = expression_cast<DoubleLiteral>(expression);
      return node("double", it.value);
    }
    case ExpressionKind::string_literal: {
      const auto& it = expression_cast<StringLiteral>(expression);
      return node("string", it.value);
    }
    case ExpressionKind::binary_literal: {
      const auto& it = expression_cast<BinaryLiteral>(expression);
      return node("binary", it.bytes);
    }
    case ExpressionKind::typed_literal: {
      const auto& it = expression_cast<TypedLiteral>(expression);
      return node("typed", it.type_name.name, it.text);
    }
    case ExpressionKind::interval_literal: {
      const auto& it = expression_cast<IntervalLiteral>(expression);
      return node("interval", it.negative, it.text, it.from, it.to);
    }
    case ExpressionKind::parameter: {
      const auto& it = expression_cast<Parameter>(expression);
      return node("parameter", it.index);
    }
    default:
      return put_name(expression);
  }
}

void Describer::put_name(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::column: {
      const auto& it = expression_cast<ColumnReference>(expression);
      return node("column", it.name);
    }
    case ExpressionKind::dereference: {
      const auto& it = expression_cast<Dereference>(expression);
      return node("dereference", it.base, it.field);
    }
    case ExpressionKind::subscript: {
      const auto& it = expression_cast<Subscript>(expression);
      return node("subscript", it.base, it.index);
    }
    case ExpressionKind::row:
      return node("row", expression_cast<RowConstructor>(expression).items);
    case ExpressionKind::array: {
      const auto& it = expression_cast<ArrayConstructor>(expression);
      return node("array", it.items);
    }
    case ExpressionKind::lambda: {
      const auto& it = expression_cast<Lambda>(expression);
      return node("lambda", it.parameters, it.body);
    }
    default:
      return put_operator(expression);
  }
}

void Describer::put_operator(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::unary: {
      const auto& it = expression_cast<Unary>(expression);
      return node("unary", it.op, it.operand);
    }
    case ExpressionKind::binary: {
      const auto& it = expression_cast<Binary>(expression);
      return node("operation", it.op, it.left, it.right);
    }
    case ExpressionKind::comparison: {
      const auto& it = expression_cast<Comparison>(expression);
      return node("comparison", it.op, it.left, it.right);
    }
    case ExpressionKind::logical: {
      const auto& it = expression_cast<Logical>(expression);
      return node("logical", it.op, it.terms);
    }
    case ExpressionKind::not_:
      return node("not", expression_cast<Not>(expression).operand);
    default:
      return put_predicate(expression);
  }
}

void Describer::put_predicate(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::between: {
      const auto& it = expression_cast<Between>(expression);
      return node("between", it.negated, it.symmetric, it.operand, it.low, it.high);
    }
    case ExpressionKind::in_list: {
      const auto& it = expression_cast<InList>(expression);
      return node("in", it.negated, it.operand, it.items);
    }
    case ExpressionKind::in_subquery: {
      const auto& it = expression_cast<InSubquery>(expression);
      return node("in_query", it.negated, it.operand, it.query);
    }
    case ExpressionKind::like: {
      const auto& it = expression_cast<Like>(expression);
      return node("like", it.negated, it.operand, it.pattern, it.escape);
    }
    case ExpressionKind::is_null: {
      const auto& it = expression_cast<IsNull>(expression);
      return node("is_null", it.negated, it.operand);
    }
    case ExpressionKind::is_distinct: {
      const auto& it = expression_cast<IsDistinct>(expression);
      return node("distinct", it.negated, it.left, it.right);
    }
    default:
      return put_query_predicate(expression);
  }
}

void Describer::put_query_predicate(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::quantified_comparison: {
      const auto& it = expression_cast<QuantifiedComparison>(expression);
      return node("quantified", it.op, it.quantifier, it.left, it.query);
    }
    case ExpressionKind::exists:
      return node("exists", expression_cast<Exists>(expression).query);
    case ExpressionKind::unique:
      return node("unique", expression_cast<Unique>(expression).query);
    case ExpressionKind::scalar_subquery: {
      const auto& it = expression_cast<ScalarSubquery>(expression);
      return node("scalar", it.query);
    }
    default:
      return put_call(expression);
  }
}

void Describer::put_call(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::case_: {
      const auto& it = expression_cast<Case>(expression);
      return node("case", it.operand, it.whens, it.otherwise);
    }
    case ExpressionKind::cast: {
      const auto& it = expression_cast<Cast>(expression);
      return node("cast", it.is_try, it.operand, it.type);
    }
    case ExpressionKind::at_time_zone: {
      const auto& it = expression_cast<AtTimeZone>(expression);
      return node("zone", it.operand, it.zone);
    }
    case ExpressionKind::extract: {
      const auto& it = expression_cast<Extract>(expression);
      return node("extract", it.field.name, it.operand);
    }
    case ExpressionKind::current: {
      const auto& it = expression_cast<Current>(expression);
      return node("current", it.what, it.precision);
    }
    case ExpressionKind::trim: {
      const auto& it = expression_cast<Trim>(expression);
      return node("trim", it.side, it.operand, it.characters);
    }
    case ExpressionKind::listagg: {
      const auto& it = expression_cast<Listagg>(expression);
      return node("listagg", it.distinct, it.operand, it.separator, it.overflow, it.filler,
                  it.with_count, it.order_by, it.filter, it.over);
    }
    case ExpressionKind::measure: {
      const auto& it = expression_cast<Measure>(expression);
      return node("measure", it.name, it.over);
    }
    case ExpressionKind::method_call: {
      const auto& it = expression_cast<MethodCall>(expression);
      return node("method", it.is_static, it.target, it.method, it.arguments, it.argument_names);
    }
    case ExpressionKind::grouping: {
      const auto& it = expression_cast<Grouping>(expression);
      return node("grouping", it.columns);
    }
    case ExpressionKind::function_call:
      return put_function(expression_cast<FunctionCall>(expression));
    default:
      return put_json(expression);
  }
}

void Describer::put_function(const FunctionCall& call) {
  node("call", call.name, call.distinct, call.star, call.star_label, call.arguments,
       call.argument_names, call.order_by, call.filter, call.nulls, call.mode, call.over);
}

void Describer::put_json(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::json_exists: {
      const auto& it = expression_cast<JsonExists>(expression);
      return node("json_exists", it.path, it.on_error);
    }
    case ExpressionKind::json_value: {
      const auto& it = expression_cast<JsonValue>(expression);
      return node("json_value", it.path, it.returning, it.on_empty, it.on_error);
    }
    case ExpressionKind::json_query: {
      const auto& it = expression_cast<JsonQuery>(expression);
      return node("json_query", it.path, it.returning, it.output_format, it.wrapper, it.quotes,
                  it.on_empty, it.on_error);
    }
    case ExpressionKind::json_object: {
      const auto& it = expression_cast<JsonObject>(expression);
      return node("json_object", it.members, it.absent_on_null, it.unique_keys, it.returning,
                  it.output_format);
    }
    case ExpressionKind::json_array: {
      const auto& it = expression_cast<JsonArray>(expression);
      return node("json_array", it.items, it.absent_on_null, it.returning, it.output_format);
    }
    default:
      return node("none");
  }
}

}  // namespace sluice::sql
