#include <set>

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/model_result.h"
#include "cli/pipeline_file.h"

namespace sluice::cli {
namespace {

// Runs tests one after another and tells each outcome as it is known.
class TestRun {
 public:
  TestRun(const Context& context, const pipeline::Pipeline& pipeline, const TestOptions& options)
      : context_(context), pipeline_(pipeline) {
    for (const auto name : split(options.pipeline.selection, ',')) {
      if (!name.empty()) selected_.emplace(trim(name));
    }
    for (const auto& name : selected_)
      model_named(name);
  }

  void unit_tests() {
    for (const auto& [model, test, place] : pipeline_.unit_tests) {
      if (!is_selected(model)) continue;
      context_.cancel.check();
      const auto outcome = pipeline::run_unit_test(model_named(model).model, test);
      tell(model, {{"kind", "unit"}, {"test", outcome.name}}, outcome.passed, outcome.difference);
    }
  }

  void data_tests() {
    const auto now = context_.core().database.snapshot();
    for (const auto& step : pipeline_.models) {
      if (!is_selected(step.name) || step.model.tests.empty()) continue;
      context_.cancel.check();
      if (!context_.core().catalog.find_table(now, step.model.table)) {
        tell_absent(step);
        continue;
      }
      for (const auto& outcome :
           context_.lake().services().models.test(step.model, &context_.cancel)) {
        json::object line{{"kind", "data"}, {"test", outcome.test}};
        if (outcome.is_warning) line["is_warning"] = true;
        tell(step.name, std::move(line), outcome.passed || outcome.is_warning, outcome.message);
      }
    }
  }

  ExitCode finish() {
    if (context_.line.is_json) {
      const json::object last{{"passed", passed_}, {"failed", failed_}};
      context_.output.out(to_text(json::value(last)) + "\n");
    } else {
      context_.output.out(fmt::format("{} passed, {} failed\n", passed_, failed_));
    }
    return failed_ == 0 ? ExitCode::ok : ExitCode::failed;
  }

 private:
  bool is_selected(const std::string& model) const {
    return selected_.empty() || selected_.contains(model);
  }

  const pipeline::ModelStep& model_named(const std::string& name) const {
    for (const auto& step : pipeline_.models) {
      if (step.name == name) return step;
    }
    throw Error(ErrorKind::invalid, "UnknownStep",
                fmt::format("{} has no model {}", pipeline_.file, name));
  }

  void tell(const std::string& model, json::object line, bool passed, const std::string& message) {
    (passed ? passed_ : failed_) += 1;
    const auto* warning = line.if_contains("is_warning");
    if (context_.line.is_json) {
      line["model"] = model;
      line["passed"] = passed;
      if (!message.empty()) line["message"] = message;
      return context_.output.out(to_text(json::value(std::move(line))) + "\n");
    }
    const auto* outcome = !passed ? "failed" : warning != nullptr ? "warns" : "ok";
    context_.output.out(fmt::format("{:6}  {}: {}\n", outcome, model,
                                    std::string_view(line.at("test").as_string())));
    if (message.empty() || (passed && warning == nullptr)) return;
    for (const auto text : split(trim(message), '\n')) {
      context_.output.out(fmt::format("        {}\n", text));
    }
  }

  void tell_absent(const pipeline::ModelStep& step) {
    context_.output.err(fmt::format("{}: its table {} is not there yet; `sluice run` makes it\n",
                                    step.name, to_text(step.model.table)));
  }

  const Context& context_;
  const pipeline::Pipeline& pipeline_;
  std::set<std::string> selected_;
  int passed_ = 0;
  int failed_ = 0;
};

}  // namespace

ExitCode run_test(const Context& context) {
  const auto& options = std::get<TestOptions>(context.line.options);
  const auto pipeline = read_pipeline(context, options.pipeline);
  TestRun run(context, pipeline, options);
  if (options.tests != Tests::data) run.unit_tests();
  if (options.tests == Tests::unit) return run.finish();
  if (context.services != nullptr) {
    run.data_tests();
  } else if (options.tests == Tests::data) {
    throw Error(ErrorKind::not_found, "NoSuchLake",
                fmt::format("there is no lake in {}: `sluice run` makes one", context.lake_folder));
  } else {
    context.output.err("no lake yet: the tests of its data were left out\n");
  }
  return run.finish();
}

}  // namespace sluice::cli
