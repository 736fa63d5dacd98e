// Where the program's own files lie.
#pragma once

#include <string>

namespace sluice::pipeline {

// DuckDB's extensions: beside the program in ../lib/sluice/extensions when installed, else where
// setup fetched them for the build.
std::string extension_directory();

}  // namespace sluice::pipeline
