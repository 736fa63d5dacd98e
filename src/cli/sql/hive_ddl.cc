#include "cli/sql/hive_ddl.h"

#include "base/error.h"
#include "base/text.h"

namespace sluice::cli {
namespace {

// As Hive reads it: it knows no doubled quotes.
std::string literal(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') {
      quoted += {'\\', c};
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\r') {
      quoted += "\\r";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (code < ' ') {
      quoted += fmt::format("\\u{:04x}", code);
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

void add_columns(const std::vector<catalog::Column>& columns, std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& column = columns[i];
    std::string line = fmt::format("  {} {}", quote_text(column.name, '`'), to_text(column.type));
    if (!column.comment.empty()) line += " COMMENT " + literal(column.comment);
    lines.push_back(line + (i + 1 == columns.size() ? ")" : ", "));
  }
}

void add_parameters(const catalog::Parameters& parameters, const std::string& clause,
                    std::vector<std::string>& lines) {
  if (parameters.empty()) return;
  lines.push_back(clause + " ( ");
  std::size_t left = parameters.size();
  for (const auto& [name, value] : parameters) {
    lines.push_back(
        fmt::format("  {}={}{}", literal(name), literal(value), --left == 0 ? ")" : ", "));
  }
}

void add_value(const std::string& clause, const std::string& value,
               std::vector<std::string>& lines) {
  if (value.empty()) return;
  lines.push_back(clause + " ");
  lines.push_back("  " + literal(value));
}

}  // namespace

std::vector<std::string> create_table_lines(const catalog::Table& table) {
  if (catalog::is_view(table)) {
    throw Error(ErrorKind::invalid, "NOT_SUPPORTED",
                fmt::format("{} is a view: SHOW CREATE VIEW shows it", to_text(table.name)));
  }
  const auto& storage = table.storage;
  std::vector<std::string> lines;
  // Hive has no list of no columns: the SerDe knows them then.
  lines.push_back(fmt::format("CREATE EXTERNAL TABLE {}{}", quote_text(to_text(table.name), '`'),
                              storage.columns.empty() ? "" : "("));
  add_columns(storage.columns, lines);
  if (!table.description.empty()) lines.push_back("COMMENT " + literal(table.description));
  if (!table.partition_keys.empty()) {
    lines.emplace_back("PARTITIONED BY ( ");
    add_columns(table.partition_keys, lines);
  }
  add_value("ROW FORMAT SERDE", storage.serde.library, lines);
  add_parameters(storage.serde.parameters, "WITH SERDEPROPERTIES", lines);
  add_value("STORED AS INPUTFORMAT", storage.input_format, lines);
  add_value("OUTPUTFORMAT", storage.output_format, lines);
  add_value("LOCATION", storage.location, lines);
  add_parameters(table.parameters, "TBLPROPERTIES", lines);
  return lines;
}

std::vector<std::string> create_view_lines(const catalog::Table& table) {
  if (!catalog::is_view(table)) {
    throw Error(ErrorKind::invalid, "NOT_SUPPORTED",
                fmt::format("{} is a table: SHOW CREATE TABLE shows it", to_text(table.name)));
  }
  std::vector<std::string> lines = {fmt::format("CREATE VIEW {} AS", to_text(table.name))};
  for (const auto line : split(table.view_original_text, '\n'))
    lines.emplace_back(line);
  return lines;
}

}  // namespace sluice::cli
