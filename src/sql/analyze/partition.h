// Conditions on partition keys, for the catalog to prune by.
#pragma once

#include "sql/analyze/context.h"
#include "sql/analyze/typed.h"

namespace sluice::sql {

// Adds to the tables' uses what the conjuncts of a condition say about their partition keys:
// key op literal, key IN (literals), key BETWEEN literals. The condition itself stays.
void add_partition_predicates(Context& context, const typed::NodePtr& condition);

}  // namespace sluice::sql
