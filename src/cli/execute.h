// Runs one invocation where a lake is open (or none is needed), and tells its errors.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "cli/command.h"

namespace sluice::cli {

// The lake that an invocation names, absolute: --lake, else $SLUICE_LAKE, else ./.sluice.
std::string lake_folder(const CommandLine& line, const server::Invocation& invocation);

// For a guest, whose arguments are still to be read.
ExitCode execute(const server::Invocation& invocation, server::Output& output,
                 const CancelToken& cancel, pipeline::LakeServices& services);

// Does the work. An Error becomes "error: …" on stderr (one JSON object where the arguments have
// --json) and its exit code; any other exception "error: internal: …" and 70.
ExitCode told(server::Output& output, std::span<const std::string> arguments,
              const std::function<ExitCode()>& work);

}  // namespace sluice::cli
