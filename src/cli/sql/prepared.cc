#include "cli/sql/prepared.h"

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

}  // namespace

void PreparedStatements::prepare(const sql::Prepare& prepare) {
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
