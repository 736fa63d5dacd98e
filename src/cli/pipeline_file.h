// The pipeline that a command works on.
#pragma once

#include "cli/command.h"

namespace sluice::cli {

// Its file as it was typed, or sluice.yaml in the folder that was. Throws Error not_found
// (NoPipeline).
std::string pipeline_file(const Context& context, const PipelineOptions& options);

// Read relative to the invocation's folder; messages name the file as it was typed. Throws Error
// not_found (NoPipeline), invalid.
pipeline::Pipeline read_pipeline(const Context& context, const PipelineOptions& options);

// The step that makes a table. Throws Error not_found.
const pipeline::ModelStep& model_of(const pipeline::Pipeline& pipeline, const std::string& table);

}  // namespace sluice::cli
