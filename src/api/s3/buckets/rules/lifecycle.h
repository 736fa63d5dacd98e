// Lifecycle configurations: AWS's rules about them, and what the store does by them.
#pragma once

#include <chrono>

#include "base/json.h"
#include "store/lifecycle.h"

namespace sluice::api::s3 {

// Throws Error invalid (MalformedXML, InvalidArgument, InvalidRequest). `is_real_day`: days are of
// 24 hours, so that AWS's least ages of storage classes hold.
void check_lifecycle(const json::object& document, bool is_real_day);

// Of one that was checked.
store::Lifecycle read_lifecycle(const json::object& document);

}  // namespace sluice::api::s3
