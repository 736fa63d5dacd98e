#include "cli/model_result.h"

namespace sluice::cli {

std::string findings_text(const jobs::ModelResult& result) {
  std::string text;
  for (const auto& test : result.tests) {
    // Those that only warn are among the warnings.
    if (test.passed || test.is_warning) continue;
    text += fmt::format("  failed: {}: {}\n", test.test, test.message);
  }
  for (const auto& warning : result.warnings)
    text += fmt::format("  warning: {}\n", warning);
  return text;
}

json::object to_json(const jobs::TestOutcome& outcome) {
  json::object line{
      {"test", outcome.test}, {"passed", outcome.passed}, {"failures", outcome.failures}};
  if (outcome.is_warning) line["is_warning"] = true;
  if (!outcome.message.empty()) line["message"] = outcome.message;
  return line;
}

json::object to_json(const jobs::ModelResult& result) {
  json::array tests;
  for (const auto& test : result.tests)
    tests.push_back(to_json(test));
  json::array warnings;
  for (const auto& warning : result.warnings)
    warnings.emplace_back(warning);
  return {{"run", result.run.id.text()},
          {"state", jobs::to_text(result.run.state)},
          {"reason", result.plan.reason},
          {"ledger", jobs::to_json(result.ledger)},
          {"files_written", result.files_written},
          {"bytes_written", result.bytes_written},
          {"scanned_bytes", result.scanned_bytes},
          {"partitions_written", result.partitions_written},
          {"tests", std::move(tests)},
          {"warnings", std::move(warnings)}};
}

}  // namespace sluice::cli
