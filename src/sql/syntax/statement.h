// Statements. Those that Sluice executes have nodes; the rest of the grammar is a Utility.
#pragma once

#include "sql/syntax/query.h"

namespace sluice::sql {

enum class StatementKind : std::uint8_t {
  query,
  explain,
  prepare,
  execute,
  execute_immediate,
  deallocate,
  create_table,
  create_table_as,
  create_view,
  create_schema,
  drop,
  show,
  insert,
  delete_,
  update,
  merge,
  unload,
  utility,
};

struct Statement {
  explicit Statement(StatementKind node_kind) : kind(node_kind) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  virtual ~Statement() = default;

  StatementKind kind;
  Location location;
  int parameters = 0;  // its question marks for values, where it is a text's whole statement
};

using StatementPtr = std::unique_ptr<Statement>;

template <StatementKind Kind>
struct StatementOf : Statement {
  static constexpr StatementKind kKind = Kind;
  StatementOf() : Statement(Kind) {}
};

// The caller has looked at `kind`.
template <class Node>
const Node& statement_cast(const Statement& statement) {
  return static_cast<const Node&>(statement);
}

struct QueryStatement final : StatementOf<StatementKind::query> {
  QueryPtr query;
};

// EXPLAIN (FORMAT JSON, TYPE IO) statement, EXPLAIN ANALYZE [VERBOSE] statement
struct Explain final : StatementOf<StatementKind::explain> {
  bool analyze = false;
  bool verbose = false;
  std::optional<std::string> format;  // TEXT, GRAPHVIZ, JSON
  std::optional<std::string> type;    // LOGICAL, DISTRIBUTED, VALIDATE, IO
  StatementPtr statement;
};

struct Prepare final : StatementOf<StatementKind::prepare> {
  Identifier name;
  StatementPtr statement;
};

struct Execute final : StatementOf<StatementKind::execute> {
  Identifier name;
  Expressions parameters;
};

struct ExecuteImmediate final : StatementOf<StatementKind::execute_immediate> {
  std::string sql;
  Expressions parameters;
};

struct Deallocate final : StatementOf<StatementKind::deallocate> {
  Identifier name;
};

// name = value in WITH (…); null value: DEFAULT.
struct Property {
  Identifier name;
  ExpressionPtr value;
};

struct ColumnDefinition {
  QualifiedName name;
  TypeSyntax type;
  ExpressionPtr default_value;  // may be null; newer than Athena
  bool not_null = false;
  std::optional<std::string> comment;
  std::vector<Property> properties;
};

enum class LikeProperties : std::uint8_t { unspecified, including, excluding };

// A column, or LIKE another table: exactly one is there.
struct TableElement {
  std::optional<ColumnDefinition> column;
  std::optional<QualifiedName> like;
  LikeProperties like_properties = LikeProperties::unspecified;
};

struct CreateTable final : StatementOf<StatementKind::create_table> {
  QualifiedName name;
  bool or_replace = false;
  bool if_not_exists = false;
  std::vector<TableElement> elements;
  std::optional<std::string> comment;
  std::vector<Property> properties;
};

struct CreateTableAs final : StatementOf<StatementKind::create_table_as> {
  QualifiedName name;
  bool or_replace = false;
  bool if_not_exists = false;
  std::vector<Identifier> columns;
  std::optional<std::string> comment;
  std::vector<Property> properties;
  QueryPtr query;
  bool with_data = true;
};

enum class ViewSecurity : std::uint8_t { unspecified, definer, invoker };

struct CreateView final : StatementOf<StatementKind::create_view> {
  QualifiedName name;
  bool or_replace = false;
  std::optional<std::string> comment;
  ViewSecurity security = ViewSecurity::unspecified;
  std::vector<Property> properties;
  QueryPtr query;
};

struct CreateSchema final : StatementOf<StatementKind::create_schema> {
  QualifiedName name;
  bool if_not_exists = false;
  std::vector<Property> properties;
};

enum class DropKind : std::uint8_t { table, view, schema };

struct Drop final : StatementOf<StatementKind::drop> {
  DropKind what = DropKind::table;
  bool if_exists = false;
  QualifiedName name;
  bool cascade = false;
};

enum class ShowKind : std::uint8_t {
  tables,
  schemas,
  catalogs,
  columns,
  functions,
  session,
  create_table,
  create_view,
  create_schema,
};

// SHOW TABLES FROM name LIKE 'a%'; DESCRIBE name is SHOW COLUMNS FROM name.
struct Show final : StatementOf<StatementKind::show> {
  ShowKind what = ShowKind::tables;
  std::optional<QualifiedName> name;
  std::optional<std::string> like;
  std::optional<std::string> escape;
};

// The table that INSERT, UPDATE, MERGE change.
struct WriteTarget {
  QualifiedName table;
  std::optional<Identifier> branch;  // t @ branch: newer than Athena
};

struct Insert final : StatementOf<StatementKind::insert> {
  WriteTarget target;
  std::vector<Identifier> columns;  // empty: all
  QueryPtr query;
};

struct Delete final : StatementOf<StatementKind::delete_> {
  WriteTarget target;
  ExpressionPtr where;  // may be null
};

struct Assignment {
  Identifier column;
  ExpressionPtr value;
};

struct Update final : StatementOf<StatementKind::update> {
  WriteTarget target;
  std::vector<Assignment> assignments;
  ExpressionPtr where;  // may be null
};

enum class MergeAction : std::uint8_t { update, delete_, insert };

// WHEN MATCHED … (update, delete_) or WHEN NOT MATCHED … (insert)
struct MergeCase {
  Location location;
  MergeAction action = MergeAction::update;
  ExpressionPtr condition;              // may be null
  std::vector<Assignment> assignments;  // update
  std::vector<Identifier> columns;      // insert; empty: all
  Expressions values;                   // insert
};

struct Merge final : StatementOf<StatementKind::merge> {
  WriteTarget target;
  std::optional<Identifier> alias;
  RelationPtr source;
  ExpressionPtr on;
  std::vector<MergeCase> cases;
};

// UNLOAD (query) TO 's3://…' WITH (…): Athena's own.
struct Unload final : StatementOf<StatementKind::unload> {
  QueryPtr query;
  std::string location_uri;
  std::vector<Property> properties;
};

// Anything else that parses: GRANT, CALL, SET SESSION, ALTER TABLE …, which nothing executes yet.
struct Utility final : StatementOf<StatementKind::utility> {
  std::string command;             // what to call it in a message: "ALTER TABLE"
  std::vector<std::string> words;  // its tokens as written
};

}  // namespace sluice::sql
