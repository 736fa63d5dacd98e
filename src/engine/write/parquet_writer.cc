#include "engine/write/parquet_writer.h"

#include <duckdb/parser/expression/columnref_expression.hpp>
#include <duckdb/parser/expression/star_expression.hpp>
#include <duckdb/parser/parsed_data/copy_info.hpp>
#include <duckdb/parser/query_node/select_node.hpp>
#include <duckdb/parser/statement/copy_statement.hpp>
#include <duckdb/parser/statement/select_statement.hpp>
#include <duckdb/parser/tableref/subqueryref.hpp>

#include "engine/host/errors.h"
#include "engine/host/object_files.h"
#include "engine/write/partitioned_copy.h"
#include "engine/write/partitioned_writer.h"

namespace sluice::engine {

namespace {

void add_order(duckdb::OrderModifier& order, const std::string& column, bool is_descending) {
  order.orders.emplace_back(
      is_descending ? duckdb::OrderType::DESCENDING : duckdb::OrderType::ASCENDING,
      duckdb::OrderByNullType::NULLS_LAST, duckdb::make_uniq<duckdb::ColumnRefExpression>(column));
}

// SELECT * FROM (query) ORDER BY partition keys, sort keys
duckdb::unique_ptr<duckdb::QueryNode> sorted(duckdb::unique_ptr<duckdb::SelectStatement> statement,
                                             const WriteRequest& request) {
  auto order = duckdb::make_uniq<duckdb::OrderModifier>();
  for (const std::string& key : request.partition_keys)
    add_order(*order, key, false);
  for (const SortKey& key : request.sort)
    add_order(*order, key.column, key.is_descending);
  auto node = duckdb::make_uniq<duckdb::SelectNode>();
  node->select_list.push_back(duckdb::make_uniq<duckdb::StarExpression>());
  node->from_table = duckdb::make_uniq<duckdb::SubqueryRef>(std::move(statement));
  node->modifiers.push_back(std::move(order));
  return node;
}

duckdb::unique_ptr<duckdb::CopyStatement> copy_statement(
    duckdb::unique_ptr<duckdb::SelectStatement> statement, const WriteRequest& request) {
  auto copy = duckdb::make_uniq<duckdb::CopyStatement>();
  copy->info->is_from = false;
  copy->info->is_format_auto_detected = false;
  copy->info->file_path = kWriteScheme;
  if (request.sort.empty()) {
    copy->info->format = kPartitionedCopy;
    copy->info->select_statement = std::move(statement->node);
  } else {
    copy->info->format = kSortedCopy;
    copy->info->select_statement = sorted(std::move(statement), request);
  }
  return copy;
}

}  // namespace

WriteResult write_partitioned(Session& session, const WriteRequest& request) {
  PartitionedWriter writer(session.state(), request);
  session.state().set_writer(&writer, &writer.outputs());
  auto statement = session.parse(request.query.sql);
  try {
    auto result = session.connection().Query(copy_statement(std::move(statement), request));
    session.require_good(*result);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    throw to_error(session.state(), duckdb::ErrorData(error));
  }
  WriteResult result = writer.result();
  result.statistics = session.state().statistics();
  return result;
}

}  // namespace sluice::engine
