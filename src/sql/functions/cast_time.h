// Casts between dates, times and timestamps:
// https://trino.io/docs/current/functions/conversion.html
#pragma once

#include "sql/functions/cast.h"

namespace sluice::sql {

// The offset there and then.
inline constexpr const char* kOffsetNow =
    "sluice_offset_minutes(sluice_at_timezone(struct_pack(utc := timezone('UTC', now()), "
    "tz := 'UTC'), {zone}))";

bool is_instant(const Type& type);

// The lowering of a cast of {0}; times lie in the session's day.
std::optional<std::string> cast_date_time(const Type& from, const Type& to, CastMode mode);

}  // namespace sluice::sql
