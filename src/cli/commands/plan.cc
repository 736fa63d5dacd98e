#include <filesystem>

#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/pipeline_file.h"
#include "cli/step_names.h"
#include "cli/text_table.h"

namespace sluice::cli {
namespace {

// An empty lake with its key in a folder that is removed again: what a plan is made on before there
// is a lake.
class ScratchLake {
 public:
  ScratchLake() {
    std::string pattern = std::filesystem::temp_directory_path() / "sluice-plan-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw Error(ErrorKind::io, "NoScratch", fmt::format("cannot make the folder {}", pattern));
    }
    folder_ = pattern;
    services_.emplace(pipeline::LakeServicesOptions{.directory = folder_ + "/lake",
                                                    .key_file = folder_ + "/key"});
  }
  ~ScratchLake() {
    services_.reset();
    std::error_code ignored;  // what cannot be removed is the temporary folder's affair
    std::filesystem::remove_all(folder_, ignored);
  }
  ScratchLake(const ScratchLake&) = delete;
  ScratchLake& operator=(const ScratchLake&) = delete;

  pipeline::LakeServices& services() { return *services_; }

 private:
  std::string folder_;
  std::optional<pipeline::LakeServices> services_;
};

// Cents matter: a cent and below keep their digits.
std::string usd(double amount) {
  if (amount == 0) return "-";
  return fmt::format("${:.{}f}", amount, amount < 0.1 ? 6 : 2);
}

std::string shown(const std::vector<std::string>& partitions) {
  constexpr std::size_t kMost = 3;
  if (partitions.empty()) return "";
  std::vector<std::string> first(
      partitions.begin(),
      partitions.begin() + static_cast<std::ptrdiff_t>(std::min(kMost, partitions.size())));
  auto text = fmt::format("; partitions {}", join(first, ", "));
  if (partitions.size() > kMost) text += fmt::format(" and {} more", partitions.size() - kMost);
  return text;
}

json::object json_of(const pipeline::PipelinePlan& plan, const pipeline::StepPlan& planned) {
  const auto& step = plan.graph.steps[planned.step];
  json::array partitions;
  for (const auto& partition : planned.partitions)
    partitions.emplace_back(partition);
  return {{"step", step.name},
          {"kind", kind_name(step.kind)},
          {"runs", planned.runs},
          {"reason", planned.reason},
          {"is_estimate", planned.is_estimate},
          {"objects", planned.objects},
          {"read_bytes", planned.read_bytes},
          {"partitions", std::move(partitions)},
          {"cost_usd", planned.cost.total_usd()}};
}

void show(const Context& context, const pipeline::PipelinePlan& plan) {
  std::vector<TextRow> rows;
  bool has_estimate = false;
  for (const auto& planned : plan.steps) {
    const auto& step = plan.graph.steps[planned.step];
    has_estimate = has_estimate || (planned.runs && planned.is_estimate);
    const auto read = planned.read_bytes > 0 ? human_bytes(planned.read_bytes) : "-";
    rows.push_back({std::string(kind_name(step.kind)), step.name, planned.runs ? "runs" : "-",
                    planned.is_estimate && planned.runs ? read + " *" : read,
                    usd(planned.cost.total_usd()), planned.reason + shown(planned.partitions)});
  }
  auto text = text_table(
      {{"kind"}, {"step"}, {"plan"}, {"reads", Align::right}, {"on AWS", Align::right}, {"why"}},
      rows);
  if (plan.cost.total_usd() > 0) {
    text += fmt::format("\nThe same on AWS: {} (Athena {}, Glue {}, requests {})\n",
                        usd(plan.cost.total_usd()), usd(plan.cost.athena_usd),
                        usd(plan.cost.glue_usd), usd(plan.cost.storage_usd));
  }
  if (has_estimate) text += "* what steps before it will add is not counted\n";
  context.output.out(text);
}

}  // namespace

ExitCode run_plan(const Context& context) {
  const auto& options = std::get<PlanOptions>(context.line.options);
  const auto pipeline = read_pipeline(context, options.pipeline);
  std::optional<ScratchLake> scratch;
  if (context.services == nullptr) scratch.emplace();
  auto& lake = scratch ? scratch->services() : context.lake();
  const auto plan =
      pipeline::plan_pipeline(pipeline, lake.services(),
                              {.selection = options.pipeline.selection,
                               .is_rebuild = options.pipeline.is_rebuild,
                               .prices = options.prices.empty() ? "" : context.path(options.prices),
                               .cancel = &context.cancel});
  if (!context.line.is_json) {
    show(context, plan);
    return ExitCode::ok;
  }
  json::array steps;
  for (const auto& planned : plan.steps)
    steps.push_back(json_of(plan, planned));
  const json::object result{{"pipeline", pipeline.name},
                            {"steps", std::move(steps)},
                            {"cost_usd", plan.cost.total_usd()}};
  context.output.out(to_text(json::value(result)) + "\n");
  return ExitCode::ok;
}

}  // namespace sluice::cli
