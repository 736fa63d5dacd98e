#include "jobs/audit.h"

#include "base/text.h"
#include "jobs/model_sql.h"
#include "jobs/prepared_model.h"

namespace sluice::jobs {
namespace {

// YAML has no dates and no decimals: what stands in quotes is read as the column's type.
bool is_written_as_text(const sql::Type& type) {
  return type.kind == sql::TypeKind::date || type.kind == sql::TypeKind::timestamp ||
         type.kind == sql::TypeKind::time || type.kind == sql::TypeKind::decimal;
}

DataTest typed(DataTest test, const sql::TableSchema& schema) {
  if (test.columns.size() != 1) return test;
  auto column = std::find_if(schema.columns.begin(), schema.columns.end(),
                             [&](const auto& each) { return each.name == test.columns.front(); });
  if (column == schema.columns.end() || !is_written_as_text(column->type)) return test;
  auto cast = [&](std::string& literal) {
    if (!literal.starts_with('\'')) return;
    literal = fmt::format("CAST({} AS {})", literal, sql::to_text(column->type));
  };
  for (auto& value : test.values)
    cast(value);
  if (test.minimum) cast(*test.minimum);
  if (test.maximum) cast(*test.maximum);
  return test;
}

sql::TableSchema schema_of(const Core& core, const catalog::TableName& table,
                           const meta::Snapshot& now, const query::PlanOptions& options) {
  auto overlay = options.overlays.find(table);
  if (overlay != options.overlays.end()) return overlay->second.schema;
  return core.planner.content(now, table).schema;
}

std::uint64_t failures_of(const Core& core, const Model& model, const DataTest& test,
                          const meta::Snapshot& now, const query::PlanOptions& options,
                          const CancelToken* cancel) {
  auto plan = core.planner.plan(failure_count_query(test, model.table), now, options);
  auto result = core.engine.query(query::request(plan, cancel));
  auto columns = result->next();
  // sum(bigint) of counts comes as text where the engine's type is wider than 64 bits.
  const auto& cell = columns.at(0).at(0);
  if (const auto* number = std::get_if<std::int64_t>(&cell.data)) {
    return static_cast<std::uint64_t>(*number);
  }
  return std::stoull(std::get<std::string>(cell.data));
}

std::string message_of(const Model& model, const DataTest& test, std::uint64_t failures) {
  if (test.kind == TestKind::row_count) {
    return fmt::format("{}: the table's row count is not between {} and {}", to_text(model.table),
                       test.minimum.value_or("0"), test.maximum.value_or("any number"));
  }
  return fmt::format("{}: {} rows break {}", to_text(model.table), human_count(failures),
                     test_name(test));
}

}  // namespace

std::vector<TestOutcome> audit(const Core& core, const Model& model, const meta::Snapshot& now,
                               const std::map<catalog::TableName, query::TableContent>& overlays,
                               const CancelToken* cancel) {
  query::PlanOptions options{.database = model.table.database.text(), .overlays = overlays};
  if (model.tests.empty()) return {};
  auto schema = schema_of(core, model.table, now, options);
  std::vector<TestOutcome> outcomes;
  for (const auto& test : model.tests) {
    TestOutcome outcome{.test = test_name(test)};
    try {
      outcome.failures = failures_of(core, model, typed(test, schema), now, options, cancel);
    } catch (const Error& error) {
      throw Error(
          error.kind(), error.code(),
          fmt::format("{}:{}: test {}: {}", model.file, test.line, outcome.test, error.message()));
    }
    outcome.passed = outcome.failures == 0;
    outcome.is_warning = !outcome.passed && test.on_fail == OnFail::warn;
    if (!outcome.passed) outcome.message = message_of(model, test, outcome.failures);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

void require_passed(const Model& model, const std::vector<TestOutcome>& outcomes) {
  std::vector<std::string> messages;
  for (const auto& outcome : outcomes) {
    if (!outcome.passed && !outcome.is_warning) messages.push_back(outcome.message);
  }
  if (messages.empty()) return;
  throw Error(ErrorKind::invalid, "DataTestFailed",
              fmt::format("{}: {}; readers still see the table as it was", model.file,
                          join(messages, "; ")));
}

}  // namespace sluice::jobs
