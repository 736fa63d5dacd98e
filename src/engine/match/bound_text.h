// An expression's text, bound by DuckDB over typed inputs: a lambda could not hold an aggregate.
#pragma once

#include <string>

#include <duckdb.hpp>
#include <duckdb/planner/expression.hpp>

namespace sluice::engine::match {

struct BoundText {
  // Its references are the aggregates' values where there are aggregates, else `inputs`.
  duckdb::unique_ptr<duckdb::Expression> expression;
  // BoundAggregateExpressions; their references are `inputs`.
  duckdb::vector<duckdb::unique_ptr<duckdb::Expression>> aggregates;
  std::vector<std::size_t> inputs;  // those that are used; reference i is inputs[i]
};

// In the text, input i is called `prefix` and i: "n0".
BoundText bind_text(duckdb::ClientContext& context, const std::string& text, char prefix,
                    const std::vector<duckdb::LogicalType>& types);

}  // namespace sluice::engine::match
