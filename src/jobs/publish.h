// A table's change: new files, retired files, partitions and the definition, seen all at once or
// not.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "jobs/core.h"
#include "jobs/model.h"
#include "sql/sql.h"

namespace sluice::jobs {

struct TableChange {
  catalog::Table table;  // as it shall be
  std::vector<engine::WrittenFile> added;
  std::vector<store::Object> retired;
  // Values of partitions that have files no more.
  std::vector<std::vector<std::string>> emptied;
};

// The catalog's definition of what a model writes. Throws Error unsupported for types that a table
// cannot have.
catalog::Table table_of(const Model& model, const std::vector<sql::OutputColumn>& columns);

// What the table would be with its columns in the catalog's order, partition keys last.
sql::TableSchema schema_of(const Model& model, const std::vector<sql::OutputColumn>& columns);

// An object as it will be once its staged body is added; the engine can read it already.
store::Object as_object(const store::StagedObject& staged);

// In slices under one commit: the table's, then those of `more`; `last` runs in the transaction
// that shows everything.
void publish(const Core& core, const TableChange& change,
             const std::function<void(meta::Commit&)>& more,
             const std::function<void(meta::Transaction&)>& last);

// Runs `step` for pieces of at most 2,000 items, each in a slice of the commit.
template <class Item, class Step>
void in_slices(meta::Commit& commit, const std::vector<Item>& items, Step&& step) {
  constexpr std::size_t kSlice = 2000;
  for (std::size_t begin = 0; begin < items.size(); begin += kSlice) {
    std::span<const Item> piece(items.data() + begin, std::min(kSlice, items.size() - begin));
    commit.write([&](meta::Transaction& change) { step(change, piece); });
  }
}

}  // namespace sluice::jobs
