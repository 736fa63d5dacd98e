// The SQL standard's calls with words between their arguments, and intervals.
#include <cctype>

#include "sql/syntax/parser.h"

namespace sluice::sql {

namespace {

std::unique_ptr<FunctionCall> call_of(const Location& at, std::string name) {
  auto node = make_node<FunctionCall>(at);
  node->name.location = at;
  node->name.parts.push_back(
      {.location = at, .text = name, .name = name, .quoted = name == "normalize"});
  return node;
}

// A specification is followed by FROM or an operand; a column called "both" is not.
bool at_trim_side(const Cursor& cursor) {
  const bool side = cursor.at("BOTH") || cursor.at("LEADING") || cursor.at("TRAILING");
  if (!side) return false;
  const bool sign = cursor.at_kind(TokenKind::sign, 1) && !cursor.at("(", 1);
  return cursor.at("FROM", 1) || (!sign && at_expression(cursor, 1));
}

TrimSide trim_side(Cursor& cursor) {
  if (!at_trim_side(cursor)) return TrimSide::both;
  if (cursor.accept("LEADING")) return TrimSide::leading;
  if (cursor.accept("TRAILING")) return TrimSide::trailing;
  cursor.expect("BOTH");
  return TrimSide::both;
}

ExpressionPtr trim(Cursor& cursor) {
  auto node = make_node<Trim>(cursor.take().location);
  cursor.expect("(");
  const bool specified = at_trim_side(cursor);
  node->side = trim_side(cursor);
  if (cursor.accept("FROM")) {
    node->operand = value_expression(cursor);
  } else {
    node->operand = value_expression(cursor);
    if (specified && !cursor.at("FROM")) cursor.expect("FROM");
    if (cursor.accept("FROM")) {
      node->characters = std::move(node->operand);
      node->operand = value_expression(cursor);
    } else if (cursor.accept(",")) {
      node->characters = value_expression(cursor);
    }
  }
  cursor.expect(")");
  return node;
}

// f(first, …) when its first argument turned out to be an ordinary one.
ExpressionPtr ordinary_call(Cursor& cursor, const Location& at, std::string name,
                            ExpressionPtr first) {
  auto node = call_of(at, std::move(name));
  for (char& c : node->name.parts.front().name)
    c = static_cast<char>(std::tolower(c));
  node->arguments.push_back(expression(cursor, std::move(first)));
  while (cursor.accept(","))
    node->arguments.push_back(expression(cursor));
  cursor.expect(")");
  return node;
}

// name(first … with `first` a value expression: null when the parentheses hold something else.
bool at_value_argument(const Cursor& cursor) {
  return at_expression(cursor, 2) && !cursor.at("NOT", 2) && !cursor.at("=>", 3) &&
         !cursor.at("DISTINCT", 2);
}

ExpressionPtr substring(Cursor& cursor) {
  if (!at_value_argument(cursor)) return nullptr;
  const Token& word = cursor.take();
  cursor.expect("(");
  const HeightScope scope(cursor);
  ExpressionPtr operand = value_expression(cursor);
  if (!cursor.accept("FROM")) {
    return ordinary_call(cursor, word.location, std::string(word.text), std::move(operand));
  }
  auto node = call_of(word.location, "substr");
  node->arguments.push_back(std::move(operand));
  node->arguments.push_back(value_expression(cursor));
  if (cursor.accept("FOR")) node->arguments.push_back(value_expression(cursor));
  cursor.expect(")");
  return node;
}

ExpressionPtr position(Cursor& cursor) {
  if (!at_value_argument(cursor)) return nullptr;
  const Token& word = cursor.take();
  cursor.expect("(");
  const HeightScope scope(cursor);
  ExpressionPtr needle = value_expression(cursor);
  if (!cursor.accept("IN")) {
    return ordinary_call(cursor, word.location, std::string(word.text), std::move(needle));
  }
  auto node = call_of(word.location, "strpos");
  node->arguments.push_back(value_expression(cursor));
  node->arguments.push_back(std::move(needle));
  cursor.expect(")");
  return node;
}

ExpressionPtr normalize(Cursor& cursor) {
  auto node = call_of(cursor.take().location, "normalize");
  cursor.expect("(");
  node->arguments.push_back(value_expression(cursor));
  auto form = make_node<StringLiteral>(cursor.location());
  form->value = "NFC";
  if (cursor.accept(",")) {
    static constexpr Terminal kForms[] = {"NFD", "NFC", "NFKD", "NFKC"};
    const Terminal* found = nullptr;
    for (const Terminal& word : kForms) {
      if (cursor.at(word)) found = &word;
      cursor.welcome(word.text());
    }
    if (found == nullptr) cursor.fail();
    cursor.take();
    form->value = std::string(found->text());
  }
  node->arguments.push_back(std::move(form));
  cursor.expect(")");
  return node;
}

ExpressionPtr extract(Cursor& cursor) {
  auto node = make_node<Extract>(cursor.take().location);
  cursor.expect("(");
  node->field = cursor.identifier();
  cursor.expect("FROM");
  node->operand = value_expression(cursor);
  cursor.expect(")");
  return node;
}

struct FieldRow {
  Terminal word;
  IntervalField field;
};

constexpr FieldRow kFields[] = {
    {"YEAR", IntervalField::year},     {"MONTH", IntervalField::month},
    {"DAY", IntervalField::day},       {"HOUR", IntervalField::hour},
    {"MINUTE", IntervalField::minute}, {"SECOND", IntervalField::second},
};

}  // namespace

ExpressionPtr keyword_call(Cursor& cursor) {
  if (cursor.at("TRIM")) return trim(cursor);
  if (cursor.at("EXTRACT")) return extract(cursor);
  if (cursor.at("NORMALIZE")) return normalize(cursor);
  if (cursor.at("SUBSTRING")) return substring(cursor);
  if (cursor.at("POSITION")) return position(cursor);
  return nullptr;
}

bool at_interval_field(const Cursor& cursor, std::size_t ahead) {
  for (const FieldRow& row : kFields) {
    if (cursor.at(row.word, ahead)) return true;
  }
  return false;
}

IntervalField interval_field(Cursor& cursor) {
  for (const FieldRow& row : kFields) {
    if (cursor.accept(row.word)) return row.field;
  }
  cursor.fail();
}

ExpressionPtr interval_literal(Cursor& cursor) {
  const Token& word = cursor.take();
  auto node = make_node<IntervalLiteral>(word.location);
  node->negative = cursor.accept("-");
  if (!node->negative) cursor.accept("+");
  node->text = cursor.string();
  node->from = interval_field(cursor);
  if (cursor.accept("TO")) node->to = interval_field(cursor);
  return node;
}

}  // namespace sluice::sql
