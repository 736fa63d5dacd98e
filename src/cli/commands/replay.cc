#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/model_result.h"
#include "cli/pipeline_file.h"
#include "pipeline/text_files.h"

namespace sluice::cli {
namespace {

// Lines of `rejects --json`, edited.
std::vector<jobs::DeadRecord> read_records(const std::string& path, const std::string& name) {
  const auto text = pipeline::read_text_file(path);
  std::vector<jobs::DeadRecord> records;
  int number = 0;
  for (const auto line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    try {
      const auto value = parse_json(line);
      if (!value.is_object()) {
        throw Error(ErrorKind::invalid, "MalformedDeadLetter", "a record is a JSON object");
      }
      records.push_back(jobs::dead_record_from_json(value.as_object()));
    } catch (const Error& error) {
      throw Error(error.kind(), error.code(),
                  fmt::format("{}:{}: {}", name, number, error.message()));
    }
  }
  return records;
}

}  // namespace

ExitCode run_replay(const Context& context) {
  const auto& options = std::get<ReplayOptions>(context.line.options);
  const auto pipeline = read_pipeline(context, options.pipeline);
  const auto& step = model_of(pipeline, options.table);
  std::optional<std::vector<jobs::DeadRecord>> corrected;
  if (options.from) corrected = read_records(context.path(*options.from), *options.from);
  const auto result = context.services->services().models.replay(
      step.model, corrected, {.cancel = &context.cancel, .progress = {}, .parent = {}});
  const bool has_succeeded = result.run.state == jobs::RunState::succeeded;
  const auto code = has_succeeded ? ExitCode::ok : ExitCode::failed;
  if (context.line.is_json) {
    context.output.out(to_text(json::value(to_json(result))) + "\n");
    return code;
  }
  const auto& ledger = result.ledger;
  const auto again = ledger.rejected_records() + ledger.rejected_by_expectations;
  context.output.out(fmt::format("{}: {} rows loaded, {} set aside again ({})\n{}",
                                 to_text(step.model.table), human_count(ledger.written),
                                 human_count(again), result.plan.reason, findings_text(result)));
  return code;
}

}  // namespace sluice::cli
