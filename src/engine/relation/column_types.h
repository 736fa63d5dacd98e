// Which types of a file a declared column may be read from.
#pragma once

#include <duckdb.hpp>

namespace sluice::engine {

// True when every value keeps its meaning: integers among each other (a value that does not fit is
// an error as it is read), FLOAT as DOUBLE, DECIMAL with no fewer digits on either side, DATE as
// TIMESTAMP, and timestamps of any unit and zone (Athena's have milliseconds, in UTC). Structs are
// matched by field name, absent fields are NULL. Text is never a number, a number never text, as in
// Athena.
bool is_readable_as(const duckdb::LogicalType& stored, const duckdb::LogicalType& declared);

}  // namespace sluice::engine
