// A model's tests, on the table as readers would see it.
#pragma once

#include <vector>

#include "jobs/core.h"
#include "jobs/model_runner.h"

namespace sluice::jobs {

// `overlays` holds the table with the run's new files; empty tests what the catalog shows.
std::vector<TestOutcome> audit(const Core& core, const Model& model, const meta::Snapshot& now,
                               const std::map<catalog::TableName, query::TableContent>& overlays,
                               const CancelToken* cancel);

// Throws Error invalid (DataTestFailed) that names every test that failed and does not merely warn.
void require_passed(const Model& model, const std::vector<TestOutcome>& outcomes);

}  // namespace sluice::jobs
