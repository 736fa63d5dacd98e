// Running a pipeline as it was deployed.
#pragma once

#include "pipeline/deploy/deployments.h"
#include "pipeline/run.h"

namespace sluice::pipeline {

// As `sluice run` runs it, recorded alike. Nobody looks at a terminal: what keeps it from beginning
// is recorded as a failed run, too, and not thrown. Throws what writing that record throws.
jobs::Run run_deployed(Deployments& deployments, const Services& services, const std::string& name,
                       const CancelToken& cancel);

}  // namespace sluice::pipeline
