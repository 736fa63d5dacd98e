#include "jobs/model_sql.h"

#include "base/text.h"
#include "sql/syntax/statements.h"

namespace sluice::jobs {
namespace {

std::string check_column(std::size_t index) {
  return fmt::format("sluice_check_{}", index);
}

// One line, so that it does not move the positions of the query around which it stands.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string quoted_list(const std::vector<std::string>& names, std::string_view prefix = "") {
  std::vector<std::string> quoted_names;
  for (const auto& name : names)
    quoted_names.push_back(fmt::format("{}{}", prefix, quote_name(name)));
  return join(quoted_names, ", ");
}

std::string same_key(const Model& model, std::string_view left, std::string_view right) {
  std::vector<std::string> terms;
  for (const auto& name : model.merge_key) {
    terms.push_back(fmt::format("{}.{} = {}.{}", left, quote_name(name), right, quote_name(name)));
  }
  return join(terms, " AND ");
}

std::string run_table(std::string_view name) {
  return fmt::format("{}.{}", quote_name(kRunDatabase), quote_name(name));
}

// Rows of one key in a fixed order: by what the model says, then by every other column, so that
// running again keeps the same row.
std::string latest_first(const Model& model, const std::vector<sql::OutputColumn>& columns) {
  std::vector<std::string> terms;
  if (!model.latest_by.empty()) {
    terms.push_back(fmt::format("{} DESC NULLS LAST", quote_name(model.latest_by)));
  }
  for (const auto& column : columns) {
    bool is_orderable =
        column.type.kind != sql::TypeKind::map && column.type.kind != sql::TypeKind::json;
    if (is_orderable) terms.push_back(fmt::format("{} DESC NULLS LAST", quote_name(column.name)));
  }
  return join(terms, ", ");
}

std::string any_null(const std::vector<std::string>& names) {
  std::vector<std::string> terms;
  for (const auto& name : names)
    terms.push_back(fmt::format("{} IS NULL", quote_name(name)));
  return join(terms, " OR ");
}

std::string range_condition(const DataTest& test) {
  auto column = quote_name(test.columns.at(0));
  std::vector<std::string> terms;
  if (test.minimum) terms.push_back(fmt::format("{} < {}", column, *test.minimum));
  if (test.maximum) terms.push_back(fmt::format("{} > {}", column, *test.maximum));
  return join(terms, " OR ");
}

std::string row_count_query(const DataTest& test, const std::string& table) {
  std::vector<std::string> terms;
  if (test.minimum) terms.push_back(fmt::format("n < {}", *test.minimum));
  if (test.maximum) terms.push_back(fmt::format("n > {}", *test.maximum));
  return fmt::format("SELECT count(*) FROM (SELECT count(*) AS n FROM {}) WHERE {}", table,
                     join(terms, " OR "));
}

std::string unique_query(const DataTest& test, const std::string& table) {
  auto columns = quoted_list(test.columns);
  return fmt::format(
      "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM {} WHERE NOT ({}) GROUP BY {} "
      "HAVING count(*) > 1)",
      table, any_null(test.columns), columns);
}

std::string relationship_query(const DataTest& test, const std::string& table) {
  auto column = quote_name(test.columns.at(0));
  return fmt::format(
      "SELECT count(*) FROM {} a WHERE a.{} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {} b WHERE "
      "b.{} = a.{})",
      table, column, quote_name(test.to_table), quote_name(test.to_column), column);
}

}  // namespace

std::string quote_name(std::string_view name) {
  return quote_text(name, '"');
}

std::string quote_name(const catalog::TableName& table) {
  return fmt::format("{}.{}", quote_name(table.database.text()), quote_name(table.table));
}

std::string query_text(const Model& model) {
  const auto statements = sql::split_statements(model.sql);
  // What is not one statement is the parser's to refuse.
  if (statements.size() != 1) return model.sql;
  // Positions are the file's: what stands in front of the query counts.
  const auto& statement = statements.front();
  return model.sql.substr(0, statement.location.offset) + std::string(statement.text);
}

