#include "cli/pipeline_file.h"

#include <filesystem>

#include "base/error.h"
#include "base/text.h"

namespace sluice::cli {

std::string pipeline_file(const Context& context, const PipelineOptions& options) {
  auto file = options.file;
  if (std::filesystem::is_directory(context.path(file))) file += "/sluice.yaml";
  if (!std::filesystem::exists(context.path(file))) {
    throw Error(
        ErrorKind::not_found, "NoPipeline",
        fmt::format("there is no pipeline {}: name its file, or make one by `sluice init`", file));
  }
  return file;
}

pipeline::Pipeline read_pipeline(const Context& context, const PipelineOptions& options) {
  return pipeline::read_pipeline(pipeline_file(context, options), options.parameters,
                                 context.invocation.folder);
}

const pipeline::ModelStep& model_of(const pipeline::Pipeline& pipeline, const std::string& table) {
  for (const auto& step : pipeline.models) {
    const bool is_named = equal_ignoring_case(to_text(step.model.table), table) ||
                          equal_ignoring_case(step.model.table.table, table);
    if (is_named) return step;
  }
  throw Error(ErrorKind::not_found, "NoSuchModel",
              fmt::format("no model of {} makes the table {}", pipeline.file, table));
}

}  // namespace sluice::cli
