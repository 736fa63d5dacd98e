#include "pipeline/unit_tests.h"

#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "base/bytes.h"
#include "base/text.h"
#include "jobs/model_sql.h"
#include "jobs/prepared_model.h"
#include "jobs/publish.h"
#include "pipeline/lake_services.h"
#include "query/values.h"

namespace sluice::pipeline {
namespace {

namespace fs = std::filesystem;

// A lake that nobody keeps.
class TemporaryLake {
 public:
  TemporaryLake() {
    auto pattern = (fs::temp_directory_path() / "sluice-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw Error(ErrorKind::io, "TemporaryFolder",
                  fmt::format("{}: a temporary folder could not be made", pattern));
    }
    folder_ = pattern;
    services_ = std::make_unique<LakeServices>(
        LakeServicesOptions{.directory = folder_ + "/lake", .key_file = folder_ + "/key"});
  }
  ~TemporaryLake() {
    services_.reset();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  TemporaryLake(const TemporaryLake&) = delete;
  TemporaryLake& operator=(const TemporaryLake&) = delete;

  jobs::Core& core() { return services_->core(); }

 private:
  std::string folder_;
  std::unique_ptr<LakeServices> services_;
};

// The given rows as a staged JSON object, typed by the given columns.
query::TableContent content_of(const GivenTable& given, store::Store& store, std::size_t index) {
  query::TableContent content{.schema = {.name = given.table},
                              .format = {.format = catalog::FileFormat::json}};
  for (const auto& column : given.columns) {
    content.schema.columns.push_back({column.name, sql::from_catalog(column.type)});
  }
  if (given.rows.empty()) return content;
  auto body =
      store.stage(store::BucketName("unit-test"), store::ObjectKey(fmt::format("{}.json", index)));
  for (const auto& row : given.rows) {
    body->write(bytes_of(sluice::to_text(json::value(row)) + "\n"));
  }
  content.files.push_back({.object = jobs::as_object(body->finish())});
  return content;
}

// The rows of a result as JSON objects, without those that an expectation rejects.
std::vector<json::object> rows_of(engine::Result& result, const query::Plan& plan,
                                  const jobs::CheckedQuery& checked) {
  std::vector<json::object> rows;
  auto count = plan.lowered.output.size() - checked.checks.size();
  while (true) {
    auto columns = result.next();
    if (columns.empty() || columns.front().empty()) return rows;
    for (std::size_t row = 0; row < columns.front().size(); ++row) {
      bool is_rejected = false;
      for (std::size_t i = 0; i < checked.checks.size(); ++i) {
        const auto* passed = std::get_if<bool>(&columns[count + i][row].data);
        bool is_failed = passed == nullptr || !*passed;
        is_rejected = is_rejected || (checked.checks[i].is_rejecting && is_failed);
      }
      if (is_rejected) continue;
      json::object object;
      for (std::size_t i = 0; i < count; ++i) {
        const auto& output = plan.lowered.output[i];
        object[output.name] = query::to_json(columns[i][row], output.type);
      }
      rows.push_back(std::move(object));
    }
  }
}

bool is_number(const json::value& value) {
  return value.is_number();
}

bool is_same(const json::value& expected, const json::value& actual) {
  if (is_number(expected) && is_number(actual)) {
    auto left = expected.to_number<double>();
    auto right = actual.to_number<double>();
    return std::abs(left - right) <= 1e-9 * std::max({1.0, std::abs(left), std::abs(right)});
  }
  // Decimals, dates and times are texts in a result; a file may write them without quotes.
  if (is_number(expected) && actual.is_string()) {
    return sluice::to_text(expected) == std::string_view(actual.get_string());
  }
  return expected == actual;
}

bool matches(const json::object& expected, const json::object& actual) {
  return std::all_of(expected.begin(), expected.end(), [&](const auto& member) {
    const auto* value = actual.if_contains(member.key());
    return value != nullptr && is_same(member.value(), *value);
  });
}

std::string line_of(std::string_view mark, const json::object& row) {
  return fmt::format("  {} {}\n", mark, sluice::to_text(json::value(row)));
}

// Which columns the expectation talks about, of an actual row.
json::object shown(const json::object& row, const std::vector<json::object>& expected) {
  if (expected.empty()) return row;
  json::object part;
  for (const auto& member : expected.front()) {
    if (const auto* value = row.if_contains(member.key())) part[member.key()] = *value;
  }
  return part;
}

std::string difference(const std::vector<json::object>& expected,
                       std::vector<json::object> actual) {
  std::string text;
  for (const auto& row : expected) {
    auto found = std::find_if(actual.begin(), actual.end(),
                              [&](const json::object& other) { return matches(row, other); });
    if (found == actual.end()) {
      text += line_of("missing:", row);
    } else {
      actual.erase(found);
    }
  }
  for (const auto& row : actual)
    text += line_of("too many:", shown(row, expected));
  return text;
}

}  // namespace

UnitTestOutcome run_unit_test(const jobs::Model& model, const UnitTest& test) {
  TemporaryLake lake;
  auto& core = lake.core();
  core.database.write([&](meta::Transaction& change) {
    core.store.create_bucket(change, store::BucketName("unit-test"), {});
  });
  query::PlanOptions options{.database = model.table.database.text(),
                             .bad_records = engine::BadRecords::fail};
  for (std::size_t i = 0; i < test.given.size(); ++i) {
    options.overlays[test.given[i].table] = content_of(test.given[i], core.store, i);
  }
  auto checked = jobs::checked_query(model);
  try {
    auto plan = core.planner.plan(checked.sql, core.database.snapshot(), options);
    auto result = core.engine.query(query::request(plan, nullptr));
    auto text = difference(test.expected, rows_of(*result, plan, checked));
    return {.name = test.name, .passed = text.empty(), .difference = text};
  } catch (const Error& error) {
    throw jobs::located(error, model.file);
  }
}

}  // namespace sluice::pipeline
