#include "engine/functions/aggregates/define.h"

#include <duckdb/main/extension/extension_loader.hpp>

namespace sluice::engine {

void add_aggregate(duckdb::ExtensionLoader& loader, duckdb::AggregateFunction function) {
  loader.RegisterFunction(std::move(function));
}

}  // namespace sluice::engine
