#include "pipeline/deploy/run_deployed.h"

#include "base/error.h"

namespace sluice::pipeline {
jobs::Run run_deployed(Deployments& deployments, const Services& services, const std::string& name,
                       const CancelToken& cancel) {
  RunObserver observer;
  try {
    const auto pipeline = read_pipeline(deployments.copy_of(name));
    return run_pipeline(pipeline, services, {.selection = "", .prices = "", .cancel = &cancel},
                        observer)
        .run;
  } catch (const Error& error) {
    auto& runs = services.core.runs;
    auto run = runs.begin("pipeline", name);
    runs.end(run, jobs::RunState::failed, error.message());
    return run;
  }
}

}  // namespace sluice::pipeline
