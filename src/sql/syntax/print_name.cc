// Names, types and lists as text; and the doors.
#include "base/text.h"
#include "sql/syntax/printer.h"
#include "sql/syntax/token.h"

namespace sluice::sql {

namespace {

// A word that needs no quotes for its letters' sake.
bool is_plain(std::string_view text) {
  const std::vector<Token> tokens = tokenize(text);
  return tokens.size() == 2 && tokens.front().kind == TokenKind::word &&
         tokens.front().text.size() == text.size();
}

std::string in_quotes(std::string_view name) {
  return quote_text(name, '"');
}

// As a type's plain name these begin another form of type.
bool is_type_word(const TypeSyntax& type) {
  for (std::string_view word : {"time", "timestamp", "row", "interval"}) {
    if (type.name == word) return true;
  }
  return type.name == "array" && type.arguments.empty();
}

std::string_view field_text(IntervalField field) {
  constexpr std::string_view kFields[] = {"year", "month", "day", "hour", "minute", "second"};
  return kFields[static_cast<std::size_t>(field)];
}

}  // namespace

void TextPrinter::put(const Identifier& name) {
  const bool plain = !name.quoted && is_plain(name.text) && find_word(name.text).none();
  put(plain ? name.text : in_quotes(name.text));
}

void TextPrinter::put_word(const Identifier& name) {
  const bool plain = !name.quoted && is_plain(name.text) &&
                     (find_word(name.text).none() || !find_word(name.text).reserved());
  put(plain ? name.text : in_quotes(name.text));
}

void TextPrinter::put(const QualifiedName& name) {
  for (const Identifier& part : name.parts) {
    if (&part != &name.parts.front()) put(".");
    put(part);
  }
}

void TextPrinter::put_string(std::string_view text) {
  put(quote_text(text, '\''));
}

void TextPrinter::list(const Expressions& items) {
  list(items, [&](const ExpressionPtr& item) { put(*item); });
}

void TextPrinter::list(const std::vector<Identifier>& names) {
  list(names, [&](const Identifier& name) { put(name); });
}

void TextPrinter::list(const std::vector<QualifiedName>& names) {
  list(names, [&](const QualifiedName& name) { put(name); });
}

void TextPrinter::list(const std::vector<SortItem>& items) {
  list(items, [&](const SortItem& item) { put(item); });
}

void TextPrinter::put(const TypeSyntax& type) {
  const auto put_argument = [&](const TypeArgument& argument) {
    if (argument.integer) return put(*argument.integer);
    put(argument.type.front());
  };
  if (type.form == TypeForm::row) {
    put("row(");
    list(type.fields, [&](const RowField& field) {
      if (field.name) {
        put(*field.name);
        put(" ");
      }
      put(field.type);
    });
    return put(")");
  }
  if (type.form == TypeForm::interval) {
    put("interval ");
    put(field_text(type.interval_from));
    if (type.interval_precision) put("(" + std::to_string(*type.interval_precision) + ")");
    if (type.interval_to == type.interval_from) return;
    put(" to ");
    return put(field_text(type.interval_to));
  }
  const bool date_time = type.form == TypeForm::date_time;
  const Identifier name{.location = {},
                        .text = type.name,
                        .name = type.name,
                        .quoted = !date_time && is_type_word(type)};
  put_word(name);
  const auto& arguments = date_time ? type.precision : type.arguments;
  if (!arguments.empty()) {
    put("(");
    list(arguments, put_argument);
    put(")");
  }
  if (type.with_time_zone) put(" with time zone");
}

template <class Node>
static std::string print(const Node& node) {
  TextPrinter printer;
  printer.put(node);
  return printer.take();
}

std::string to_text(const Statement& statement) {
  return print(statement);
}
std::string to_text(const Query& query) {
  return print(query);
}
std::string to_text(const Expression& expression) {
  return print(expression);
}
std::string to_text(const TypeSyntax& type) {
  return print(type);
}

}  // namespace sluice::sql
