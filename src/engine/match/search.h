// All matches of a partition, and the rows that they give.
#pragma once

#include "engine/match/matcher.h"
#include "engine/match/measures.h"

namespace sluice::engine::match {

// Of each row of the partition, what comes out where a match begins at it.
struct Found {
  std::vector<RowIndex> ends;  // row r gives values ends[r - 1] to ends[r]
  duckdb::Vector values;       // the rows' structs; in a window the one measure, a row each
};

Found search_partition(duckdb::ClientContext& context, const Compiled& compiled, Rows& rows);

}  // namespace sluice::engine::match
