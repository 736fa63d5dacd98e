// The program: from main's arguments to its exit code.
#pragma once

#include <string>
#include <vector>

namespace sluice::cli {

// Reads the arguments, opens the lake or becomes the guest of who has it open, runs the command.
// Nothing is thrown: every failure is a line on stderr and an exit code.
int run_program(std::vector<std::string> arguments);

}  // namespace sluice::cli
