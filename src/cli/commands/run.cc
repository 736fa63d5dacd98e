#include <fstream>

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/model_result.h"
#include "cli/pipeline_file.h"
#include "cli/progress/run_view.h"
#include "cli/step_names.h"
#include "cli/text_table.h"

namespace sluice::cli {
namespace {

std::string count_or_dash(std::uint64_t count) {
  return count == 0 ? "-" : human_count(count);
}

TextRow row_of(const pipeline::PipelineResult& result, const pipeline::StepResult& done) {
  const auto& step = result.graph.steps[done.step];
  const auto& status = done.status;
  const auto records = done.model ? done.model->ledger.records() : 0;
  return {step.name,
          std::string(kind_name(step.kind)),
          std::string(state_name(status.state)),
          count_or_dash(records),
          count_or_dash(status.rows),
          count_or_dash(status.rejected),
          status.bytes == 0 ? "-" : human_bytes(status.bytes),
          status.elapsed.count() == 0 ? "-" : human_duration(status.elapsed)};
}

// What all models together read and wrote: the two equations of the ledger.
std::string ledger_text(const pipeline::PipelineResult& result) {
  std::uint64_t records = 0;
  std::uint64_t bad_records = 0;
  jobs::Ledger sum;
  bool is_any = false;
  for (const auto& step : result.steps) {
    if (!step.model || step.status.state != pipeline::StepState::succeeded) continue;
    const auto& ledger = step.model->ledger;
    is_any = true;
    records += ledger.records();
    bad_records += ledger.rejected_records();
    sum.produced += ledger.produced;
    sum.written += ledger.written;
    sum.rejected_by_expectations += ledger.rejected_by_expectations;
    sum.dropped_by_merge_key += ledger.dropped_by_merge_key;
  }
  if (!is_any) return "";
  return fmt::format(
      "ledger: {} records = {} read + {} rejected; {} rows produced = {} written + {} rejected + "
      "{} "
      "merged\n",
      human_count(records), human_count(records - bad_records), human_count(bad_records),
      human_count(sum.produced), human_count(sum.written),
      human_count(sum.rejected_by_expectations), human_count(sum.dropped_by_merge_key));
}

std::string findings(const pipeline::PipelineResult& result) {
  std::string text;
  for (const auto& done : result.steps) {
    const auto& name = result.graph.steps[done.step].name;
    if (done.status.state == pipeline::StepState::failed) {
      text += fmt::format("{} failed: {}\n", name, done.status.note);
    }
    if (!done.model) continue;
    const auto own = findings_text(*done.model);
    if (!own.empty()) text += fmt::format("{}:\n{}", name, own);
  }
  return text;
}

void show(const Context& context, const pipeline::PipelineResult& result,
          const std::string& report) {
  std::vector<TextRow> rows;
  for (const auto& done : result.steps)
    rows.push_back(row_of(result, done));
  auto text = text_table({{"step"},
                          {"kind"},
                          {"state"},
                          {"records", Align::right},
                          {"rows", Align::right},
                          {"rejected", Align::right},
                          {"bytes", Align::right},
                          {"took", Align::right}},
                         rows);
  const auto told = ledger_text(result) + findings(result);
  if (!told.empty()) text += "\n" + told;
  const auto took = result.run.ended ? human_duration(*result.run.ended - result.run.started) : "";
  text += fmt::format("\nrun {}: {} in {}; report: {}\n", result.run.id,
                      jobs::to_text(result.run.state), took, report);
  context.output.out("\n" + text);
}

void show_json(const Context& context, const pipeline::PipelineResult& result,
               const std::string& report) {
  json::array steps;
  for (const auto& done : result.steps) {
    const auto& step = result.graph.steps[done.step];
    json::object line{{"step", step.name},
                      {"kind", kind_name(step.kind)},
                      {"state", state_name(done.status.state)},
                      {"rows", done.status.rows},
                      {"bytes", done.status.bytes},
                      {"rejected", done.status.rejected},
                      {"elapsed_s", std::chrono::duration<double>(done.status.elapsed).count()},
                      {"note", done.status.note}};
    if (done.model) line["model"] = to_json(*done.model);
    steps.push_back(std::move(line));
  }
  const json::object last{{"event", "finished"},
                          {"run", result.run.id.text()},
                          {"state", jobs::to_text(result.run.state)},
                          {"steps", std::move(steps)},
                          {"report", report}};
  context.output.out(to_text(json::value(last)) + "\n");
}

// Answers where it is, or why it is nowhere: what ran is not undone by a report.
std::string write_report(const Context& context, const pipeline::Pipeline& pipeline,
                         const pipeline::PipelineResult& result, const RunOptions& options) {
  const auto path =
      options.report ? context.path(*options.report) : pipeline.folder + "/report.html";
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << pipeline::report_html(pipeline, result);
  file.close();
  return file ? path : fmt::format("cannot be written to {}", path);
}

}  // namespace

ExitCode run_run(const Context& context) {
  const auto& options = std::get<RunOptions>(context.line.options);
  const auto pipeline = read_pipeline(context, options.pipeline);
  const auto view = run_view(context);
  const auto result = pipeline::run_pipeline(pipeline, context.lake().services(),
                                             {.selection = options.pipeline.selection,
                                              .is_rebuild = options.pipeline.is_rebuild,
                                              .prices = "",
                                              .cancel = &context.cancel},
                                             *view);
  view->finish();
  const auto report = write_report(context, pipeline, result, options);
  if (context.line.is_json) {
    show_json(context, result, report);
  } else {
    show(context, result, report);
  }
  if (result.succeeded()) return ExitCode::ok;
  return context.cancel.cancelled() ? ExitCode::cancelled : ExitCode::failed;
}

void check_run(const Context& context) {
  read_pipeline(context, std::get<RunOptions>(context.line.options).pipeline);
}

}  // namespace sluice::cli