CheckedQuery checked_query(const Model& model) {
  CheckedQuery query;
  std::string columns = "model.*";
  auto add = [&](const std::string& condition, const std::string& name, bool is_rejecting) {
    auto column = check_column(query.checks.size());
    columns += fmt::format(", ({}) AS {}", one_line(condition), column);
    query.checks.push_back({.column = column, .is_rejecting = is_rejecting});
    query.names.push_back(name);
  };
  if (model.materialization == Materialization::merge) {
    add("NOT (" + any_null(model.merge_key) + ")", "the merge key is not NULL", true);
  }
  for (const auto& expectation : model.expectations) {
    add(expectation.condition, expectation.name, expectation.on_fail == OnFail::reject);
  }
  query.sql = fmt::format("SELECT {} FROM ({}\n) AS model", columns, query_text(model));
  return query;
}

CheckedQuery merge_query(const Model& model, const std::vector<sql::OutputColumn>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns)
    names.push_back(column.name);
  auto list = quoted_list(names);
  CheckedQuery query;
  query.checks = {{.column = check_column(0), .is_rejecting = false}};
  query.names = {"is new"};
  query.sql = fmt::format(
      "SELECT {0}, true AS {1} FROM (SELECT {0}, row_number() OVER (PARTITION BY {2} ORDER BY {3}) "
      "AS sluice_rank FROM {4}) WHERE sluice_rank = 1 "
      "UNION ALL SELECT {5}, false AS {1} FROM {6} o WHERE NOT EXISTS (SELECT 1 FROM {4} n WHERE "
      "{7})",
      list, check_column(0), quoted_list(model.merge_key), latest_first(model, columns),
      run_table(kNewRows), quoted_list(names, "o."), run_table(kOldRows),
      same_key(model, "n", "o"));
  return query;
}

std::string replaced_rows_query(const Model& model) {
  return fmt::format("SELECT count(*) FROM {} o WHERE EXISTS (SELECT 1 FROM {} n WHERE {})",
                     run_table(kOldRows), run_table(kNewRows), same_key(model, "n", "o"));
}

std::string touched_partitions_query(const Model& model) {
  return fmt::format("SELECT DISTINCT {} FROM {} o WHERE EXISTS (SELECT 1 FROM {} n WHERE {})",
                     quoted_list(model.partition_by, "o."), run_table(kOldRows),
                     run_table(kNewRows), same_key(model, "n", "o"));
}

std::string failure_count_query(const DataTest& test, const catalog::TableName& name) {
  auto table = quote_name(name);
  auto where = [&](const std::string& condition) {
    return fmt::format("SELECT count(*) FROM {} WHERE {}", table, condition);
  };
  switch (test.kind) {
    case TestKind::not_null:
      return where(any_null(test.columns));
    case TestKind::unique:
      return unique_query(test, table);
    case TestKind::accepted_values:
      return where(
          fmt::format("{} NOT IN ({})", quote_name(test.columns.at(0)), join(test.values, ", ")));
    case TestKind::range:
      return where(range_condition(test));
    case TestKind::relationship:
      return relationship_query(test, table);
    case TestKind::row_count:
      return row_count_query(test, table);
    case TestKind::custom_sql:
      return fmt::format("SELECT count(*) FROM ({}\n)", test.sql);
  }
  throw std::logic_error("a data test of no kind");
}

std::string test_name(const DataTest& test) {
  constexpr std::array<std::string_view, 7> kNames{
      "not_null", "unique", "accepted_values", "range", "relationship", "row_count", "sql"};
  auto kind = kNames[static_cast<std::size_t>(test.kind)];
  if (test.columns.empty()) {
    return test.line > 0 ? fmt::format("{} (line {})", kind, test.line) : std::string(kind);
  }
  return fmt::format("{}({})", kind, join(test.columns, ", "));
}

}  // namespace sluice::jobs
