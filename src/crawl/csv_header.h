// Is the first record of delimited text a header, and what are the columns?
#pragma once

#include <set>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "crawl/guess.h"

namespace sluice::crawl {

using CsvRows = std::vector<std::vector<std::string>>;

struct CsvHeader {
  bool is_present = false;
  std::string evidence;  // "header: 3 columns hold numbers below a name"
};

// `rows` has at least two.
//
// like_aws: a header when all its cells are strings of less than 150 characters (the last may be
// longer, or empty) and a later row holds something that is no string.
// native: also in an all-text file when the first record reads like names.
CsvHeader find_header(const CsvRows& rows, std::size_t columns, Rules rules);

struct CsvColumns {
  std::vector<catalog::Column> columns;
  std::set<std::string> untyped;  // those without a value in any row
};

CsvColumns csv_columns(const CsvRows& rows, std::size_t columns, const CsvHeader& header,
                       Rules rules);

}  // namespace sluice::crawl
