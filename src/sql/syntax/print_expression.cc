// Literals, operators and predicates as text.
#include <charconv>
#include <cmath>

#include "sql/syntax/printer.h"
#include "sql/syntax/token.h"

namespace sluice::sql {

namespace {

constexpr std::string_view kBinaryOperators[] = {" + ", " - ", " * ", " / ", " % ", " || "};
constexpr std::string_view kComparisons[] = {" = ", " <> ", " < ", " <= ", " > ", " >= "};
constexpr std::string_view kQuantifiers[] = {"ALL ", "ANY ", "SOME "};
constexpr std::string_view kFields[] = {"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"};

template <class Enum, std::size_t Size>
std::string_view text_of(const std::string_view (&texts)[Size], Enum value) {
  return texts[static_cast<std::size_t>(value)];
}

Precedence precedence_of(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::concat:
      return Precedence::concat;
    case BinaryOperator::add:
    case BinaryOperator::subtract:
      return Precedence::sum;
    default:
      return Precedence::product;
  }
}

Precedence precedence_of(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::lambda:
      return Precedence::lambda;
    case ExpressionKind::logical:
      return expression_cast<Logical>(expression).op == LogicalOperator::or_ ? Precedence::or_
                                                                             : Precedence::and_;
    case ExpressionKind::not_:
      return Precedence::not_;
    case ExpressionKind::comparison:
    case ExpressionKind::between:
    case ExpressionKind::in_list:
    case ExpressionKind::in_subquery:
    case ExpressionKind::like:
    case ExpressionKind::is_null:
    case ExpressionKind::is_distinct:
    case ExpressionKind::quantified_comparison:
      return Precedence::predicate;
    case ExpressionKind::binary:
      return precedence_of(expression_cast<Binary>(expression).op);
    case ExpressionKind::unary:
      return Precedence::unary;
    case ExpressionKind::at_time_zone:
      return Precedence::zone;
    default:
      return Precedence::primary;
  }
}

Precedence tighter(Precedence precedence) {
  return static_cast<Precedence>(static_cast<int>(precedence) + 1);
}

std::string double_text(double value) {
  if (std::isinf(value)) return value < 0 ? "-1e999" : "1e999";
  char buffer[32];
  const auto end =
      std::to_chars(std::begin(buffer), std::end(buffer), value, std::chars_format::scientific);
  return {buffer, end.ptr};
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (unsigned char byte : bytes)
    text += fmt::format("{:02X}", byte);
  return text;
}

}  // namespace

void TextPrinter::put(const Expression& expression, Precedence least) {
  const bool parentheses = precedence_of(expression) < least;
  if (parentheses) put("(");
  put_bare(expression);
  if (parentheses) put(")");
}

void TextPrinter::put_bare(const Expression& expression) {
  if (expression.kind <= ExpressionKind::parameter) return put_literal(expression);
  if (expression.kind <= ExpressionKind::lambda) return put_suffix(expression);
  if (expression.kind <= ExpressionKind::not_) return put_operator(expression);
  if (expression.kind <= ExpressionKind::scalar_subquery) return put_predicate(expression);
  put_call(expression);
}

void TextPrinter::put_literal(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::boolean_literal:
      return put(expression_cast<BooleanLiteral>(expression).value ? "TRUE" : "FALSE");
    case ExpressionKind::integer_literal:
      return put(expression_cast<IntegerLiteral>(expression).value);
    case ExpressionKind::decimal_literal:
      return put(expression_cast<DecimalLiteral>(expression).text);
    case ExpressionKind::double_literal:
      return put(double_text(expression_cast<DoubleLiteral>(expression).value));
    case ExpressionKind::string_literal:
      return put_string(expression_cast<StringLiteral>(expression).value);
    case ExpressionKind::binary_literal:
      return put("X'" + hex(expression_cast<BinaryLiteral>(expression).bytes) + "'");
    case ExpressionKind::typed_literal: {
      const auto& literal = expression_cast<TypedLiteral>(expression);
      put_word(literal.type_name);
      put(" ");
      return put_string(literal.text);
    }
    case ExpressionKind::interval_literal: {
      const auto& literal = expression_cast<IntervalLiteral>(expression);
      put(literal.negative ? "INTERVAL -" : "INTERVAL ");
      put_string(literal.text);
      put(" ");
      put(text_of(kFields, literal.from));
      if (!literal.to) return;
      put(" TO ");
      return put(text_of(kFields, *literal.to));
    }
    case ExpressionKind::parameter:
      return put("?");
    default:
      return put("NULL");
  }
}

void TextPrinter::put_suffix(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::column:
      return put(expression_cast<ColumnReference>(expression).name);
    case ExpressionKind::dereference: {
      const auto& dereference = expression_cast<Dereference>(expression);
      put_suffix_base(*dereference.base, true);
      put(".");
      return put(dereference.field);
    }
    case ExpressionKind::subscript: {
      const auto& subscript = expression_cast<Subscript>(expression);
      put_suffix_base(*subscript.base, false);
      put("[");
      put(*subscript.index, Precedence::concat);
      return put("]");
    }
    case ExpressionKind::row:
      put("ROW(");
      list(expression_cast<RowConstructor>(expression).items);
      return put(")");
    case ExpressionKind::array:
      put("ARRAY[");
      list(expression_cast<ArrayConstructor>(expression).items);
      return put("]");
    default: {
      const auto& lambda = expression_cast<Lambda>(expression);
      put("(");
      list(lambda.parameters);
      put(") -> ");
      return put(*lambda.body);
    }
  }
}

