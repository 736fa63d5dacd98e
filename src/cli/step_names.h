// What steps' kinds and states are called.
#pragma once

#include <string_view>

#include "pipeline/run.h"

namespace sluice::cli {

std::string_view kind_name(pipeline::StepKind kind);     // "load"
std::string_view state_name(pipeline::StepState state);  // "up to date"
bool is_over(pipeline::StepState state);

}  // namespace sluice::cli
