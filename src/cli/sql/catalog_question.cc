#include "cli/sql/catalog_question.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/sql/hive_ddl.h"
#include "query/information_schema.h"
#include "sql/syntax/token.h"

namespace sluice::cli {
namespace {

// "db.table", or a table of `database`.
catalog::TableName table_of(const std::vector<std::string>& parts, const std::string& database) {
  const auto& table = parts.back();
  const auto& named = parts.size() > 1 ? parts[parts.size() - 2] : database;
  return {.database = catalog::DatabaseName(named), .table = table};
}

std::vector<std::string> parts_of(const sql::QualifiedName& name) {
  std::vector<std::string> parts;
  for (const auto& part : name.parts)
    parts.push_back(part.name);
  return parts;
}

bool is_like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] != '%') {
    bool is_same = !text.empty() && (pattern[0] == '_' || pattern[0] == text[0]);
    return is_same && is_like(text.substr(1), pattern.substr(1));
  }
  for (std::size_t skip = 0; skip <= text.size(); ++skip) {
    if (is_like(text.substr(skip), pattern.substr(1))) return true;
  }
  return false;
}

catalog::Table table_named(const catalog::Catalog& catalog, const meta::Snapshot& now,
                           const catalog::TableName& name) {
  if (auto table = catalog.find_table(now, name)) return *table;
  throw Error(ErrorKind::not_found, "TABLE_NOT_FOUND",
              fmt::format("table {} does not exist", to_text(name)));
}

// Of those, too, that queries may name though the catalog does not hold them.
catalog::Table described_table(const catalog::Catalog& catalog, const meta::Snapshot& now,
                               const catalog::TableName& name) {
  for (auto& table : query::information_schema_tables()) {
    if (table.name == name) return std::move(table);
  }
  return table_named(catalog, now, name);
}

void answer_databases(CatalogAnswer& answer, const catalog::Catalog& catalog,
                      const meta::Snapshot& now) {
  answer.names = {"database"};
  for (const auto& database : catalog.databases(now))
    answer.rows.push_back({database.name.text()});
}

void answer_tables(CatalogAnswer& answer, const CatalogQuestion& question,
                   const catalog::Catalog& catalog, const meta::Snapshot& now) {
  const bool only_views = question.kind == QuestionKind::views;
  answer.names = {only_views ? "view" : "table"};
  if (question.table.database.text() == query::kInformationSchema) {
    if (only_views) return;
    for (const auto& table : query::information_schema_tables())
      answer.rows.push_back({table.name.table});
    return;
  }
  if (!catalog.find_database(now, question.table.database)) {
    throw Error(ErrorKind::not_found, "SCHEMA_NOT_FOUND",
                fmt::format("database {} does not exist", question.table.database));
  }
  for (const auto& table : catalog.tables(now, question.table.database)) {
    if (!only_views || catalog::is_view(table)) answer.rows.push_back({table.name.table});
  }
}

void answer_properties(CatalogAnswer& answer, const catalog::Table& table) {
  answer.names = {"property", "value"};
  for (const auto& [name, value] : table.parameters)
    answer.rows.push_back({name, value});
}

void answer_lines(CatalogAnswer& answer, const char* name, const std::vector<std::string>& lines) {
  answer.names = {name};
  for (const auto& line : lines)
    answer.rows.push_back({line});
}

void answer_columns(CatalogAnswer& answer, const catalog::Table& table) {
  answer.names = {"column", "type", "extra", "comment"};
  for (const auto& column : table.storage.columns) {
    answer.rows.push_back({column.name, to_text(column.type), "", column.comment});
  }
  for (const auto& key : table.partition_keys) {
    answer.rows.push_back({key.name, to_text(key.type), "partition key", key.comment});
  }
}

