// The report's drawing of the graph, and small pieces that it shares with the page.
#pragma once

#include <string>
#include <string_view>

#include "pipeline/run.h"

namespace sluice::pipeline {

// An SVG: a box a step, columns by how much comes before it, a line for every need.
std::string graph_svg(const PipelineResult& result);

// "up_to_date": also the class of its colour.
std::string state_name(StepState state);

}  // namespace sluice::pipeline
