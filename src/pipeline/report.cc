#include "base/html.h"
#include "base/text.h"
#include "base/utf8.h"
#include "pipeline/report_graph.h"
#include "pipeline/run.h"

namespace sluice::pipeline {
namespace {

constexpr std::string_view kStyle = R"css(
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
       color: #1c2430; background: #fff; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; }
p.when { color: #5a6675; margin-top: .2rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .7rem; border-bottom: 1px solid #e3e8ee; }
th { color: #5a6675; font-weight: 600; } td.n, th.n { text-align: right; }
.succeeded { color: #14733b; } .up_to_date, .skipped { color: #5a6675; }
.failed, .stopped { color: #b3261e; } pre { background: #f5f7f9; padding: .6rem .8rem;
       overflow-x: auto; } svg { max-width: 100%; height: auto; }
)css";

std::string row(const std::vector<std::pair<std::string, bool>>& cells, std::string_view tag) {
  std::string html = "<tr>";
  for (const auto& [text, is_number] : cells) {
    html += fmt::format("<{}{}>{}</{}>", tag, is_number ? " class=n" : "", text, tag);
  }
  return html + "</tr>\n";
}

std::string count_or_blank(std::uint64_t count) {
  return count == 0 ? "" : human_count(count);
}

std::string steps_table(const PipelineResult& result) {
  std::string html = "<h2>Steps</h2>\n<table>\n";
  html += row({{"step", false},
               {"state", false},
               {"rows", true},
               {"bytes", true},
               {"rejected", true},
               {"time", true},
               {"note", false}},
              "th");
  for (const auto& step : result.steps) {
    const auto& status = step.status;
    auto state = state_name(status.state);
    auto shown = state;
    std::replace(shown.begin(), shown.end(), '_', ' ');
    html += row({{escape_html(result.graph.steps[step.step].name), false},
                 {fmt::format("<span class={}>{}</span>", state, shown), false},
                 {count_or_blank(status.rows), true},
                 {status.bytes == 0 ? "" : human_bytes(status.bytes), true},
                 {count_or_blank(status.rejected), true},
                 {status.elapsed.count() == 0 ? "" : human_duration(status.elapsed), true},
                 {escape_html(status.note), false}},
                "td");
  }
  return html + "</table>\n";
}

std::string ledger_table(const PipelineResult& result) {
  std::string html =
      "<h2>Row ledger</h2>\n<p>Records read = rows handed on + rejected; rows "
      "produced = written + rejected by expectations + dropped by the merge key. "
      "A run that does not balance is not published.</p>\n<table>\n";
  html += row({{"model", false},
               {"records", true},
               {"rejected records", true},
               {"produced", true},
               {"written", true},
               {"rejected rows", true},
               {"dropped by key", true}},
              "th");
  bool is_any = false;
  for (const auto& step : result.steps) {
    if (!step.model || step.model->plan.action == jobs::ModelAction::up_to_date) continue;
    const auto& ledger = step.model->ledger;
    is_any = true;
    html += row({{escape_html(result.graph.steps[step.step].name), false},
                 {human_count(ledger.records()), true},
                 {human_count(ledger.rejected_records()), true},
                 {human_count(ledger.produced), true},
                 {human_count(ledger.written), true},
                 {human_count(ledger.rejected_by_expectations), true},
                 {human_count(ledger.dropped_by_merge_key), true}},
                "td");
  }
  return is_any ? html + "</table>\n" : "";
}

std::string tests_table(const PipelineResult& result) {
  std::string html = "<h2>Tests</h2>\n<table>\n";
  html += row({{"model", false}, {"test", false}, {"outcome", false}}, "th");
  bool is_any = false;
  for (const auto& step : result.steps) {
    if (!step.model) continue;
    for (const auto& test : step.model->tests) {
      is_any = true;
      auto outcome = test.passed
                         ? "<span class=succeeded>passed</span>"
                         : fmt::format("<span class=failed>{}</span>", escape_html(test.message));
      html += row({{escape_html(result.graph.steps[step.step].name), false},
                   {escape_html(test.test), false},
                   {outcome, false}},
                  "td");
    }
  }
  return is_any ? html + "</table>\n" : "";
}

std::string place_of(const jobs::DeadRecord& reject) {
  if (!reject.record) return "row of the query";
  return fmt::format("{} line {}", to_text(reject.record->source), reject.record->line);
}

std::string reason_of(const jobs::DeadRecord& reject) {
  if (!reject.record) return reject.expectation;
  const auto& column = reject.record->column;
  return column.empty() ? reject.record->reason : column + ": " + reject.record->reason;
}

std::string content_of(const jobs::DeadRecord& reject) {
  constexpr std::size_t kShown = 300;
  auto text = reject.record ? reject.record->raw : sluice::to_text(json::value(reject.row));
  if (!is_utf8(text)) return "(not UTF-8)";
  if (text.size() <= kShown) return text;
  return std::string(whole_characters(text, kShown)) + "…";
}

std::string rejects_table(const Pipeline& pipeline, const PipelineResult& result) {
  std::string html;
  for (const auto& step : result.steps) {
    if (step.rejects.empty()) continue;
    const auto& model = pipeline.models[result.graph.steps[step.step].index].model;
    html += fmt::format(
        "<h2>Rejects of {0}</h2>\n<p>{1} set aside; the first are shown. All: <code>"
        "sluice rejects {0}</code></p>\n<table>\n",
        escape_html(to_text(model.table)), human_count(step.status.rejected));
    html += row({{"from", false}, {"reason", false}, {"content", false}}, "th");
    for (const auto& reject : step.rejects) {
      html += row({{escape_html(place_of(reject)), false},
                   {escape_html(reason_of(reject)), false},
                   {fmt::format("<code>{}</code>", escape_html(content_of(reject))), false}},
                  "td");
    }
    html += "</table>\n";
  }
  return html;
}

std::string details(const PipelineResult& result) {
  std::string html;
  for (const auto& step : result.steps) {
    if (step.lines.empty()) continue;
    html += fmt::format("<h2>{}</h2>\n<pre>", escape_html(result.graph.steps[step.step].name));
    for (const auto& line : step.lines)
      html += escape_html(line) + "\n";
    html += "</pre>\n";
  }
  return html;
}

}  // namespace

std::string state_name(StepState state) {
  constexpr std::array<std::string_view, 7> kNames{"waiting", "running", "succeeded", "up_to_date",
                                                   "failed",  "skipped", "stopped"};
  return std::string(kNames[static_cast<std::size_t>(state)]);
}

std::string report_html(const Pipeline& pipeline, const PipelineResult& result) {
  auto elapsed =
      result.run.ended ? *result.run.ended - result.run.started : std::chrono::microseconds(0);
  return fmt::format(
      "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n<title>{0}</title>\n"
      "<style>{1}</style>\n</head>\n<body>\n<h1>{0}: {2}</h1>\n<p class=when>{3}, {4}, run "
      "{5}</p>\n"
      "{6}{7}{8}{9}{10}{11}</body>\n</html>\n",
      escape_html(pipeline.name), kStyle, jobs::to_text(result.run.state),
      to_iso8601(result.run.started), human_duration(elapsed), result.run.id, graph_svg(result),
      steps_table(result), ledger_table(result), rejects_table(pipeline, result),
      tests_table(result), details(result));
}

}  // namespace sluice::pipeline
