// A found table against the one that the catalog has.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crawl/found_table.h"
#include "crawl/plan.h"

namespace sluice::crawl {

struct ExistingTable {
  catalog::Table table;
  std::vector<catalog::Partition> partitions;
};

struct MergeContext {
  const CrawlOptions& options;
  Timestamp now;
  // Does any object, understood or not, lie below the location?
  std::function<bool(const std::string& location)> has_objects;
};

// native: columns are added and types widened, never removed or narrowed, comments and foreign
// parameters stay; a change of format is refused. like_aws: what was found replaces what was there.
// Both: new partitions are added, vanished ones follow the policy.
TableChange merge_table(FoundTable found, std::optional<ExistingTable> existing,
                        const MergeContext& context);

// A table of this crawler whose objects are gone.
TableChange drop_table(ExistingTable existing, const std::string& reason,
                       const MergeContext& context);

}  // namespace sluice::crawl
