// A pipeline's files as they were at one moment.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "pipeline/pipeline.h"

namespace sluice::pipeline {

// All that reading the pipeline needs: its file, models and tests, and its parameters' values. Not
// what its sources name: files are loaded from where they lie when it runs, relative to `file`.
struct PipelineCopy {
  std::string file;  // absolute
  std::map<std::string, std::string> arguments;
  TextsByPath texts;

  bool operator==(const PipelineCopy&) const = default;
};

struct CopiedPipeline {
  Pipeline pipeline;
  PipelineCopy copy;
};

// Reads the disk once: what is checked is what is copied. Throws what read_pipeline throws, and
// Error limit (PipelineTooLarge) past 16 MiB in all.
CopiedPipeline copy_pipeline(const std::string& file,
                             const std::map<std::string, std::string>& arguments,
                             const std::string& working_folder);

// Without the disk. Messages name files by their absolute path.
Pipeline read_pipeline(const PipelineCopy& copy);

std::string encode(const PipelineCopy& copy);
// Throws Error corrupt for what encode() does not make.
PipelineCopy decode_pipeline_copy(std::string_view bytes);

}  // namespace sluice::pipeline
