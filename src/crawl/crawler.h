// Looks at the objects below a place, tells what tables they are, and writes that into the catalog.
//
// A crawl has two halves: plan() reads and decides and changes nothing (a dry run is a plan that is
// only shown); apply() writes exactly that plan in one commit.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/cancel.h"
#include "base/clock.h"
#include "catalog/catalog.h"
#include "crawl/plan.h"
#include "meta/database.h"
#include "store/store.h"

namespace sluice::crawl {

struct CrawlTarget {
  std::string uri;  // "s3://bucket/prefix/"; without the last '/' it may name one object
  // Globs relative to the uri: * ? [a-z] [!a] {a,b}, ** crosses folders.
  std::vector<std::string> exclusions;
};

// What becomes of a table or a partition whose objects are gone.
enum class DeletePolicy {
  remove,
  deprecate,  // parameter DEPRECATED_BY_CRAWLER; it stays readable
  log,        // only the plan says so
};

struct CrawlOptions {
  catalog::DatabaseName database;  // created when it does not exist
  std::string crawler = "sluice";  // tables carry it as UPDATED_BY_CRAWLER
  std::string table_prefix;
  // One table of this name at the target, its folders partitions. Where the schemas differ too much
  // for one table the plan is an Error conflict that names the files which disagree.
  std::string table_name;
  CrawlMode mode = CrawlMode::native;
  DeletePolicy deleted_tables = DeletePolicy::deprecate;
  DeletePolicy deleted_partitions = DeletePolicy::remove;
  int sample_files_per_folder = 0;  // 0: every file is looked at
  bool read_again = false;          // look at unchanged objects, too
  const CancelToken* cancel = nullptr;
};

// Thread-safe.
class Crawler {
 public:
  Crawler(meta::Database& database, const store::Store& store, catalog::Catalog& catalog,
          const Clock& clock);

  // Its part of the schema: what objects were found to be, so that they are not read again.
  static std::span<const meta::Migration> schema();

  // Throws Error not_found (the bucket, or nothing below the uri, nor was there), conflict (see
  // table_name; or a table of that name lies elsewhere), cancelled. A file that cannot be
  // understood is not an error but a finding of the plan.
  CrawlPlan plan(const meta::Snapshot&, const CrawlTarget&, const CrawlOptions&) const;

  // Writes the plan into a commit that the caller publishes, together with whatever else belongs to
  // it. Throws Error conflict when a table was changed since the plan was made.
  void apply(meta::Commit&, const CrawlPlan&) const;
  // The same, published when it returns.
  void apply(const CrawlPlan&) const;

 private:
  meta::Database& database_;
  const store::Store& store_;
  catalog::Catalog& catalog_;
  const Clock& clock_;
};

}  // namespace sluice::crawl
