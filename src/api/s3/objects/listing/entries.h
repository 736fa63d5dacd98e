// One object of a listing.
#pragma once

#include "api/s3/objects/target.h"

namespace sluice::api::s3 {

// All but key, owner and version.
json::object describe_entry(const store::Object& object);

// Whether x-amz-optional-object-attributes asks for it; then it is put.
bool wants_restore_status(const Call& call);
void put_restore_status(json::object& entry, const store::Object& object, Timestamp now);

}  // namespace sluice::api::s3
