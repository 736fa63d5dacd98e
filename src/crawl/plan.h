// What a crawl would do, and why.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "crawl/finding.h"
#include "store/names.h"

namespace sluice::crawl {

enum class CrawlMode {
  native,    // reads quotes, infers dates, merges what it finds into existing tables
  like_aws,  // the outcome of AWS's crawler, its oddities included
};

enum class TableAction {
  create,
  update,  // definition or statistics change
  unchanged,
  deprecate,  // nothing is left below its location
  remove,
  refuse,  // the found schema cannot be merged into the table: `reasons` says why
};

struct TableChange {
  TableAction action = TableAction::unchanged;
  catalog::Table table;                 // as it will be
  std::optional<int> expected_version;  // of the table that is there
  std::vector<std::string> reasons;     // sentences: evidence, columns added, types widened …
  std::vector<catalog::Partition> added_partitions;
  std::vector<catalog::Partition> changed_partitions;
  std::vector<std::vector<std::string>> removed_partitions;
  std::uint64_t objects = 0;
  std::uint64_t size_bytes = 0;
};

struct CrawlCounts {
  std::uint64_t listed = 0;
  std::uint64_t excluded = 0;    // by a glob, or hidden ("_" or "." starts a part of the name)
  std::uint64_t read = 0;        // looked into
  std::uint64_t remembered = 0;  // unchanged since an earlier crawl
  std::uint64_t skipped = 0;     // not understood, empty or broken: see findings
  std::uint64_t bytes_read = 0;
};

struct CrawlPlan {
  catalog::DatabaseName database;
  bool creates_database = false;
  CrawlMode mode = CrawlMode::native;
  std::string target;                   // uri
  std::vector<TableChange> tables;      // by name
  std::vector<ObjectFinding> findings;  // one an object, by key
  std::vector<std::string> notes;       // why folders were kept apart
  CrawlCounts counts;
  // What is remembered of objects that are gone.
  std::vector<store::ObjectUri> forgotten;

  bool changes_anything() const;
};

}  // namespace sluice::crawl
