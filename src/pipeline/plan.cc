#include "base/text.h"
#include "pipeline/load.h"
#include "pipeline/run.h"

namespace sluice::pipeline {
namespace {

// Plans one step after another; what an earlier one will change makes a later one an estimate.
class Planning {
 public:
  Planning(const Pipeline& pipeline, const Services& services, const RunOptions& options,
           PipelinePlan& plan)
      : pipeline_(pipeline),
        services_(services),
        options_(options),
        plan_(plan),
        now_(services.core.database.snapshot()),
        prices_(read_prices(options.prices)) {}

  void step(std::size_t index) {
    const auto& step = plan_.graph.steps[index];
    auto& planned = plan_.steps[index];
    planned.step = index;
    if (!plan_.selected[index]) {
      planned.reason = "not selected";
      return;
    }
    for (auto need : step.needs)
      planned.is_estimate = planned.is_estimate || plan_.steps[need].runs;
    switch (step.kind) {
      case StepKind::load:
        return plan_load(pipeline_.sources[step.index], planned);
      case StepKind::crawl:
        return plan_crawl(pipeline_.crawls[step.index], planned);
      case StepKind::model:
        return plan_model(pipeline_.models[step.index].model, planned);
    }
  }

 private:
  void plan_load(const Source& source, StepPlan& planned) {
    if (source.kind != SourceKind::files && source.kind != SourceKind::http) {
      planned.runs = true;
      planned.reason = fmt::format("reads {} into {}", source.table, to_text(source.to));
      return;
    }
    auto load = pipeline::plan_load(source, pipeline_.folder, services_.core);
    planned.runs = load.to_read > 0;
    planned.objects = load.to_read;
    planned.read_bytes = load.bytes;
    planned.cost = put_objects(prices_, load.to_read);
    planned.reason =
        fmt::format("{} new or changed, {} unchanged, into {}", human_count(load.to_read),
                    human_count(load.unchanged), to_text(source.to));
  }

  void plan_crawl(const Crawl& crawl, StepPlan& planned) {
    planned.runs = true;
    planned.reason = fmt::format("looks at new objects below {}", crawl.target.uri);
    planned.cost = pipeline::crawl(prices_);
  }

  void plan_model(const jobs::Model& model, StepPlan& planned) {
    jobs::ModelPlan plan;
    try {
      plan = services_.models.plan(model, now_, options_.is_rebuild);
    } catch (const Error& error) {
      // A table that a step before it makes is not there yet.
      const bool is_absent =
          error.code() == "TABLE_NOT_FOUND" || error.code() == "SCHEMA_NOT_FOUND";
      if (!planned.is_estimate || !is_absent) throw;
      planned.runs = true;
      planned.reason = "after the steps that make its tables";
      return;
    }
    planned.runs = plan.action != jobs::ModelAction::up_to_date;
    planned.reason = plan.reason;
    planned.partitions = plan.partitions;
    planned.read_bytes = plan.read_bytes;
    for (const auto& table : plan.reads)
      planned.objects += table.files;
    if (planned.runs) planned.cost = athena_query(prices_, plan.read_bytes);
  }

  const Pipeline& pipeline_;
  const Services& services_;
  const RunOptions& options_;
  PipelinePlan& plan_;
  meta::Snapshot now_;
  PriceTable prices_;
};

}  // namespace

PipelinePlan plan_pipeline(const Pipeline& pipeline, const Services& services,
                           const RunOptions& options) {
  auto now = services.core.database.snapshot();
  PipelinePlan plan;
  plan.graph = make_graph(pipeline, [&](const catalog::TableName& table) {
    return services.core.catalog.find_table(now, table).has_value();
  });
  plan.selected = select_steps(plan.graph, options.selection);
  plan.steps.resize(plan.graph.steps.size());
  Planning planning(pipeline, services, options, plan);
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    planning.step(i);
    plan.cost += plan.steps[i].cost;
  }
  return plan;
}

}  // namespace sluice::pipeline
