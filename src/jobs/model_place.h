// Where a model's table lies: what its folder holds are its rows.
#pragma once

#include "jobs/core.h"
#include "jobs/model.h"

namespace sluice::jobs {

// Neither must a new table find somebody's objects in its folder, nor a model take over a table
// that others fill. Throws Error conflict (TableNotOfModel, LocationInUse).
void check_place(const Core& core, const Model& model, const meta::Snapshot& now, bool was_built);

}  // namespace sluice::jobs
