#include <mutex>

#include "base/text.h"
#include "cli/progress/measures.h"
#include "cli/progress/run_view.h"
#include "cli/step_names.h"
#include "cli/text_table.h"

namespace sluice::cli {
namespace {

// Between two lines of a step that is still working.
constexpr std::chrono::seconds kProgressEvery{10};

class LineView final : public RunView {
 public:
  explicit LineView(server::Output& output) : output_(output) {}

  void started(const pipeline::Pipeline&, const pipeline::Graph& graph) override {
    graph_ = graph;
    shown_.assign(graph.steps.size(), {});
    for (const auto& step : graph.steps)
      width_ = std::max(width_, display_width(step.name));
  }

  void changed(std::size_t step, const pipeline::StepStatus& status) override {
    const std::lock_guard lock(mutex_);
    const bool is_last = is_over(status.state);
    const bool is_retry = status.state == pipeline::StepState::waiting && !status.note.empty();
    auto& shown = shown_[step];
    const bool is_due = status.elapsed - shown >= kProgressEvery;
    if (!is_last && !is_retry && !is_due) return;
    shown = status.elapsed;
    auto line =
        fmt::format("{}  {}  {}", fit(kind_name(graph_.steps[step].kind), 5),
                    fit(graph_.steps[step].name, width_), fit(state_name(status.state), 10));
    const auto numbers = measures(status, status.elapsed);
    if (!numbers.empty()) line += "  " + numbers;
    if (!status.note.empty()) line += "  " + on_one_line(status.note);
    output_.out(line + "\n");
  }

  void finish() override {}

 private:
  server::Output& output_;
  pipeline::Graph graph_;
  int width_ = 0;
  std::mutex mutex_;
  std::vector<std::chrono::nanoseconds> shown_;  // elapsed at a step's last line
};

}  // namespace

std::unique_ptr<RunView> line_view(server::Output& output) {
  return std::make_unique<LineView>(output);
}

}  // namespace sluice::cli
