// A model tried on rows given in a file: no lake, no tables, nothing but the query.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "jobs/model.h"

namespace sluice::pipeline {

struct GivenTable {
  catalog::TableName table;
  std::vector<catalog::Column> columns;
  std::vector<json::object> rows;
};

struct UnitTest {
  std::string name;
  std::vector<GivenTable> given;
  // Compared on the columns that the expectation names, as a multiset; doubles within 1e-9.
  std::vector<json::object> expected;
};

struct UnitTestOutcome {
  std::string name;
  bool passed = false;
  std::string difference;  // the rows missing and those too many
};

// Works in a temporary folder of its own, removed afterwards. Rows that an expectation rejects do
// not count as the model's. Throws Error with the model's place where its query is wrong.
UnitTestOutcome run_unit_test(const jobs::Model& model, const UnitTest& test);

}  // namespace sluice::pipeline
