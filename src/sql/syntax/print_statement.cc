// Statements as text.
#include "sql/syntax/printer.h"

namespace sluice::sql {

void TextPrinter::put(const Statement& statement) {
  switch (statement.kind) {
    case StatementKind::query:
      return put(*statement_cast<QueryStatement>(statement).query);
    case StatementKind::explain:
      return put(statement_cast<Explain>(statement));
    case StatementKind::prepare: {
      const auto& prepare = statement_cast<Prepare>(statement);
      put("PREPARE ");
      put(prepare.name);
      put(" FROM ");
      return put(*prepare.statement);
    }
    case StatementKind::execute: {
      const auto& execute = statement_cast<Execute>(statement);
      put("EXECUTE ");
      put(execute.name);
      if (!execute.parameters.empty()) put(" USING ");
      return list(execute.parameters);
    }
    case StatementKind::execute_immediate: {
      const auto& execute = statement_cast<ExecuteImmediate>(statement);
      put("EXECUTE IMMEDIATE ");
      put_string(execute.sql);
      if (!execute.parameters.empty()) put(" USING ");
      return list(execute.parameters);
    }
    case StatementKind::deallocate:
      put("DEALLOCATE PREPARE ");
      return put(statement_cast<Deallocate>(statement).name);
    case StatementKind::create_table:
      return put(statement_cast<CreateTable>(statement));
    case StatementKind::create_table_as:
      return put(statement_cast<CreateTableAs>(statement));
    case StatementKind::create_view:
      return put(statement_cast<CreateView>(statement));
    case StatementKind::show:
      return put(statement_cast<Show>(statement));
    case StatementKind::utility:
      return put_words(statement_cast<Utility>(statement).words);
    default:
      return put_write(statement);
  }
}

void TextPrinter::put(const Explain& explain) {
  put("EXPLAIN ");
  if (explain.analyze) put("ANALYZE ");
  if (explain.verbose) put("VERBOSE ");
  if (explain.format || explain.type) {
    put("(");
    if (explain.format) put("FORMAT " + *explain.format);
    if (explain.format && explain.type) put(", ");
    if (explain.type) put("TYPE " + *explain.type);
    put(") ");
  }
  put(*explain.statement);
}

void TextPrinter::put_properties(const std::vector<Property>& properties) {
  if (properties.empty()) return;
  put(" WITH (");
  list(properties, [&](const Property& property) {
    put(property.name);
    put(" = ");
    if (property.value) return put(*property.value);
    put("DEFAULT");
  });
  put(")");
}

void TextPrinter::put_comment(const std::optional<std::string>& comment) {
  if (!comment) return;
  put(" COMMENT ");
  put_string(*comment);
}

void TextPrinter::put(const ColumnDefinition& column) {
  put(column.name);
  put(" ");
  put(column.type);
  if (column.default_value) {
    put(" DEFAULT ");
    put(*column.default_value);
  }
  if (column.not_null) put(" NOT NULL");
  put_comment(column.comment);
  put_properties(column.properties);
}

void TextPrinter::put(const TableElement& element) {
  if (element.column) return put(*element.column);
  put("LIKE ");
  put(*element.like);
  if (element.like_properties == LikeProperties::including) put(" INCLUDING PROPERTIES");
  if (element.like_properties == LikeProperties::excluding) put(" EXCLUDING PROPERTIES");
}

void TextPrinter::put(const CreateTable& create) {
  put(create.or_replace ? "CREATE OR REPLACE TABLE " : "CREATE TABLE ");
  if (create.if_not_exists) put("IF NOT EXISTS ");
  put(create.name);
  put(" (");
  list(create.elements, [&](const TableElement& element) { put(element); });
  put(")");
  put_comment(create.comment);
  put_properties(create.properties);
}

void TextPrinter::put(const CreateTableAs& create) {
  put(create.or_replace ? "CREATE OR REPLACE TABLE " : "CREATE TABLE ");
  if (create.if_not_exists) put("IF NOT EXISTS ");
  put(create.name);
  if (!create.columns.empty()) {
    put(" (");
    list(create.columns);
    put(")");
  }
  put_comment(create.comment);
  put_properties(create.properties);
  // A query that begins with WITH may need its parentheses before WITH DATA; it never minds them.
  const bool with = !create.query->with.empty();
  put(with ? " AS (" : " AS ");
  put(*create.query);
  if (with) put(")");
  if (!create.with_data) put(" WITH NO DATA");
}

void TextPrinter::put(const CreateView& create) {
  put(create.or_replace ? "CREATE OR REPLACE VIEW " : "CREATE VIEW ");
  put(create.name);
  put_comment(create.comment);
  if (create.security == ViewSecurity::definer) put(" SECURITY DEFINER");
  if (create.security == ViewSecurity::invoker) put(" SECURITY INVOKER");
  put_properties(create.properties);
  put(" AS ");
  put(*create.query);
}

void TextPrinter::put(const Show& show) {
  constexpr std::string_view kWords[] = {"TABLES",        "SCHEMAS",      "CATALOGS",
                                         "COLUMNS",       "FUNCTIONS",    "SESSION",
                                         "CREATE TABLE ", "CREATE VIEW ", "CREATE SCHEMA "};
  const bool create = show.what >= ShowKind::create_table;
  put("SHOW ");
  put(kWords[static_cast<std::size_t>(show.what)]);
  if (show.name) {
    if (!create) put(" FROM ");
    put(*show.name);
  }
  if (!show.like) return;
  put(" LIKE ");
  put_string(*show.like);
  if (!show.escape) return;
  put(" ESCAPE ");
  put_string(*show.escape);
}

}  // namespace sluice::sql
