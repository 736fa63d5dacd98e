// From a program's arguments to a CommandLine. Only arguments.cc knows the parser.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/command_line.h"

namespace sluice::cli {

// --help or --version: a text to show.
struct HelpText {
  std::string text;
};

// Throws Error invalid (code UsageError) that says which argument is wrong and how to get help.
std::variant<CommandLine, HelpText> parse_arguments(const std::vector<std::string>& arguments);

}  // namespace sluice::cli
