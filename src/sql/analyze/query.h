// Queries: from syntax to typed trees.
#pragma once

#include "sql/analyze/context.h"
#include "sql/analyze/scope.h"
#include "sql/syntax/ast.h"

namespace sluice::sql {

// `outer` is what correlated names may mean (null at the top), `with` the named queries in sight.
typed::QueryPtr analyze_query(Context& context, const Query& query, const Scope* outer,
                              const WithScope* with);

// The query with its columns cast; itself when they have these types already.
typed::QueryPtr coerce_columns(Context& context, typed::QueryPtr query,
                               const std::vector<Type>& types);

// The keys of the query's one column, cast to `type` before.
typed::QueryPtr key_columns(Context& context, typed::QueryPtr query, const Type& type);

}  // namespace sluice::sql
