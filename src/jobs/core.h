// What a transform works with. Made once by who opens the lake; everything outlives the runs.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "catalog/catalog.h"
#include "engine/engine.h"
#include "jobs/runs.h"
#include "meta/database.h"
#include "query/planner.h"
#include "store/store.h"

namespace sluice::jobs {

struct Core {
  meta::Database& database;
  store::Store& store;
  catalog::Catalog& catalog;
  engine::Engine& engine;
  const query::Planner& planner;
  Runs& runs;
  const Clock& clock;
  Random& random;
};

}  // namespace sluice::jobs
