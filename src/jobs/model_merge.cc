// Merge by key: the second half of a merge run.
//
// The new rows lie in files that nobody sees. Of the table only the partitions that hold one of
// their keys are written again; new rows of other partitions get files beside the old ones.
#include "base/text.h"
#include "jobs/model_run.h"
#include "query/values.h"

namespace sluice::jobs {
namespace {

catalog::TableName run_table(std::string_view name) {
  return {.database = catalog::DatabaseName(std::string(kRunDatabase)), .table = std::string(name)};
}

query::TableContent new_rows(const std::vector<engine::WrittenFile>& files,
                             const std::vector<sql::OutputColumn>& columns) {
  query::TableContent content{.schema = {.name = run_table(kNewRows)},
                              .format = {.format = catalog::FileFormat::parquet}};
  for (const auto& column : columns)
    content.schema.columns.push_back({column.name, column.type});
  for (const auto& file : files)
    content.files.push_back({.object = as_object(file.object)});
  return content;
}

// Whether a value's text in Athena's SQL is also its text in a partition's path.
bool has_path_text(const sql::Type& type) {
  switch (type.kind) {
    case sql::TypeKind::boolean:
    case sql::TypeKind::tinyint:
    case sql::TypeKind::smallint:
    case sql::TypeKind::integer:
    case sql::TypeKind::bigint:
    case sql::TypeKind::varchar:
    case sql::TypeKind::date:
      return true;
    default:
      return false;
  }
}

std::set<PartitionValues> touched_partitions(const Core& core, const Model& model,
                                             const meta::Snapshot& now,
                                             const query::PlanOptions& options,
                                             const CancelToken* cancel) {
  auto plan = core.planner.plan(touched_partitions_query(model), now, options);
  auto result = core.engine.query(query::request(plan, cancel));
  std::set<PartitionValues> touched;
  while (true) {
    auto columns = result->next();
    if (columns.empty() || columns.front().empty()) return touched;
    for (std::size_t row = 0; row < columns.front().size(); ++row) {
      PartitionValues values;
      for (std::size_t i = 0; i < columns.size(); ++i) {
        values.push_back(query::to_text(columns[i][row], plan.lowered.output[i].type));
      }
      touched.insert(std::move(values));
    }
  }
}

std::string distinct_keys_query(const Model& model) {
  std::vector<std::string> keys;
  for (const auto& key : model.merge_key)
    keys.push_back(quote_name(key));
  return fmt::format("SELECT count(*) FROM (SELECT DISTINCT {} FROM {}.{})", join(keys, ", "),
                     kRunDatabase, kNewRows);
}

// As the files' footers say.
std::uint64_t records_of(const query::Plan& plan, const engine::QueryStatistics& statistics,
                         const catalog::TableName& table) {
  std::uint64_t records = 0;
  for (std::size_t i = 0; i < plan.scans.size(); ++i) {
    if (plan.lowered.tables[i].table != table) continue;
    for (const auto& count : statistics.counts)
      if (count.handle == plan.scans[i].handle) records += count.records;
  }
  return records;
}

bool is_finding_partitions(const Model& model, const std::vector<engine::ScanFile>& kept,
                           const std::vector<sql::OutputColumn>& columns) {
  if (model.partition_by.empty() || kept.empty()) return false;
  return std::all_of(columns.begin(), columns.end(), [&](const sql::OutputColumn& column) {
    const auto& keys = model.partition_by;
    bool is_key = std::find(keys.begin(), keys.end(), column.name) != keys.end();
    return !is_key || has_path_text(column.type);
  });
}

}  // namespace

void ModelRun::merge_rows() {
  query::PlanOptions options{.database = model_.table.database.text()};
  options.overlays[run_table(kNewRows)] = new_rows(change_.added, prepared_.columns);
  query::TableContent old_rows{.schema = schema_of(model_, prepared_.columns),
                               .format = {.format = catalog::FileFormat::parquet},
                               .files = kept_};
  old_rows.schema.name = run_table(kOldRows);
  options.overlays[run_table(kOldRows)] = old_rows;
  if (is_finding_partitions(model_, kept_, prepared_.columns)) {
    auto touched = touched_partitions(core_, model_, now_, options, options_.cancel);
    auto is_touched = [&](const engine::ScanFile& file) {
      return touched.contains(file.partition_values);
    };
    std::erase_if(old_rows.files, [&](const auto& file) { return !is_touched(file); });
    std::erase_if(kept_, is_touched);
  } else {
    kept_.clear();
  }
  options.overlays[run_table(kOldRows)] = old_rows;
  for (const auto& file : old_rows.files) {
    change_.retired.push_back(file.object);
    std::vector<std::string> values;
    for (const auto& value : file.partition_values) {
      values.push_back(value.value_or(std::string(query::kHiveNullPartition)));
    }
    if (!values.empty()) change_.emptied.push_back(std::move(values));
  }
  auto query = merge_query(model_, prepared_.columns);
  auto plan = core_.planner.plan(query.sql, now_, options);
  auto written = core_.engine.write_parquet(write_request(plan, query));
  // The new rows are read once more: their files are held until then.
  auto held = std::exchange(change_.added, std::move(written.files));
  auto& ledger = result_.ledger;
  auto staged = ledger.written;
  ledger.written = written.rows - written.check_failures.at(0);
  ledger.dropped_by_merge_key = staged - count_rows(distinct_keys_query(model_), options);
  ledger.old_rows = records_of(plan, written.statistics, run_table(kOldRows));
  ledger.kept_rows = written.check_failures.at(0);
  ledger.replaced_rows = count_rows(replaced_rows_query(model_), options);
}

std::uint64_t ModelRun::count_rows(const std::string& sql,
                                   const query::PlanOptions& options) const {
  auto plan = core_.planner.plan(sql, now_, options);
  auto columns = core_.engine.query(query::request(plan, options_.cancel))->next();
  return static_cast<std::uint64_t>(std::get<std::int64_t>(columns.at(0).at(0).data));
}

}  // namespace sluice::jobs
