// Small local text files: pipelines, models, tests.
#pragma once

#include <string>

namespace sluice::pipeline {

// Throws Error not_found or io that names the path; limit past 16 MiB.
std::string read_text_file(const std::string& path);

}  // namespace sluice::pipeline
