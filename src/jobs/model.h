// A transform: one SQL query whose rows become a table. Read from a .sql file by pipeline/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "engine/engine.h"
#include "store/names.h"

namespace sluice::jobs {

enum class Materialization {
  full,                // the table is what the query gives over everything
  incremental,         // new objects of the source are added
  replace_partitions,  // partitions of the source with new or changed objects are taken anew
  merge,               // rows replace those with the same key
};

enum class OnFail { reject, warn, fail };

// A condition that every row of the model must satisfy; unknown (NULL) is not satisfied.
struct Expectation {
  std::string name;
  std::string condition;  // over the model's output columns, in Athena's dialect
  OnFail on_fail = OnFail::reject;
  int line = 0;  // in the model's file
};

enum class TestKind {
  not_null,
  unique,
  accepted_values,
  range,
  relationship,
  row_count,
  custom_sql,
};

// Holds for the table as readers would see it; checked before they do.
struct DataTest {
  TestKind kind = TestKind::not_null;
  std::vector<std::string> columns;    // not_null, unique: all of them; else one
  std::vector<std::string> values;     // accepted_values: SQL literals
  std::optional<std::string> minimum;  // range: SQL literals, inclusive; row_count: numbers
  std::optional<std::string> maximum;
  catalog::TableName to_table;  // relationship: every value is one of to_table.to_column
  std::string to_column;
  std::string sql;                // custom_sql: its rows are the failures
  OnFail on_fail = OnFail::fail;  // fail or warn
  int line = 0;
};

struct Model {
  catalog::TableName table;
  std::string file;  // as the user named it, for messages
  // The file's whole text, header comment included, so that positions in errors are the file's.
  std::string sql;
  Materialization materialization = Materialization::full;
  std::optional<catalog::TableName> source;  // of the three that are not full
  std::vector<std::string> merge_key;
  std::string latest_by;  // merge: among rows of one key the one with the greatest value stays
  std::vector<std::string> partition_by;
  std::vector<engine::SortKey> sort_by;
  std::uint64_t target_file_bytes = 512ull << 20;
  store::ObjectUri location;  // the zone's folder of this table: s3://bucket/prefix/
  std::vector<Expectation> expectations;
  std::vector<DataTest> tests;
  // Share of records and rows set aside above which the run fails; absent: no limit.
  std::optional<double> reject_limit;
};

}  // namespace sluice::jobs
