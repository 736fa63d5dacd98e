#include "pipeline/deploy/run_deployed.h"

#include "base/error.h"

namespace sluice::pipeline {
namespace {

class Unwatched final : public RunObserver {
 public:
  void started(const Pipeline&, const Graph&) override {}
  void changed(std::size_t, const StepStatus&) override {}
};

}  // namespace

jobs::Run run_deployed(Deployments& deployments, const Services& services, const std::string& name,
                       const CancelToken& cancel) {
  Unwatched observer;
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
