#include "engine/write/shared_pass.h"

namespace sluice::engine {

SharedPass::SharedPass(duckdb::ClientContext& context, const WritePlan& plan,
                       const std::vector<std::uint32_t>& partitions)
    : context_(context), plan_(plan) {
  for (const std::uint32_t partition : partitions)
    targets_.emplace(partition, Target());
}

void SharedPass::add(const duckdb::ColumnDataCollection& rows) {
  for (auto& chunk : rows.Chunks()) {
    const auto* ids = duckdb::FlatVector::GetData<std::uint32_t>(chunk.data.back());
    for (std::size_t row = 0; row < chunk.size(); ++row) {
      const auto target = targets_.find(ids[row]);
      if (target == targets_.end()) continue;
      target->second.selected.push_back(static_cast<duckdb::sel_t>(row));
    }
    for (auto& [partition, target] : targets_) {
      if (target.selected.empty()) continue;
      const duckdb::SelectionVector selection(target.selected.data());
      duckdb::DataChunk part;
      part.InitializeEmpty(plan_.file_types);
      for (std::size_t column = 0; column < plan_.file_types.size(); ++column) {
        part.data[column].Slice(chunk.data[column], selection, target.selected.size());
      }
      part.SetCardinality(target.selected.size());
      target.buffer.append(context_, plan_.file_types, part);
      target.selected.clear();
    }
  }
}

std::vector<std::pair<std::uint32_t, Rows>> SharedPass::take() {
  std::vector<std::pair<std::uint32_t, Rows>> result;
  for (auto& [partition, target] : targets_) {
    if (auto rows = target.buffer.take()) result.emplace_back(partition, std::move(rows));
  }
  return result;
}

}  // namespace sluice::engine
