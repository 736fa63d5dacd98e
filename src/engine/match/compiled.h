// A specification with its texts bound: shared by every partition, read only.
#pragma once

#include "engine/match/bound_text.h"
#include "engine/match/specification.h"

namespace sluice::engine::match {

struct CompiledAggregate {
  BoundText text;
  std::vector<duckdb::LogicalType> input_types;  // of text.inputs
};

struct Compiled {
  Specification asked;
  std::vector<duckdb::LogicalType> columns;
  std::vector<duckdb::LogicalType> input_types;
  std::vector<CompiledAggregate> aggregates;
  std::vector<std::optional<BoundText>> conditions;  // by label
  std::vector<BoundText> measures;

  duckdb::LogicalType result() const;
};

Compiled compile(duckdb::ClientContext& context, Specification asked,
                 std::vector<duckdb::LogicalType> columns);

}  // namespace sluice::engine::match
