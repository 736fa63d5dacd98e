#include "cli/progress/step_tree.h"

namespace sluice::cli {
namespace {

class Tree {
 public:
  explicit Tree(const pipeline::Graph& graph) : children_(graph.steps.size()) {
    for (std::size_t i = 0; i < graph.steps.size(); ++i) {
      const auto& needs = graph.steps[i].needs;
      if (needs.empty()) {
        roots_.push_back(i);
      } else {
        children_[*std::max_element(needs.begin(), needs.end())].push_back(i);
      }
    }
  }

  std::vector<TreeLine> lines() {
    for (auto root : roots_) {
      lines_.push_back({.step = root, .branch = ""});
      add_children(root, "");
    }
    return std::move(lines_);
  }

 private:
  void add_children(std::size_t step, const std::string& indent) {
    for (std::size_t i = 0; i < children_[step].size(); ++i) {
      const bool is_last = i + 1 == children_[step].size();
      lines_.push_back({.step = children_[step][i], .branch = indent + (is_last ? "└─ " : "├─ ")});
      add_children(children_[step][i], indent + (is_last ? "   " : "│  "));
    }
  }

  std::vector<std::vector<std::size_t>> children_;
  std::vector<std::size_t> roots_;
  std::vector<TreeLine> lines_;
};

}  // namespace

std::vector<TreeLine> step_tree(const pipeline::Graph& graph) {
  return Tree(graph).lines();
}

}  // namespace sluice::cli
