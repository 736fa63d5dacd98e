#include "engine/stream_result.h"

#include <duckdb/parser/statement/select_statement.hpp>

#include "engine/host/errors.h"
#include "engine/values.h"

namespace sluice::engine {

namespace {

void require_types(const std::vector<ResultColumn>& columns,
                   const std::vector<std::string>& expected) {
  if (expected.empty()) return;
  for (std::size_t i = 0; i < std::max(columns.size(), expected.size()); ++i) {
    const std::string want = i < expected.size() ? expected[i] : "nothing";
    const std::string have = i < columns.size() ? columns[i].duckdb_type : "nothing";
    if (want == have) continue;
    throw Error(
        ErrorKind::invalid, "GENERIC_INTERNAL_ERROR",
        fmt::format("column {} of the result is {}, but its expression is {}", i + 1, have, want));
  }
}

}  // namespace

StreamResult::StreamResult(std::unique_ptr<Session> session, const QueryRequest& request)
    : session_(std::move(session)) {
  auto statement = session_->parse(request.sql);
  try {
    result_ = session_->connection().SendQuery(std::move(statement),
                                               duckdb::QueryResultOutputType::ALLOW_STREAMING);
  } catch (const std::exception& error) {
    throw to_error(session_->state(), duckdb::ErrorData(error));
  }
  session_->require_good(*result_);
  for (std::size_t i = 0; i < result_->names.size(); ++i) {
    columns_.push_back({.name = result_->names[i], .duckdb_type = result_->types[i].ToString()});
  }
  require_types(columns_, request.expected_types);
}

std::vector<std::vector<Value>> StreamResult::next() {
  if (!result_) return {};
  try {
    auto columns = fetch();
    if (columns.empty()) result_.reset();
    return columns;
  } catch (const Error&) {
    result_.reset();
    throw;
  } catch (const std::exception& thrown) {
    const Error translated = to_error(session_->state(), duckdb::ErrorData(thrown));
    result_.reset();
    throw translated;
  }
}

std::vector<std::vector<Value>> StreamResult::fetch() {
  duckdb::unique_ptr<duckdb::DataChunk> chunk;
  duckdb::ErrorData error;
  if (!result_->TryFetch(chunk, error)) throw to_error(session_->state(), error);
  if (!chunk || chunk->size() == 0) return {};
  std::vector<std::vector<Value>> columns;
  columns.reserve(chunk->ColumnCount());
  for (auto& column : chunk->data)
    columns.push_back(to_values(column, chunk->size()));
  return columns;
}

}  // namespace sluice::engine