void answer_partitions(CatalogAnswer& answer, const catalog::Catalog& catalog,
                       const meta::Snapshot& now, const catalog::Table& table) {
  answer.names = {"partition"};
  for (const auto& partition : catalog.partitions(now, table.name)) {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < partition.values.size(); ++i) {
      parts.push_back(fmt::format("{}={}", table.partition_keys[i].name, partition.values[i]));
    }
    answer.rows.push_back({join(parts, "/")});
  }
}

}  // namespace

std::optional<CatalogQuestion> hive_question(std::string_view text, const std::string& database) {
  // The rest of each reads as what Trino's grammar has.
  static const std::map<std::string, std::pair<QuestionKind, std::string>> kWords = {
      {"databases", {QuestionKind::databases, "SCHEMAS"}},
      {"views", {QuestionKind::views, "TABLES"}},
      {"partitions", {QuestionKind::partitions, "COLUMNS FROM"}},
      {"tblproperties", {QuestionKind::properties, "COLUMNS FROM"}}};
  const auto tokens = sql::tokenize(text);
  if (tokens.size() < 3 || !equal_ignoring_case(tokens[0].text, "show")) return std::nullopt;
  const auto word = kWords.find(lower_ascii(tokens[1].text));
  if (word == kWords.end()) return std::nullopt;
  const auto& [kind, like] = word->second;
  const auto rest = text.substr(tokens[2].location.offset);
  const auto statement = sql::parse_statement(fmt::format("SHOW {} {}", like, rest));
  auto question = catalog_question(sql::statement_cast<sql::Show>(*statement), database);
  question.kind = kind;
  return question;
}

CatalogQuestion catalog_question(const sql::Show& show, const std::string& database) {
  if (show.escape) {
    throw Error(ErrorKind::unsupported, "NOT_SUPPORTED", "SHOW … LIKE … ESCAPE is not supported");
  }
  CatalogQuestion question{.kind = QuestionKind::tables, .table = {}, .like = show.like};
  switch (show.what) {
    case sql::ShowKind::schemas:
      question.kind = QuestionKind::databases;
      return question;
    case sql::ShowKind::tables:
      question.table.database =
          catalog::DatabaseName(show.name ? show.name->last().name : database);
      return question;
    case sql::ShowKind::columns:
      question.kind = QuestionKind::columns;
      question.table = table_of(parts_of(*show.name), database);
      return question;
    case sql::ShowKind::create_table:
    case sql::ShowKind::create_view:
      question.kind = show.what == sql::ShowKind::create_view ? QuestionKind::create_view
                                                              : QuestionKind::create_table;
      question.table = table_of(parts_of(*show.name), database);
      return question;
    default:
      throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
                  "of SHOW there are DATABASES, SCHEMAS, TABLES, VIEWS, COLUMNS, PARTITIONS, "
                  "TBLPROPERTIES, CREATE TABLE and CREATE VIEW");
  }
}

CatalogAnswer answer(const CatalogQuestion& question, const catalog::Catalog& catalog,
                     const meta::Snapshot& now) {
  CatalogAnswer answer;
  switch (question.kind) {
    case QuestionKind::databases:
      answer_databases(answer, catalog, now);
      break;
    case QuestionKind::tables:
    case QuestionKind::views:
      answer_tables(answer, question, catalog, now);
      break;
    case QuestionKind::properties:
      answer_properties(answer, table_named(catalog, now, question.table));
      break;
    case QuestionKind::create_table:
      answer_lines(answer, "createtab_stmt",
                   create_table_lines(table_named(catalog, now, question.table)));
      break;
    case QuestionKind::create_view:
      answer_lines(answer, "Create View",
                   create_view_lines(table_named(catalog, now, question.table)));
      break;
    case QuestionKind::columns:
      answer_columns(answer, described_table(catalog, now, question.table));
      break;
    case QuestionKind::partitions:
      answer_partitions(answer, catalog, now, table_named(catalog, now, question.table));
      break;
  }
  if (question.like) {
    std::erase_if(answer.rows,
                  [&](const auto& row) { return !is_like(row.front(), *question.like); });
  }
  return answer;
}

}  // namespace sluice::cli
