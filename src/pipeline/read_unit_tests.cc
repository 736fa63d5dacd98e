#include "base/text.h"
#include "pipeline/parameters.h"
#include "pipeline/read_sections.h"

namespace sluice::pipeline {
namespace {

catalog::Type type_at(const YamlNode& node) {
  try {
    return catalog::parse_type(node.text("a column's type"));
  } catch (const Error& error) {
    complain(node.place(), error.message());
  }
}

std::vector<json::object> read_rows(const YamlNode& node, std::string_view what) {
  std::vector<json::object> rows;
  for (const auto& item : node.items(what)) {
    if (!item.is_mapping()) complain(item.place(), "expected a row as {column: value}");
    json::object row;
    auto value = item.as_json();
    for (const auto& member : value.as_object()) {
      row[lower_ascii(member.key())] = member.value();
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// What the rows show, where no columns are given: whole numbers, numbers, truth values, texts.
std::vector<catalog::Column> columns_of(const std::vector<json::object>& rows) {
  std::vector<catalog::Column> columns;
  std::map<std::string, std::size_t> index;
  for (const auto& row : rows) {
    for (const auto& member : row) {
      auto kind = catalog::TypeKind::string;
      if (member.value().is_int64()) kind = catalog::TypeKind::bigint;
      if (member.value().is_double()) kind = catalog::TypeKind::double_;
      if (member.value().is_bool()) kind = catalog::TypeKind::boolean;
      std::string name(member.key());
      auto [known, is_new] = index.emplace(name, columns.size());
      if (is_new) columns.push_back({.name = name, .type = {.kind = kind}});
      auto& before = columns[known->second].type.kind;
      bool is_wider = before == catalog::TypeKind::bigint && kind == catalog::TypeKind::double_;
      if (is_wider) before = kind;
    }
  }
  return columns;
}

GivenTable read_given(const std::string& name, const YamlNode& node, const std::string& database) {
  auto dot = name.find('.');
  GivenTable given;
  given.table.database =
      catalog::DatabaseName(dot == std::string::npos ? database : lower_ascii(name.substr(0, dot)));
  given.table.table = lower_ascii(dot == std::string::npos ? name : name.substr(dot + 1));
  if (node.is_list()) {
    given.rows = read_rows(node, "the rows");
  } else {
    node.each("a given table", [&](const std::string& key, const YamlNode& value) {
      if (key == "rows") {
        given.rows = read_rows(value, "the rows");
      } else if (key == "columns") {
        value.each("the columns", [&](const std::string& column, const YamlNode& type) {
          given.columns.push_back({.name = lower_ascii(column), .type = type_at(type)});
        });
      } else {
        complain(value.place(), fmt::format("a given table has no \"{}\": columns and rows are "
                                            "what it can have",
                                            key));
      }
    });
  }
  if (given.columns.empty()) given.columns = columns_of(given.rows);
  if (given.columns.empty()) complain(node.place(), "an empty table needs `columns: {name: type}`");
  return given;
}

UnitTest read_one(const YamlNode& node, const std::string& database) {
  UnitTest test;
  bool has_expectation = false;
  node.each("a unit test", [&](const std::string& key, const YamlNode& value) {
    if (key == "name") {
      test.name = value.text("the name");
    } else if (key == "given") {
      value.each("the given tables", [&](const std::string& table, const YamlNode& rows) {
        test.given.push_back(read_given(table, rows, database));
      });
    } else if (key == "expect") {
      test.expected = read_rows(value, "the expected rows");
      has_expectation = true;
    } else {
      complain(value.place(), fmt::format("a unit test has no \"{}\": name, given and expect are "
                                          "what it can have",
                                          key));
    }
  });
  if (!has_expectation) complain(node.place(), "expected `expect: [rows]`; [] expects none");
  if (test.name.empty()) test.name = fmt::format("line {}", node.place().line);
  return test;
}

}  // namespace

std::vector<NamedUnitTest> read_unit_tests(const std::string& text, const std::string& name,
                                           const Pipeline& pipeline) {
  auto root = YamlNode::parse(text, name);
  const ModelStep* step = nullptr;
  std::vector<NamedUnitTest> tests;
  root.each("a file of unit tests", [&](const std::string& key, const YamlNode& value) {
    if (key != "model") return;
    auto model = value.text("the model");
    for (const auto& candidate : pipeline.models) {
      if (candidate.name == model) step = &candidate;
    }
    if (step == nullptr) {
      complain(value.place(), fmt::format("\"{}\" is no model of this pipeline", model));
    }
  });
  if (step == nullptr) complain(root.place(), "expected `model: name`");
  root.each("a file of unit tests", [&](const std::string& key, const YamlNode& value) {
    if (key == "model") return;
    if (key != "tests")
      complain(value.place(), fmt::format("expected model and tests, not \"{}\"", key));
    for (const auto& item : value.items("the tests")) {
      tests.push_back({.model = step->name,
                       .test = read_one(item, step->model.table.database.text()),
                       .place = item.place()});
    }
  });
  return tests;
}

}  // namespace sluice::pipeline
