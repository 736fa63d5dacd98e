// Pipelines to start from.
#pragma once

#include <map>
#include <string>

#include "cli/command_line.h"

namespace sluice::cli {

// Path below the new folder → content. The minimal one lies in the program; aviation is
// examples/aviation, found beside the program when installed, else in the source tree, with the
// place of its data written as an absolute path. Throws Error not_found where it is not there.
std::map<std::string, std::string> template_files(Template which);

}  // namespace sluice::cli
