#include "base/error.h"
#include "cli/command.h"
#include "cli/pipeline_file.h"
#include "cli/text_table.h"
#include "pipeline/graph.h"

namespace sluice::cli {
namespace {

const DeployOptions& options_of(const Context& context) {
  return std::get<DeployOptions>(context.line.options);
}

// Empty where there is none, or where this machine cannot tell.
std::string next_of(const pipeline::Deployment& deployment) {
  try {
    const auto next = pipeline::next_firing(deployment);
    return next ? to_iso8601(*next) : "";
  } catch (const Error&) {
    return "";
  }
}

json::object json_of(const pipeline::Deployment& deployment) {
  json::object line{{"name", deployment.name},
                    {"schedule", deployment.schedule},
                    {"timezone", deployment.time_zone}};
  const auto next = next_of(deployment);
  if (!next.empty()) line["next"] = next;
  line["deployed"] = to_iso8601(deployment.deployed);
  line["file"] = deployment.file;
  return line;
}

pipeline::CopiedPipeline copied(const Context& context) {
  const auto& options = options_of(context).pipeline;
  return pipeline::copy_pipeline(pipeline_file(context, options), options.parameters,
                                 context.invocation.folder);
}

ExitCode put(const Context& context) {
  const auto pipeline = copied(context);
  const auto now = context.core().database.snapshot();
  pipeline::make_graph(pipeline.pipeline, [&](const catalog::TableName& table) {
    return context.core().catalog.find_table(now, table).has_value();
  });
  auto& deployments = context.lake().deployments();
  const auto old = deployments.find(pipeline.pipeline.name);
  const auto deployed = deployments.put(pipeline);
  if (context.line.is_json) {
    context.output.out(to_text(json::value(json_of(deployed))) + "\n");
    return ExitCode::ok;
  }
  if (old && old->file != deployed.file) {
    context.output.err(fmt::format(
        "note: this replaces the pipeline {} that was deployed from {}\n", old->name, old->file));
  }
  context.output.out(fmt::format("deployed {}: {} in {}, next at {} while `sluice serve` runs\n",
                                 deployed.name, deployed.schedule, deployed.time_zone,
                                 next_of(deployed)));
  return ExitCode::ok;
}

ExitCode list(const Context& context) {
  const auto deployments = context.lake().deployments().list();
  if (context.line.is_json) {
    for (const auto& deployment : deployments)
      context.output.out(to_text(json::value(json_of(deployment))) + "\n");
    return ExitCode::ok;
  }
  if (deployments.empty()) {
    context.output.out("nothing is deployed: `sluice deploy` does it\n");
    return ExitCode::ok;
  }
  std::vector<TextRow> rows;
  for (const auto& deployment : deployments) {
    const auto next = next_of(deployment);
    rows.push_back({on_one_line(deployment.name), deployment.schedule, deployment.time_zone,
                    next.empty() ? "-" : next, to_iso8601(deployment.deployed),
                    on_one_line(deployment.file)});
  }
  context.output.out(text_table(
      {{"pipeline"}, {"schedule"}, {"timezone"}, {"next"}, {"deployed"}, {"file"}}, rows));
  return ExitCode::ok;
}

ExitCode remove(const Context& context) {
  const auto& name = options_of(context).name;
  context.lake().deployments().remove(name);
  if (!context.line.is_json) context.output.out(fmt::format("removed {}\n", name));
  return ExitCode::ok;
}

}  // namespace

ExitCode run_deploy(const Context& context) {
  switch (options_of(context).action) {
    case DeployAction::list:
      return list(context);
    case DeployAction::remove:
      return remove(context);
    case DeployAction::put:
      break;
  }
  return put(context);
}

void check_deploy(const Context& context) {
  if (options_of(context).action == DeployAction::put) {
    pipeline::check_deployable(copied(context).pipeline, SystemClock().now());
  }
}

}  // namespace sluice::cli
