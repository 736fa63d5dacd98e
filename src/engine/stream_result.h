// Rows of a running query, converted chunk by chunk.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/session.h"

namespace sluice::engine {

class StreamResult final : public Result {
 public:
  // Plans the query and starts it. Throws Error.
  StreamResult(std::unique_ptr<Session> session, const QueryRequest& request);

  const std::vector<ResultColumn>& columns() const override { return columns_; }
  std::vector<std::vector<Value>> next() override;
  QueryStatistics statistics() const override { return session_->state().statistics(); }

 private:
  std::vector<std::vector<Value>> fetch();

  std::unique_ptr<Session> session_;
  duckdb::unique_ptr<duckdb::QueryResult> result_;  // null once it has ended
  std::vector<ResultColumn> columns_;
};

}  // namespace sluice::engine
