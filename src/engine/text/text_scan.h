// The table function that reads CSV and JSON objects: SELECT … FROM sluice_text_scan('handle').
//
// Casts the columns that the scan says are read, whatever the plan projects; what is bad is decided
// record by record and does not depend on the plan, the number of threads or block sizes. Rows come
// in no particular order.
#pragma once

#include <duckdb.hpp>

namespace sluice::engine {

// Its argument is the handle of one of the scans of the connection's QueryState.
duckdb::TableFunction text_scan_function();

}  // namespace sluice::engine
