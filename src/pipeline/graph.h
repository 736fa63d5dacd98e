// The steps of a pipeline and what each waits for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pipeline/pipeline.h"

namespace sluice::pipeline {

enum class StepKind { load, crawl, model };

struct Step {
  StepKind kind = StepKind::load;
  std::string name;                // unique in the pipeline: "flights", "raw", "flights_by_month"
  std::size_t index = 0;           // into Pipeline::sources, crawls or models
  std::vector<std::size_t> needs;  // steps before it, as positions in Graph::steps
};

// In an order in which everything comes after what it needs.
struct Graph {
  std::vector<Step> steps;
};

// A crawl needs the loads into its target, a model the models and crawls of the tables that its SQL
// names. Throws Error invalid for a cycle (naming it) and for a table that neither the pipeline
// makes nor `is_in_catalog` knows, with the place of its first use.
Graph make_graph(const Pipeline& pipeline,
                 const std::function<bool(const catalog::TableName&)>& is_in_catalog);

// "name", "name+" (and what comes after it), "+name" (and what it needs), several separated by
// commas. Empty selects all. Throws Error invalid for a name that is no step.
std::vector<bool> select_steps(const Graph& graph, const std::string& selection);

}  // namespace sluice::pipeline
