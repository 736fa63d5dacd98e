#include "crawl/explain.h"

#include "base/text.h"

namespace sluice::crawl {

namespace {

std::string_view action_text(TableAction action) {
  switch (action) {
    case TableAction::create:
      return "create";
    case TableAction::update:
      return "update";
    case TableAction::unchanged:
      return "unchanged";
    case TableAction::deprecate:
      return "deprecate";
    case TableAction::remove:
      return "remove";
    case TableAction::refuse:
      return "refuse";
  }
  return "";
}

std::string counts_text(const CrawlCounts& counts) {
  std::string text = fmt::format("{} objects: {} read ({}), {} unchanged since an earlier crawl",
                                 human_count(counts.listed), human_count(counts.read),
                                 human_bytes(counts.bytes_read), human_count(counts.remembered));
  if (counts.skipped > 0) text += fmt::format(", {} not understood", human_count(counts.skipped));
  if (counts.excluded > 0) text += fmt::format(", {} excluded", human_count(counts.excluded));
  return text + "\n";
}

void add_columns(const catalog::Table& table, std::string& out) {
  std::size_t width = 0;
  for (const catalog::Column& column : table.storage.columns) {
    width = std::max(width, column.name.size());
  }
  for (const catalog::Column& column : table.storage.columns) {
    out += fmt::format("      {:<{}}  {}\n", column.name, width, to_text(column.type));
  }
  for (const catalog::Column& key : table.partition_keys) {
    out += fmt::format("      {:<{}}  {} (partition key)\n", key.name, width, to_text(key.type));
  }
}

void add_table(const TableChange& change, std::string& out) {
  out += fmt::format("  {} {}\n", action_text(change.action), to_text(change.table.name));
  for (const std::string& reason : change.reasons)
    out += fmt::format("    - {}\n", reason);
  const bool is_shown =
      change.action == TableAction::create || change.action == TableAction::update;
  if (is_shown) add_columns(change.table, out);
}

// Skipped objects are always shown, up to a number that people read.
void add_skipped(const CrawlPlan& plan, Detail detail, std::string& out) {
  constexpr std::uint64_t kShownMax = 10;
  if (plan.counts.skipped == 0) return;
  out += "  not understood:\n";
  std::uint64_t shown = 0;
  for (const ObjectFinding& finding : plan.findings) {
    if (!finding.is_skipped()) continue;
    if (detail == Detail::summary && shown == kShownMax) break;
    out += fmt::format("    {}: {}\n", finding.object.key, finding.evidence);
    ++shown;
  }
  if (shown < plan.counts.skipped) {
    out += fmt::format("    and {} more\n", human_count(plan.counts.skipped - shown));
  }
}

json::array texts(const std::vector<std::string>& values) {
  json::array array;
  for (const std::string& value : values)
    array.emplace_back(value);
  return array;
}

json::array columns_json(const std::vector<catalog::Column>& columns) {
  json::array array;
  for (const catalog::Column& column : columns) {
    array.push_back(json::object{{"name", column.name}, {"type", to_text(column.type)}});
  }
  return array;
}

json::object parameters_json(const catalog::Parameters& parameters) {
  json::object object;
  for (const auto& [key, value] : parameters)
    object[key] = value;
  return object;
}

json::object table_json(const TableChange& change) {
  json::object object{{"action", action_text(change.action)},
                      {"table", to_text(change.table.name)},
                      {"location", change.table.storage.location},
                      {"columns", columns_json(change.table.storage.columns)},
                      {"partition_keys", columns_json(change.table.partition_keys)},
                      {"serde", change.table.storage.serde.library},
                      {"serde_parameters", parameters_json(change.table.storage.serde.parameters)},
                      {"parameters", parameters_json(change.table.parameters)},
                      {"reasons", texts(change.reasons)},
                      {"objects", change.objects},
                      {"size_bytes", change.size_bytes}};
  object["added_partitions"] = change.added_partitions.size();
  object["changed_partitions"] = change.changed_partitions.size();
  object["removed_partitions"] = change.removed_partitions.size();
  return object;
}

json::object finding_json(const ObjectFinding& finding) {
  return {{"key", finding.object.key.text()},
          {"size_bytes", finding.object.size_bytes},
          {"is_read", finding.source == FindingSource::read},
          {"is_skipped", finding.is_skipped()},
          {"classifier", finding.classifier},
          {"evidence", finding.evidence}};
}

}  // namespace

std::string explain(const CrawlPlan& plan, Detail detail) {
  std::string out = fmt::format("crawl {} into {}{}\n", plan.target, plan.database,
                                plan.creates_database ? " (a new database)" : "");
  out += "  " + counts_text(plan.counts);
  for (const TableChange& change : plan.tables)
    add_table(change, out);
  for (const std::string& note : plan.notes)
    out += fmt::format("  note: {}\n", note);
  add_skipped(plan, detail, out);
  if (detail == Detail::every_object) {
    for (const ObjectFinding& finding : plan.findings) {
      if (finding.is_skipped()) continue;
      out +=
          fmt::format("    {}: {}, {}\n", finding.object.key, finding.classifier, finding.evidence);
    }
  }
  return out;
}

json::value to_json(const CrawlPlan& plan) {
  json::array tables;
  for (const TableChange& change : plan.tables)
    tables.push_back(table_json(change));
  json::array findings;
  for (const ObjectFinding& finding : plan.findings)
    findings.push_back(finding_json(finding));
  return json::object{{"target", plan.target},
                      {"database", plan.database.text()},
                      {"creates_database", plan.creates_database},
                      {"objects_listed", plan.counts.listed},
                      {"objects_excluded", plan.counts.excluded},
                      {"objects_read", plan.counts.read},
                      {"objects_remembered", plan.counts.remembered},
                      {"objects_skipped", plan.counts.skipped},
                      {"bytes_read", plan.counts.bytes_read},
                      {"tables", std::move(tables)},
                      {"notes", texts(plan.notes)},
                      {"objects", std::move(findings)}};
}

}  // namespace sluice::crawl
