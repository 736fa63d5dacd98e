// What a command's exit code tells. Stable: scripts depend on it.
#pragma once

#include "base/error.h"

namespace sluice::cli {

enum class ExitCode {
  ok = 0,
  failed = 1,   // the run or a test failed
  invalid = 2,  // usage or invalid input
  not_found = 3,
  conflict = 4,  // or held
  limit = 5,     // memory, disk
  corrupt = 6,
  io = 7,
  unsupported = 8,
  denied = 9,
  internal = 70,
  cancelled = 130,
};

ExitCode exit_code(ErrorKind kind);

// For --help.
inline constexpr const char* kExitCodesText =
    "Exit codes: 0 ok, 1 the run or a test failed, 2 wrong usage or input, 3 not found,\n"
    "4 conflict or held, 5 a limit (memory, disk), 6 corrupt, 7 input or output failed,\n"
    "8 not supported, 9 denied, 70 an error in sluice itself, 130 cancelled.\n";

}  // namespace sluice::cli
