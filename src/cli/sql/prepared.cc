#include "cli/sql/prepared.h"

#include <array>

#include "base/error.h"

namespace sluice::cli {
namespace {

BoundStatement bound(const std::string& text, const sql::Expressions& parameters) {
  const int expected = sql::parse_statement(text)->parameters;
  if (static_cast<std::size_t>(expected) != parameters.size()) {
    throw Error(ErrorKind::invalid, "INVALID_PARAMETER_USAGE",
                fmt::format("Incorrect number of parameters: expected {} but found {}", expected,
                            parameters.size()));
  }
  BoundStatement statement{.text = text};
  for (const auto& parameter : parameters)
    statement.parameters.push_back(sql::to_text(*parameter));
  return statement;
}

[[noreturn]] void fail_unknown(const sql::Identifier& name) {
  throw Error(ErrorKind::not_found, "NOT_FOUND",
              fmt::format("Prepared statement not found: {}", name.text));
}

// A statement that executes statements could execute itself, without end. As in Trino.
void check_can_be_prepared(const sql::Statement& statement) {
  static constexpr auto kRefused = std::to_array<std::pair<sql::StatementKind, const char*>>(
      {{sql::StatementKind::prepare, "PREPARE"},
       {sql::StatementKind::execute, "EXECUTE"},
       {sql::StatementKind::execute_immediate, "EXECUTEIMMEDIATE"},
       {sql::StatementKind::deallocate, "DEALLOCATE"}});
  for (const auto& [kind, name] : kRefused) {
    if (kind != statement.kind) continue;
    throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
                fmt::format("Invalid statement type for prepared statement: {}", name));
  }
}

}  // namespace

void PreparedStatements::prepare(const sql::Prepare& prepare) {
  check_can_be_prepared(*prepare.statement);
  texts_[prepare.name.name] = sql::to_text(*prepare.statement);
}

void PreparedStatements::deallocate(const sql::Deallocate& deallocate) {
  if (texts_.erase(deallocate.name.name) == 0) fail_unknown(deallocate.name);
}

BoundStatement PreparedStatements::execute(const sql::Execute& execute) const {
  const auto found = texts_.find(execute.name.name);
  if (found == texts_.end()) fail_unknown(execute.name);
  return bound(found->second, execute.parameters);
}

BoundStatement execute_immediate(const sql::ExecuteImmediate& execute) {
  return bound(execute.sql, execute.parameters);
}

}  // namespace sluice::cli
