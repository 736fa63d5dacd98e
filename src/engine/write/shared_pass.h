// One pass over a shared buffer: the rows of some of its partitions, each for itself.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include <duckdb.hpp>

#include "engine/write/partition_buffers.h"

namespace sluice::engine {

class SharedPass {
 public:
  SharedPass(duckdb::ClientContext& context, const WritePlan& plan,
             const std::vector<std::uint32_t>& partitions);

  void add(const duckdb::ColumnDataCollection& rows);
  std::vector<std::pair<std::uint32_t, Rows>> take();

 private:
  struct Target {
    PartitionBuffer buffer;
    std::vector<duckdb::sel_t> selected;  // rows of the current chunk
  };

  duckdb::ClientContext& context_;
  const WritePlan& plan_;
  std::unordered_map<std::uint32_t, Target> targets_;
};

}  // namespace sluice::engine
