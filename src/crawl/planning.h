// How a plan is made: list, look into what is new, group, settle names, compare with the catalog.
#pragma once

#include "crawl/crawler.h"
#include "crawl/folders.h"
#include "crawl/listing.h"
#include "crawl/table_merge.h"

namespace sluice::crawl {

// One plan. Used by one thread.
class Planning {
 public:
  Planning(meta::Database& database, const store::Store& store, const catalog::Catalog& catalog,
           const meta::Snapshot& now, const CrawlTarget& target, const CrawlOptions& options,
           Timestamp time);

  CrawlPlan run();

 private:
  void look();
  std::vector<TableGroup> group();
  std::string settle_name(const FoundTable& found, const TableGroup& group);
  std::optional<ExistingTable> existing(const FoundTable& found) const;
  void add_skipped_reason(TableChange& change) const;
  void add_vanished_tables();
  std::span<const ObjectFinding> findings_below(const std::string& location) const;
  bool has_objects(const std::string& location) const;

  meta::Database& database_;
  const store::Store& store_;
  const catalog::Catalog& catalog_;
  const meta::Snapshot& now_;
  const CrawlTarget& target_;
  const CrawlOptions& options_;
  const Rules rules_;
  MergeContext context_;
  Listing listing_;
  std::vector<catalog::Table> tables_;  // of the database, before the crawl
  std::set<std::string> taken_;         // names that this plan has given
  CrawlPlan plan_;
};

}  // namespace sluice::crawl
