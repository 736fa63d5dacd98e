// Which bodies rows refer to: as bytes alive in segments, and as files that may go.
#pragma once

#include <cstdint>

#include "meta/database.h"
#include "store/store.h"

namespace sluice::store {

// Whether a row of `objects` refers to the body that lies there: copies share one.
bool is_referred_to(meta::Connection&, std::int64_t body, const BodyPlace&);

// Keeps the count of bytes in the segment that rows refer to: a body counts once.
void count_live_bytes(meta::Transaction&, std::int64_t segment, std::int64_t change_bytes);

// A row that referred to the body is gone, in the same transaction. The body goes, later, unless
// another row shares it. Nothing for a delete marker.
void release_body(meta::Transaction&, const Object&);
// As above, of a part.
void release_part(meta::Transaction&, std::int64_t content, std::int64_t segment,
                  std::uint64_t size_bytes);
// The body of an upload that will be no object.
void release_upload(meta::Transaction&, std::int64_t body);

}  // namespace sluice::store
