// Answers queries of the dialect, one JSON line each: how the tests see what it really does.
//
// In:  {"id": "…", "sql": "…"}, perhaps with "time_zone" (the session's), or with "parse":
//      "statement", "expression" or "type", to parse only
// Out: {"id": "…", "names": […], "types": […], "rows": [[…]]}, nothing but the id where only
// parsed,
//      or {"id": "…", "error": {code, message}}
//
// sql_answers TABLES.sql: DuckDB statements that make tables. A column's comment, where it has one,
// is its type in Trino's words: varchar(25).
#include <fstream>
#include <iostream>
#include <string>

#include <fmt/format.h>
#include <boost/json.hpp>
#include <duckdb.hpp>

#include "base/error.h"
#include "engine/functions/register.h"
#include "engine/host/errors.h"
#include "engine/values.h"
#include "sql/sql.h"
#include "sql/syntax/ast.h"
#include "sql/types/resolve.h"

namespace json = boost::json;

namespace sluice {

namespace {

// DuckDB's own tables, seen as the catalog's.
class DuckTables final : public sql::Tables {
 public:
  explicit DuckTables(duckdb::Connection& connection) : connection_(connection) {}

  std::optional<sql::TableSchema> find(const catalog::TableName& name) override {
    auto result = connection_.Query(
        "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal AND "
        "table_name = '" +
        name.table + "' ORDER BY column_index");
    if (result->HasError() || result->RowCount() == 0) return std::nullopt;
    sql::TableSchema schema{.name = name};
    for (duckdb::idx_t row = 0; row < result->RowCount(); ++row) {
      const auto comment = result->GetValue(2, row);
      schema.columns.push_back(
          {.name = result->GetValue(0, row).ToString(),
           .type = comment.IsNull()
                       ? from_duckdb(result->GetValue(1, row).ToString())
                       : sql::resolve_type(sql::parse_type_syntax(comment.ToString()))});
    }
    return schema;
  }

  bool has_database(const std::string& database) override { return database == "default"; }

 private:
  static sql::Type from_duckdb(std::string type) {
    std::transform(type.begin(), type.end(), type.begin(), ::tolower);
    if (type == "varchar") type = "string";
    if (type == "integer") type = "int";
    return sql::from_catalog(catalog::parse_type(type));
  }

  duckdb::Connection& connection_;
};

void parse(std::string_view grammar, std::string_view text) {
  if (grammar == "expression") {
    sql::parse_expression(text);
  } else if (grammar == "type") {
    sql::parse_type_syntax(text);
  } else {
    sql::parse_statement(text);
  }
}

json::value to_json(const duckdb::Value& value);

json::array items(const duckdb::vector<duckdb::Value>& values) {
  json::array out;
  for (const auto& value : values)
    out.push_back(to_json(value));
  return out;
}

json::value to_json(const duckdb::Value& value) {
  if (value.IsNull()) return nullptr;
  switch (value.type().id()) {
    case duckdb::LogicalTypeId::BOOLEAN:
      return duckdb::BooleanValue::Get(value);
    case duckdb::LogicalTypeId::LIST:
      return items(duckdb::ListValue::GetChildren(value));
    case duckdb::LogicalTypeId::STRUCT:
      return items(duckdb::StructValue::GetChildren(value));
    case duckdb::LogicalTypeId::MAP: {
      json::array out;
      for (const auto& entry : duckdb::MapValue::GetChildren(value)) {
        out.push_back(items(duckdb::StructValue::GetChildren(entry)));
      }
      return out;
    }
    case duckdb::LogicalTypeId::DOUBLE:
      return json::string(fmt::format("{}", duckdb::DoubleValue::Get(value)));
    case duckdb::LogicalTypeId::FLOAT:
      return json::string(fmt::format("{}", duckdb::FloatValue::Get(value)));
    case duckdb::LogicalTypeId::BLOB: {
      std::string hex;
      for (const char byte : duckdb::StringValue::Get(value)) {
        hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
      }
      return json::string(hex);
    }
    case duckdb::LogicalTypeId::DATE:
    case duckdb::LogicalTypeId::TIMESTAMP:
      return json::string(std::get<std::string>(engine::to_value(value).data));
    default:
      return json::string(value.ToString());
  }
}

json::object failure(std::string_view code, std::string_view message) {
  return {{"code", code}, {"message", message}};
}

json::object failure(const Error& error) {
  return failure(error.code(), error.message());
}

class Answers {
 public:
  Answers() : database_(nullptr), connection_(database_), tables_(connection_) {
    duckdb::ExtensionLoader loader(*database_.instance, "sluice");
    engine::register_functions(loader);
    run("SET TimeZone = 'UTC'");
  }

