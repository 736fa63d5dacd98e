#include "engine/session.h"

#include <duckdb/parser/parser.hpp>
#include <duckdb/parser/statement/select_statement.hpp>

#include "engine/host/errors.h"

namespace sluice::engine {

Session::Session(duckdb::DuckDB& database, CancelWatcher& watcher, Objects& objects,
                 std::uint64_t number, QueryRequest& request)
    : state_(duckdb::make_shared_ptr<QueryState>(objects, number, std::move(request.scans),
                                                 request.cancel)),
      connection_(database),
      watch_(watcher.watch(request.cancel, *connection_.context)) {
  connection_.context->registered_state->Insert(QueryState::kKey, state_);
}

duckdb::unique_ptr<duckdb::SelectStatement> Session::parse(const std::string& sql) {
  if (state_->cancelled()) {
    throw Error(ErrorKind::cancelled, "USER_CANCELED", "the query was cancelled");
  }
  try {
    // Not ExtractStatements: it runs pragmas, or makes a SELECT of them.
    duckdb::Parser parser(connection_.context->GetParserOptions());
    parser.ParseQuery(sql);
    auto& statements = parser.statements;
    if (statements.size() == 1 && statements[0]->type == duckdb::StatementType::SELECT_STATEMENT) {
      return duckdb::unique_ptr_cast<duckdb::SQLStatement, duckdb::SelectStatement>(
          std::move(statements[0]));
    }
  } catch (const std::exception& error) {
    throw to_error(*state_, duckdb::ErrorData(error));
  }
  throw Error(ErrorKind::denied, "PERMISSION_DENIED", "a query is one SELECT statement");
}

void Session::require_good(duckdb::QueryResult& result) {
  if (result.HasError()) throw to_error(*state_, result.GetErrorObject());
}

}  // namespace sluice::engine
