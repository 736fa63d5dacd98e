// A query's rows as partitioned Parquet in staged objects.
#pragma once

#include "engine/engine.h"
#include "engine/session.h"

namespace sluice::engine {

// Throws Error. Whatever had been staged by then is collected by the store.
WriteResult write_partitioned(Session& session, const WriteRequest& request);

}  // namespace sluice::engine
