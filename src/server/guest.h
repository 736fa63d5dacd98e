// Running a command at the process that holds the lake.
#pragma once

#include <optional>
#include <string>

#include "base/cancel.h"
#include "server/invocation.h"

namespace sluice::server {

// The command's exit code; what it writes goes to `output`. Absent when nobody takes it: the holder
// is starting, has just ended, or has more guests than it takes; try the lake's lock again. Throws
// Error io (code HolderGone) when the holder ended in the middle.
std::optional<int> run_as_guest(const std::string& lake_directory, const Invocation& invocation,
                                Output& output, const CancelToken& cancel);

}  // namespace sluice::server
