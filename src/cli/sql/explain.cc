#include "cli/sql/explain.h"

#include "base/error.h"
#include "base/text.h"

namespace sluice::cli {
namespace {

void check_form(const sql::Explain& explain) {
  const std::string format = upper_ascii(explain.format.value_or("TEXT"));
  const std::string type = upper_ascii(explain.type.value_or("LOGICAL"));
  const bool is_known = type == "LOGICAL" || type == "DISTRIBUTED" || type == "VALIDATE";
  if (!explain.analyze && format == "TEXT" && is_known) return;
  throw Error(ErrorKind::unsupported, "NOT_SUPPORTED",
              "of EXPLAIN there are FORMAT TEXT and the types LOGICAL, DISTRIBUTED and VALIDATE");
}

std::string output_line(const query::Plan& plan) {
  std::vector<std::string> columns;
  for (const auto& column : plan.lowered.output)
    columns.push_back(fmt::format("{}:{}", column.name, to_text(column.type)));
  return fmt::format("Output[{}]", join(columns, ", "));
}

void add_table(const sql::TableUse& use, const query::PlannedTable& table,
               std::vector<std::string>& lines) {
  lines.push_back(fmt::format("  TableScan[{}]", to_text(use.table)));
  lines.push_back(fmt::format("      columns: {}", join(use.columns, ", ")));
  if (table.partitions > 0) {
    lines.push_back(fmt::format("      partitions: {}", human_count(table.partitions)));
  }
  lines.push_back(fmt::format("      objects: {}, {}", human_count(table.files),
                              human_bytes(table.size_bytes)));
}

}  // namespace

Explanation explain(const sql::Explain& explain, const query::Plan& plan) {
  check_form(explain);
  if (upper_ascii(explain.type.value_or("")) == "VALIDATE") {
    return {.column = "Valid", .lines = {"true"}};
  }
  Explanation out{.column = "Query Plan", .lines = {output_line(plan)}};
  for (std::size_t i = 0; i < plan.tables.size(); ++i) {
    add_table(plan.lowered.tables[i], plan.tables[i], out.lines);
  }
  out.lines.push_back("  Query[" + sql::to_text(*explain.statement) + "]");
  return out;
}

}  // namespace sluice::cli