  void run(const std::string& statements) {
    auto result = connection_.Query(statements);
    if (result->HasError()) result->ThrowError();
  }

  json::object answer(const json::object& question) {
    const auto field = [&](const char* name) {
      const auto* value = question.if_contains(name);
      return value ? std::string(value->as_string()) : std::string();
    };
    const std::string text = field("sql");
    const std::string grammar = field("parse");
    try {
      if (!grammar.empty()) {
        parse(grammar, text);
        return {};
      }
      sql::AnalyzeOptions options;
      if (question.contains("time_zone")) options.time_zone = field("time_zone");
      return answer(text, options);
    } catch (const Error& error) {
      return {{"error", failure(error)}};
    } catch (const std::exception& error) {
      return {{"error", failure("EXCEPTION", error.what())}};
    }
  }

 private:
  json::object answer(const std::string& text, const sql::AnalyzeOptions& options) {
    const auto query = sql::lower_query(text, tables_, options);
    for (const auto& use : query.tables) {
      run(fmt::format("CREATE OR REPLACE TEMP VIEW {} AS SELECT * FROM {}", use.handle,
                      use.table.table));
    }
    auto result = connection_.Query(query.duckdb_sql);
    if (result->HasError()) {
      return {{"error", failure(engine::translated(result->GetErrorObject()))},
              {"duckdb_sql", query.duckdb_sql}};
    }
    return rows(query, *result);
  }

  duckdb::LogicalType type_of(const std::string& text) {
    duckdb::LogicalType type;
    connection_.context->RunFunctionInTransaction(
        [&] { type = duckdb::TransformStringToLogicalType(text, *connection_.context); });
    return type;
  }

  json::object rows(const sql::LoweredQuery& query, duckdb::MaterializedQueryResult& result) {
    json::array names;
    json::array types;
    for (std::size_t i = 0; i < query.output.size(); ++i) {
      const std::string bound = result.types[i].ToString();
      if (type_of(query.duckdb_types[i]) != result.types[i]) {
        return {{"error", failure("TYPE_DIFFERS", bound + " for " + query.duckdb_types[i])},
                {"duckdb_sql", query.duckdb_sql}};
      }
      names.push_back(json::string(query.output[i].name));
      types.push_back(json::string(sql::to_text(query.output[i].type)));
    }
    json::array out;
    for (duckdb::idx_t row = 0; row < result.RowCount(); ++row) {
      json::array values;
      for (duckdb::idx_t column = 0; column < result.ColumnCount(); ++column) {
        values.push_back(to_json(result.GetValue(column, row)));
      }
      out.push_back(std::move(values));
    }
    return {{"names", names}, {"types", types}, {"rows", out}, {"duckdb_sql", query.duckdb_sql}};
  }

  duckdb::DuckDB database_;
  duckdb::Connection connection_;
  DuckTables tables_;
};

}  // namespace

}  // namespace sluice

int main(int count, char** arguments) {
  sluice::Answers answers;
  if (count > 1) {
    std::ifstream file(arguments[1]);
    answers.run({std::istreambuf_iterator<char>(file), {}});
  }
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto question = json::parse(line).as_object();
    auto out = answers.answer(question);
    out["id"] = question.at("id");
    std::cout << json::serialize(out) << "\n" << std::flush;
  }
}
