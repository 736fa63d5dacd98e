// The statements that a run makes around a model's own query, in Athena's dialect.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "jobs/model.h"
#include "sql/sql.h"

namespace sluice::jobs {

// "column" with quotes, quotes inside doubled.
std::string quote_name(std::string_view name);
std::string quote_name(const catalog::TableName& table);

// The model's file without a closing semicolon: one query.
std::string query_text(const Model& model);

// A query's text with checks as boolean columns behind its own.
struct CheckedQuery {
  std::string sql;
  std::vector<engine::RowCheck> checks;
  std::vector<std::string> names;  // of the checks, for the dead letter
};

// The model's expectations, and for merge that no part of the key is NULL. Expectations that fail
// the run reject nothing: the caller looks at their counts.
CheckedQuery checked_query(const Model& model);

// What merge writes: of `new_rows` the last of each key, and of `old_rows` those whose key is not
// among them. Its one check tells old rows, so that counting them needs no second query.
inline constexpr std::string_view kRunDatabase = "sluice_run";
inline constexpr std::string_view kNewRows = "new_rows";
inline constexpr std::string_view kOldRows = "old_rows";
CheckedQuery merge_query(const Model& model, const std::vector<sql::OutputColumn>& columns);

// How many rows in kOldRows have a new one of their key.
std::string replaced_rows_query(const Model& model);
// Their partition values.
std::string touched_partitions_query(const Model& model);

// Counts the rows that break the test. The table is read by its own name.
std::string failure_count_query(const DataTest& test, const catalog::TableName& table);
// "not_null(carrier)".
std::string test_name(const DataTest& test);

}  // namespace sluice::jobs
