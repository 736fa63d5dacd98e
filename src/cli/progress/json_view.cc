#include <mutex>

#include "base/json.h"
#include "cli/progress/run_view.h"
#include "cli/step_names.h"

namespace sluice::cli {
namespace {

constexpr std::chrono::milliseconds kProgressEvery{500};

class JsonView final : public RunView {
 public:
  explicit JsonView(server::Output& output) : output_(output) {}

  void started(const pipeline::Pipeline& pipeline, const pipeline::Graph& graph) override {
    graph_ = graph;
    shown_.assign(graph.steps.size(), {});
    json::array steps;
    for (const auto& step : graph.steps) {
      json::array needs;
      for (const auto need : step.needs)
        needs.emplace_back(graph.steps[need].name);
      steps.push_back(json::object{
          {"step", step.name}, {"kind", kind_name(step.kind)}, {"needs", std::move(needs)}});
    }
    write({{"event", "started"}, {"pipeline", pipeline.name}, {"steps", std::move(steps)}});
  }

  void changed(std::size_t step, const pipeline::StepStatus& status) override {
    const std::lock_guard lock(mutex_);
    auto& shown = shown_[step];
    const bool is_news = shown.state != status.state || shown.note != status.note;
    if (!is_news && status.elapsed - shown.elapsed < kProgressEvery) return;
    shown = status;
    json::object event{{"event", "step"},
                       {"step", graph_.steps[step].name},
                       {"state", state_name(status.state)},
                       {"rows", status.rows},
                       {"bytes", status.bytes},
                       {"rejected", status.rejected},
                       {"elapsed_s", std::chrono::duration<double>(status.elapsed).count()}};
    if (status.bytes_total > 0) event["bytes_total"] = status.bytes_total;
    if (status.share_done > 0) event["share_done"] = status.share_done;
    if (!status.note.empty()) event["note"] = status.note;
    write(std::move(event));
  }

  void finish() override {}

 private:
  void write(json::object event) const {
    output_.out(to_text(json::value(std::move(event))) + "\n");
  }

  server::Output& output_;
  pipeline::Graph graph_;
  std::mutex mutex_;
  std::vector<pipeline::StepStatus> shown_;
};

}  // namespace

std::unique_ptr<RunView> json_view(server::Output& output) {
  return std::make_unique<JsonView>(output);
}

}  // namespace sluice::cli
