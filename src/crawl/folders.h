// Which objects are one table, and which folders are its partitions.
// https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html
//
// Bottom up: the files of a folder are one group when their shapes are compatible, else every file
// is a table of its own. Sibling folders whose groups are compatible and equally deep become
// partitions of one group at their parent; where more than 70 % of them agree, the others are
// tables of their own; else each folder is.
#pragma once

#include <string>
#include <vector>

#include "crawl/finding.h"
#include "crawl/guess.h"

namespace sluice::crawl {

// The files of one partition, or of the whole table when it has none.
struct FoundPartition {
  std::vector<std::string> folders;  // names below the table's root: one a level
  std::vector<const ObjectFinding*> files;
  Shape shape;
};

struct TableGroup {
  std::string root;  // key prefix that ends with '/', or "" for the bucket; or one object's key
  bool is_object = false;                  // the root is one object's key
  int levels = 0;                          // of partition folders
  Shape shape;                             // of all files together
  std::vector<FoundPartition> partitions;  // one without folders when levels is 0
};

struct Grouping {
  std::vector<TableGroup> groups;
  std::vector<std::string> notes;  // why what lies together is not one table
};

enum class Force {
  none,
  one_table,  // whatever lies below the root; Grouping::notes says what does not fit
};

// `findings` are sorted by key and outlive the result; skipped ones are ignored. `root` is the
// target's prefix.
Grouping group_objects(const std::vector<ObjectFinding>& findings, const std::string& root,
                       Rules rules, Force force);

}  // namespace sluice::crawl
