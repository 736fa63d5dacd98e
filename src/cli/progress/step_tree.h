// The steps as a tree for the eye: each below the last of the steps it needs.
#pragma once

#include <string>
#include <vector>

#include "pipeline/graph.h"

namespace sluice::cli {

struct TreeLine {
  std::size_t step = 0;
  std::string branch;  // "│  └─ "; empty for a step that needs none
};

std::vector<TreeLine> step_tree(const pipeline::Graph& graph);

}  // namespace sluice::cli
