#include "cli/table_lookup.h"

#include "base/error.h"
#include "base/text.h"

namespace sluice::cli {

catalog::Table table_called(const catalog::Catalog& catalog, const meta::Snapshot& now,
                            const std::string& text) {
  const auto dot = text.find('.');
  std::vector<catalog::TableName> candidates;
  if (dot != std::string::npos) {
    candidates.push_back({catalog::DatabaseName(text.substr(0, dot)), text.substr(dot + 1)});
  } else {
    for (const auto& database : catalog.databases(now))
      candidates.push_back({database.name, text});
  }
  std::vector<catalog::Table> found;
  std::vector<std::string> names;
  for (const auto& name : candidates) {
    auto table = catalog.find_table(now, name);
    if (!table) continue;
    names.push_back(to_text(table->name));
    found.push_back(*std::move(table));
  }
  if (found.empty()) {
    throw Error(ErrorKind::not_found, "TABLE_NOT_FOUND",
                fmt::format("table {} does not exist: `sluice tables` lists what there is", text));
  }
  if (found.size() > 1) {
    throw Error(ErrorKind::conflict, "AmbiguousTable",
                fmt::format("{} may be {}: name its database, too", text, join(names, " or ")));
  }
  return found.front();
}

}  // namespace sluice::cli
