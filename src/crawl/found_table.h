// A group of objects as the table that a crawl would write if there were none yet.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "crawl/crawler.h"
#include "crawl/folders.h"

namespace sluice::crawl {

struct FoundTable {
  catalog::Table table;  // its name is the caller's to settle
  std::vector<catalog::Partition> partitions;
  std::set<std::string> untyped;  // columns whose type is only a default
  std::vector<std::string> reasons;
  std::uint64_t objects = 0;
  std::uint64_t size_bytes = 0;
};

FoundTable make_table(const TableGroup& group, const store::BucketName& bucket,
                      const CrawlTarget& target, const CrawlOptions& options);

// What AWS writes of the objects of a table or partition.
struct Statistics {
  std::uint64_t objects = 0;
  std::uint64_t records = 0;
  std::uint64_t record_size_bytes = 0;
  std::uint64_t size_bytes = 0;

  void add(const ObjectFinding& finding);
  void write(catalog::Parameters& parameters) const;
};

inline Rules rules_of(CrawlMode mode) {
  return mode == CrawlMode::like_aws ? Rules::like_aws : Rules::native;
}

}  // namespace sluice::crawl
