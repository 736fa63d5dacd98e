// Writes what happened into the outbox, in the transaction of the change.
#pragma once

#include "base/clock.h"
#include "meta/database.h"
#include "store/buckets/bucket_rows.h"
#include "store/object.h"

namespace sluice::store {

// One row for each of the bucket's rules that asks for the event; none without rules.
void note_event(meta::Transaction&, const BucketRow&, const Object&, const Cause&, Timestamp now);

}  // namespace sluice::store