// A dot behind a number would belong to it.
void TextPrinter::put_suffix_base(const Expression& base, bool dot) {
  const bool number = base.kind == ExpressionKind::integer_literal ||
                      base.kind == ExpressionKind::decimal_literal ||
                      base.kind == ExpressionKind::double_literal;
  if (!dot || !number) return put(base, Precedence::primary);
  put("(");
  put(base);
  put(")");
}

void TextPrinter::put_operator(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::unary:
      return put_unary(expression_cast<Unary>(expression));
    case ExpressionKind::binary: {
      const auto& binary = expression_cast<Binary>(expression);
      const Precedence own = precedence_of(binary.op);
      put(*binary.left, own);
      put(text_of(kBinaryOperators, binary.op));
      return put(*binary.right, tighter(own));
    }
    case ExpressionKind::comparison: {
      const auto& comparison = expression_cast<Comparison>(expression);
      return put_infix(*comparison.left, text_of(kComparisons, comparison.op), *comparison.right);
    }
    case ExpressionKind::logical: {
      const auto& logical = expression_cast<Logical>(expression);
      const std::string_view word = logical.op == LogicalOperator::or_ ? " OR " : " AND ";
      for (const ExpressionPtr& term : logical.terms) {
        if (&term != &logical.terms.front()) put(word);
        put(*term, tighter(precedence_of(expression)));
      }
      return;
    }
    default:
      put("NOT ");
      return put(*expression_cast<Not>(expression).operand, Precedence::not_);
  }
}

// In parentheses when its text begins with one of `starts`.
void TextPrinter::put_apart(const Expression& expression, Precedence least,
                            std::string_view starts) {
  const std::size_t begin = out_.size();
  put(expression, least);
  if (starts.find(out_[begin]) == std::string_view::npos) return;
  out_.insert(begin, "(");
  put(")");
}

// -(5) is not -5, and two minus signs side by side begin a comment.
void TextPrinter::put_unary(const Unary& unary) {
  put(unary.op == UnaryOperator::minus ? "-" : "+");
  const std::size_t begin = out_.size();
  put_apart(*unary.operand, Precedence::unary, "0123456789.");
  if (out_[begin] == '-') out_.insert(begin, " ");
}

void TextPrinter::put_infix(const Expression& left, std::string_view sign,
                            const Expression& right) {
  put(left, Precedence::concat);
  put(sign);
  put(right, Precedence::concat);
}

void TextPrinter::put_predicate(const Expression& expression) {
  switch (expression.kind) {
    case ExpressionKind::between: {
      const auto& between = expression_cast<Between>(expression);
      put(*between.operand, Precedence::concat);
      put(between.negated ? " NOT BETWEEN " : " BETWEEN ");
      if (between.symmetric) put("SYMMETRIC ");
      put_apart(*between.low, Precedence::concat, between.symmetric ? "+-" : "");
      put(" AND ");
      return put(*between.high, Precedence::concat);
    }
    case ExpressionKind::in_list: {
      const auto& in = expression_cast<InList>(expression);
      put(*in.operand, Precedence::concat);
      put(in.negated ? " NOT IN (" : " IN (");
      list(in.items);
      return put(")");
    }
    case ExpressionKind::like: {
      const auto& like = expression_cast<Like>(expression);
      put_infix(*like.operand, like.negated ? " NOT LIKE " : " LIKE ", *like.pattern);
      if (!like.escape) return;
      put(" ESCAPE ");
      return put(*like.escape, Precedence::concat);
    }
    case ExpressionKind::is_null: {
      const auto& is = expression_cast<IsNull>(expression);
      put(*is.operand, Precedence::concat);
      return put(is.negated ? " IS NOT NULL" : " IS NULL");
    }
    case ExpressionKind::is_distinct: {
      const auto& is = expression_cast<IsDistinct>(expression);
      return put_infix(*is.left, is.negated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ",
                       *is.right);
    }
    default:
      return put_query_predicate(expression);
  }
}

void TextPrinter::put_query_predicate(const Expression& expression) {
  const Query* query = nullptr;
  switch (expression.kind) {
    case ExpressionKind::in_subquery: {
      const auto& in = expression_cast<InSubquery>(expression);
      put(*in.operand, Precedence::concat);
      put(in.negated ? " NOT IN " : " IN ");
      query = in.query.get();
      break;
    }
    case ExpressionKind::quantified_comparison: {
      const auto& comparison = expression_cast<QuantifiedComparison>(expression);
      put(*comparison.left, Precedence::concat);
      put(text_of(kComparisons, comparison.op));
      put(text_of(kQuantifiers, comparison.quantifier));
      query = comparison.query.get();
      break;
    }
    case ExpressionKind::exists:
      put("EXISTS ");
      query = expression_cast<Exists>(expression).query.get();
      break;
    case ExpressionKind::unique:
      put("UNIQUE ");
      query = expression_cast<Unique>(expression).query.get();
      break;
    default:
      query = expression_cast<ScalarSubquery>(expression).query.get();
  }
  put("(");
  put(*query);
  put(")");
}

}  // namespace sluice::sql
