// How a run is shown while it works: a live tree on a terminal, lines elsewhere, JSON for programs.
#pragma once

#include <memory>

#include "cli/command.h"
#include "pipeline/run.h"

namespace sluice::cli {

class RunView : public pipeline::RunObserver {
 public:
  // Nothing changes any more: the last state is shown. Called once, before the closing table.
  virtual void finish() = 0;
};

// The context outlives it.
std::unique_ptr<RunView> run_view(const Context& context);

std::unique_ptr<RunView> live_view(server::Output& output);
std::unique_ptr<RunView> line_view(server::Output& output);
std::unique_ptr<RunView> json_view(server::Output& output);

}  // namespace sluice::cli
