#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "cli/progress/measures.h"
#include "cli/progress/run_view.h"
#include "cli/progress/step_tree.h"
#include "cli/step_names.h"
#include "cli/text_table.h"

namespace sluice::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;
using pipeline::StepState;

constexpr std::chrono::milliseconds kRedrawEvery{100};
constexpr std::array<std::string_view, 10> kSpinner{"⠋", "⠙", "⠹", "⠸", "⠼",
                                                    "⠴", "⠦", "⠧", "⠇", "⠏"};

std::string_view mark(StepState state, std::size_t turn) {
  switch (state) {
    case StepState::waiting:
      return "·";
    case StepState::running:
      return kSpinner[turn % kSpinner.size()];
    case StepState::succeeded:
      return "✓";
    case StepState::up_to_date:
      return "=";
    case StepState::failed:
      return "✗";
    case StepState::skipped:
      return "-";
    case StepState::stopped:
      return "■";
  }
  return " ";
}

// The terminal's code of a colour.
std::string_view colour(StepState state) {
  switch (state) {
    case StepState::running:
      return "\x1b[36m";
    case StepState::succeeded:
    case StepState::up_to_date:
      return "\x1b[32m";
    case StepState::failed:
      return "\x1b[31m";
    case StepState::stopped:
      return "\x1b[33m";
    case StepState::waiting:
    case StepState::skipped:
      break;
  }
  return "\x1b[2m";
}

// Draws the tree again and again over itself. Its thread keeps times and spinner moving.
class LiveView final : public RunView {
 public:
  explicit LiveView(server::Output& output) : output_(output) {}
  ~LiveView() override { stop(); }

  void started(const pipeline::Pipeline&, const pipeline::Graph& graph) override {
    graph_ = graph;
    tree_ = step_tree(graph);
    shown_.resize(graph.steps.size());
    for (const auto& line : tree_) {
      const auto& name = graph_.steps[line.step].name;
      width_ = std::max(width_, display_width(line.branch) + display_width(name));
    }
    thread_ = std::thread([this] { redraw_until_stopped(); });
  }

  void changed(std::size_t step, const pipeline::StepStatus& status) override {
    const std::lock_guard lock(mutex_);
    shown_[step] = {.status = status, .since = SteadyClock::now()};
  }

  void finish() override {
    stop();
    const std::lock_guard lock(mutex_);
    draw();
    output_.out("\n");
  }

 private:
  struct Shown {
    pipeline::StepStatus status;
    SteadyClock::time_point since;  // of the status
  };

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      is_stopped_ = true;
    }
    stopped_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  void redraw_until_stopped() {
    std::unique_lock lock(mutex_);
    do {
      draw();
    } while (!stopped_.wait_for(lock, kRedrawEvery, [&] { return is_stopped_; }));
  }

  void draw() {
    ++turn_;
    std::string text;
    if (drawn_ > 0) text = fmt::format("\x1b[{}F", drawn_);
    drawn_ = 0;
    const auto room = static_cast<std::size_t>(std::max(output_.terminal().height - 2, 3));
    const bool fits = tree_.size() <= room;
    std::size_t hidden = 0;
    for (const auto& line : tree_) {
      const auto state = shown_[line.step].status.state;
      const bool is_told = state == StepState::running || state == StepState::failed;
      if (!fits && (!is_told || static_cast<std::size_t>(drawn_) >= room - 1)) {
        ++hidden;
        continue;
      }
      text += line_of(line) + "\x1b[K\n";
      ++drawn_;
    }
    if (hidden > 0) {
      text += fmt::format("… {} more steps, {} of {} done\x1b[K\n", hidden, over(), tree_.size());
      ++drawn_;
    }
    output_.out(text + "\x1b[J");
  }

  std::ptrdiff_t over() const {
    return std::count_if(shown_.begin(), shown_.end(),
                         [](const Shown& shown) { return is_over(shown.status.state); });
  }

  std::string line_of(const TreeLine& line) const {
    const auto& [status, since] = shown_[line.step];
    auto elapsed = status.elapsed;
    if (status.state == StepState::running) elapsed += SteadyClock::now() - since;
    auto text = fit(line.branch + graph_.steps[line.step].name, width_);
    const auto numbers = measures(status, elapsed);
    if (!numbers.empty()) text += "  " + numbers;
    const bool has_news = is_over(status.state) || status.state == StepState::waiting;
    if (has_news && !status.note.empty()) text += "  " + on_one_line(status.note);
    const auto sign = mark(status.state, turn_);
    const int room = std::max(output_.terminal().width - 3, 10);
    if (display_width(text) > room) text = fit(text, room);
    if (!output_.terminal().has_colour) return fmt::format("{} {}", sign, text);
    return fmt::format("{}{}\x1b[0m {}", colour(status.state), sign, text);
  }

  server::Output& output_;
  pipeline::Graph graph_;
  std::vector<TreeLine> tree_;
  int width_ = 0;
  std::mutex mutex_;
  std::condition_variable stopped_;
  std::vector<Shown> shown_;
  std::size_t turn_ = 0;
  int drawn_ = 0;  // lines on the screen
  bool is_stopped_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<RunView> live_view(server::Output& output) {
  return std::make_unique<LiveView>(output);
}

}  // namespace sluice::cli
