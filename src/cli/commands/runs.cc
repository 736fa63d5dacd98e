#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/text_table.h"

namespace sluice::cli {
namespace {

constexpr int kChildrenMax = 10'000;

std::string elapsed(const jobs::Run& run) {
  return run.ended ? human_duration(*run.ended - run.started) : "";
}

json::object json_of(const jobs::Run& run) {
  json::object line{{"id", run.id.text()},
                    {"kind", run.kind},
                    {"name", run.name},
                    {"state", to_text(run.state)},
                    {"started", to_iso8601(run.started)}};
  if (!run.parent.empty()) line["parent"] = run.parent.text();
  if (run.ended) line["ended"] = to_iso8601(*run.ended);
  line["attempt"] = run.attempt;
  if (!run.error.empty()) line["error"] = run.error;
  line["details"] = run.details;
  return line;
}

std::string table_of(const std::vector<jobs::Run>& runs) {
  std::vector<TextRow> rows;
  for (const auto& run : runs) {
    rows.push_back({run.id.text(), run.kind, run.name, std::string(to_text(run.state)),
                    to_iso8601(run.started), elapsed(run), on_one_line(run.error)});
  }
  return text_table(
      {{"id"}, {"kind"}, {"name"}, {"state"}, {"started"}, {"took", Align::right}, {"error"}},
      rows);
}

void show_details(const Context& context, const jobs::Run& run) {
  std::string text;
  for (const auto& [name, value] : run.details) {
    text += fmt::format("  {}: {}\n", std::string_view(name),
                        value.is_string() ? std::string(value.as_string()) : to_text(value));
  }
  if (!text.empty()) context.output.out("\n" + text);
}

ExitCode show_one(const Context& context, const jobs::RunId& id) {
  const auto run = context.core().runs.find(id);
  if (!run) {
    throw Error(ErrorKind::not_found, "NoSuchRun",
                fmt::format("there is no run {}: `sluice runs` lists them", id));
  }
  auto children = context.core().runs.list(kChildrenMax, id);
  std::reverse(children.begin(), children.end());
  if (context.line.is_json) {
    auto line = json_of(*run);
    json::array steps;
    for (const auto& child : children)
      steps.push_back(json_of(child));
    line["steps"] = std::move(steps);
    context.output.out(to_text(json::value(std::move(line))) + "\n");
    return ExitCode::ok;
  }
  context.output.out(table_of({*run}));
  show_details(context, *run);
  if (!children.empty()) context.output.out("\n" + table_of(children));
  return ExitCode::ok;
}

}  // namespace

ExitCode run_runs(const Context& context) {
  const auto& options = std::get<RunsOptions>(context.line.options);
  if (!options.id.empty()) return show_one(context, jobs::RunId(options.id));
  const auto runs = context.core().runs.list(options.limit);
  if (context.line.is_json) {
    for (const auto& run : runs)
      context.output.out(to_text(json::value(json_of(run))) + "\n");
  } else if (runs.empty()) {
    context.output.out("nothing has run yet\n");
  } else {
    context.output.out(table_of(runs));
  }
  return ExitCode::ok;
}

}  // namespace sluice::cli
