// Queries made of queries: ties, columns by name, recursion.
#pragma once

#include "sql/analyze/context.h"
#include "sql/analyze/typed.h"
#include "sql/syntax/query.h"

namespace sluice::sql {

// The first `count` rows in the query's order, and those that tie with the last of them.
// The query is a SELECT with an order, perhaps with an offset.
typed::Query with_ties(Context& context, typed::Query query, std::int64_t count);

// The terms of a set operation with the columns that all have, by name. Throws INVALID_COLUMN… as
// Trino does.
std::vector<typed::QueryPtr> corresponding(Context& context, std::vector<typed::QueryPtr> terms,
                                           Location location);

// Whether the FROM of a query names this table: then a WITH RECURSIVE of that name recurs.
bool names_table(const QueryBody& body, const std::string& name);

}  // namespace sluice::sql
