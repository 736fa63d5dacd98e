// Which columns of its scans a query reads.
#pragma once

#include <map>
#include <set>
#include <string>

#include "sql/analyze/typed.h"

namespace sluice::sql {

// By relation id.
using UsedColumns = std::map<int, std::set<std::string>>;

UsedColumns used_columns(const typed::Query& query);

}  // namespace sluice::sql
