#include "base/error.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/table_lookup.h"
#include "cli/text_table.h"

namespace sluice::cli {
namespace {

struct Row {
  catalog::Table table;
  std::string format;
  std::uint64_t partitions = 0;
  std::size_t files = 0;
  std::uint64_t size_bytes = 0;
};

void add_content(const Context& context, const meta::Snapshot& now, Row& row) {
  row.format = to_text(catalog::table_format(row.table).format);
  row.partitions = context.core().catalog.partition_count(now, row.table.name);
  const auto content = context.core().planner.content(now, row.table.name);
  row.files = content.files.size();
  for (const auto& file : content.files)
    row.size_bytes += file.object.size_bytes;
}

Row row_of(const Context& context, const meta::Snapshot& now, const catalog::Table& table) {
  Row row{.table = table, .format = catalog::is_view(table) ? "view" : ""};
  if (!row.format.empty()) return row;
  try {
    add_content(context, now, row);
  } catch (const Error& error) {
    // A table that cannot be read must not hide the others.
    if (error.kind() != ErrorKind::unsupported) throw;
    row.format = "unsupported";
  }
  return row;
}

json::object json_of(const catalog::Column& column, bool is_partition_key) {
  return {{"name", column.name},
          {"type", to_text(column.type)},
          {"is_partition_key", is_partition_key},
          {"comment", column.comment}};
}

json::object json_of(const Row& row) {
  json::array columns;
  for (const auto& column : row.table.storage.columns)
    columns.push_back(json_of(column, false));
  for (const auto& key : row.table.partition_keys)
    columns.push_back(json_of(key, true));
  return {{"database", row.table.name.database.text()},
          {"table", row.table.name.table},
          {"format", row.format},
          {"location", row.table.storage.location},
          {"partitions", row.partitions},
          {"files", row.files},
          {"size_bytes", row.size_bytes},
          {"updated", to_iso8601(row.table.updated)},
          {"columns", std::move(columns)}};
}

void show_table(const Context& context, const Row& row) {
  const auto& table = row.table;
  auto text = fmt::format("{}  {}, {} in {} {}\n{}\n\n", to_text(table.name), row.format,
                          human_bytes(row.size_bytes), human_count(row.files),
                          row.files == 1 ? "file" : "files", table.storage.location);
  std::vector<TextRow> rows;
  for (const auto& column : table.storage.columns) {
    rows.push_back({column.name, to_text(column.type), column.comment});
  }
  for (const auto& key : table.partition_keys) {
    rows.push_back({key.name, to_text(key.type), "partition key"});
  }
  context.output.out(text + text_table({{"column"}, {"type"}, {""}}, rows));
}

ExitCode show_one(const Context& context, const std::string& name) {
  const auto now = context.core().database.snapshot();
  const auto row = row_of(context, now, table_called(context.core().catalog, now, name));
  if (context.line.is_json) {
    context.output.out(to_text(json::value(json_of(row))) + "\n");
  } else {
    show_table(context, row);
  }
  return ExitCode::ok;
}

std::vector<Row> all_rows(const Context& context, const std::string& database) {
  const auto now = context.core().database.snapshot();
  std::vector<catalog::DatabaseName> names;
  if (database.empty()) {
    for (const auto& each : context.core().catalog.databases(now))
      names.push_back(each.name);
  } else {
    names.emplace_back(database);
    if (!context.core().catalog.find_database(now, names[0])) {
      throw Error(ErrorKind::not_found, "SCHEMA_NOT_FOUND",
                  fmt::format("database {} does not exist", database));
    }
  }
  std::vector<Row> rows;
  for (const auto& name : names) {
    for (const auto& table : context.core().catalog.tables(now, name)) {
      rows.push_back(row_of(context, now, table));
    }
  }
  return rows;
}

}  // namespace

ExitCode run_tables(const Context& context) {
  const auto& options = std::get<TablesOptions>(context.line.options);
  if (!options.table.empty()) return show_one(context, options.table);
  const auto rows = all_rows(context, options.database);
  if (context.line.is_json) {
    for (const auto& row : rows)
      context.output.out(to_text(json::value(json_of(row))) + "\n");
    return ExitCode::ok;
  }
  if (rows.empty()) {
    context.output.out("no tables yet: `sluice run` and `sluice crawl` make them\n");
    return ExitCode::ok;
  }
  std::vector<TextRow> cells;
  for (const auto& row : rows) {
    const auto columns = row.table.storage.columns.size() + row.table.partition_keys.size();
    cells.push_back({to_text(row.table.name), row.format, human_count(columns),
                     row.table.partition_keys.empty() ? "-" : human_count(row.partitions),
                     human_count(row.files), human_bytes(row.size_bytes)});
  }
  context.output.out(text_table({{"table"},
                                 {"format"},
                                 {"columns", Align::right},
                                 {"partitions", Align::right},
                                 {"files", Align::right},
                                 {"size", Align::right}},
                                cells));
  return ExitCode::ok;
}

}  // namespace sluice::cli
