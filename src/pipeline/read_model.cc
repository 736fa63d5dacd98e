#include "pipeline/read_model.h"

#include <filesystem>

#include "base/text.h"
#include "pipeline/parameters.h"
#include "pipeline/yaml_node.h"

namespace sluice::pipeline {
namespace {

struct Header {
  std::string text;
  int first_line = 1;
};

// The comment with which the file starts, without its marks.
Header header_of(const std::string& sql, const std::string& file) {
  auto start = sql.find_first_not_of(" \t\r\n");
  if (start == std::string::npos) complain({file, 1, 1}, "the file is empty: expected a query");
  if (sql.compare(start, 2, "/*") != 0) return {};
  auto end = sql.find("*/", start + 2);
  if (end == std::string::npos) complain({file, 1, 1}, "the comment /* is not closed by */");
  auto line = 1 + std::count(sql.begin(), sql.begin() + static_cast<std::ptrdiff_t>(start), '\n');
  return {.text = sql.substr(start + 2, end - start - 2), .first_line = static_cast<int>(line)};
}

catalog::TableName table_name(const std::string& text, const std::string& database,
                              const Place& place) {
  auto parts = split(text, '.');
  if (parts.size() > 2 || parts.front().empty() || parts.back().empty()) {
    complain(place, fmt::format("\"{}\" is no table: expected table or database.table", text));
  }
  auto in = parts.size() == 2 ? lower_ascii(parts.front()) : database;
  return {.database = catalog::DatabaseName(in), .table = lower_ascii(parts.back())};
}

template <class Value>
Value one_of(const YamlNode& node, std::string_view what,
             const std::vector<std::pair<std::string_view, Value>>& choices) {
  auto text = node.text(what);
  std::string names;
  for (const auto& [name, value] : choices) {
    if (name == text) return value;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
  }
  complain(node.place(), fmt::format("\"{}\" is no {}: expected one of {}", text, what, names));
}

jobs::OnFail on_fail(const YamlNode& node, bool is_test) {
  using enum jobs::OnFail;
  if (is_test) return one_of<jobs::OnFail>(node, "on_fail", {{"fail", fail}, {"warn", warn}});
  return one_of<jobs::OnFail>(node, "on_fail",
                              {{"reject", reject}, {"warn", warn}, {"fail", fail}});
}

jobs::Expectation read_expectation(const YamlNode& node) {
  jobs::Expectation expectation{.line = node.place().line};
  auto what = "an expectation";
  if (node.is_scalar()) {
    expectation.condition = node.text(what);
  } else {
    node.each(what, [&](const std::string& key, const YamlNode& value) {
      if (key == "name") {
        expectation.name = value.text("the name");
      } else if (key == "check") {
        expectation.condition = value.text("the condition");
      } else if (key == "on_fail") {
        expectation.on_fail = on_fail(value, false);
      } else {
        complain(value.place(), fmt::format("an expectation has no \"{}\": name, check and "
                                            "on_fail are what it can have",
                                            key));
      }
    });
  }
  if (expectation.condition.empty()) complain(node.place(), "expected `check: a condition`");
  if (expectation.name.empty()) expectation.name = expectation.condition;
  return expectation;
}

// YAML has no SQL literals: a number is itself, everything else a string.
std::string sql_literal(const YamlNode& node, std::string_view what) {
  auto value = node.as_json();
  if (value.is_int64() || value.is_double() || value.is_bool()) return node.text(what);
  return quote_text(node.text(what), '\'');
}

struct TestBody {
  jobs::DataTest& test;
  const std::string& database;

  void operator()(const std::string& key, const YamlNode& value) const {
    using enum jobs::TestKind;
    bool is_bounded = test.kind == range || test.kind == row_count;
    if (key == "column" && test.kind != row_count) {
      test.columns = {value.text("the column")};
    } else if (key == "on_fail") {
      test.on_fail = on_fail(value, true);
    } else if (key == "values" && test.kind == accepted_values) {
      for (const auto& item : value.items("the values")) {
        test.values.push_back(sql_literal(item, "a value"));
      }
    } else if (key == "min" && is_bounded) {
      test.minimum = sql_literal(value, "min");
    } else if (key == "max" && is_bounded) {
      test.maximum = sql_literal(value, "max");
    } else if (key == "to" && test.kind == relationship) {
      auto text = value.text("the column it refers to");
      auto dot = text.rfind('.');
      if (dot == std::string::npos) complain(value.place(), "expected `to: table.column`");
      test.to_table = table_name(text.substr(0, dot), database, value.place());
      test.to_column = lower_ascii(text.substr(dot + 1));
    } else {
      complain(value.place(), fmt::format("this test has no \"{}\"", key));
    }
  }
};

void require_whole(const jobs::DataTest& test, const Place& place) {
  using enum jobs::TestKind;
  bool needs_column = test.kind != row_count && test.kind != custom_sql;
  if (needs_column && test.columns.empty()) complain(place, "expected `column: …` in this test");
  if (test.kind == accepted_values && test.values.empty())
    complain(place, "expected `values: [a, b]`");
  bool needs_bound = test.kind == range || test.kind == row_count;
  if (needs_bound && !test.minimum && !test.maximum) complain(place, "expected `min:` or `max:`");
  if (test.kind == relationship && test.to_column.empty()) {
    complain(place, "expected `to: table.column`");
  }
}

jobs::DataTest read_test(const YamlNode& node, const std::string& database) {
  using enum jobs::TestKind;
  static const std::map<std::string, jobs::TestKind> kinds{{"not_null", not_null},
                                                           {"unique", unique},
                                                           {"accepted_values", accepted_values},
                                                           {"range", range},
                                                           {"relationship", relationship},
                                                           {"row_count", row_count},
                                                           {"sql", custom_sql}};
  auto [kind, body] = node.only_entry("a test");
  auto found = kinds.find(kind);
  if (found == kinds.end()) {
    complain(node.place(), fmt::format("\"{}\" is no test: expected not_null, unique, "
                                       "accepted_values, range, relationship, row_count or sql",
                                       kind));
  }
  jobs::DataTest test{.kind = found->second, .line = node.place().line};
  if (test.kind == custom_sql) {
    test.sql = body.text("a query whose rows are the failures");
  } else if (test.kind == not_null || test.kind == unique) {
    test.columns = body.texts("the columns");
  } else {
    body.each("the test", TestBody{test, database});
  }
  for (auto& column : test.columns)
    column = lower_ascii(column);
  require_whole(test, node.place());
  return test;
}

engine::SortKey sort_key(const std::string& text, const Place& place) {
  auto parts = split(trim(text), ' ');
  engine::SortKey key{.column = lower_ascii(parts.front())};
  auto direction = lower_ascii(parts.back());
  if (parts.size() == 2 && direction == "desc") key.is_descending = true;
  bool is_sound =
      parts.size() == 1 || (parts.size() == 2 && (direction == "desc" || direction == "asc"));
  if (!is_sound)
    complain(place, fmt::format("\"{}\" is no sort key: expected column [desc]", text));
  return key;
}

std::vector<std::string> lower(std::vector<std::string> names) {
  for (auto& name : names)
    name = lower_ascii(name);
  return names;
}

// Reads the header's entries into a step.
class HeaderReader {
 public:
  HeaderReader(ModelStep& step, const Pipeline& pipeline) : step_(step), pipeline_(pipeline) {}

  void read(const YamlNode& header) {
    // The zone first: names without a database are in its.
    if (!pipeline_.zones.empty()) use_zone(pipeline_.zones.back());
    header.each("the header", [&](const std::string& key, const YamlNode& value) {
      if (key == "zone") take_zone(value);
    });
    header.each("the header", [&](const std::string& key, const YamlNode& value) {
      if (key != "zone") take(key, value);
    });
    check(header);
  }

 private:
  jobs::Model& model() { return step_.model; }
  const std::string& database() { return model().table.database.text(); }

  void use_zone(const Zone& zone) {
    step_.zone = zone.name;
    model().table.database = zone.database;
    model().location = {.bucket = zone.bucket, .key = store::ObjectKey(zone.prefix)};
  }

  void take_zone(const YamlNode& value) {
    auto name = value.text("the zone");
    for (const auto& zone : pipeline_.zones) {
      if (zone.name == name) return use_zone(zone);
    }
    complain(value.place(), fmt::format("\"{}\" is no zone of this pipeline", name));
  }

  void take(const std::string& key, const YamlNode& value) {
    using enum jobs::Materialization;
    auto& m = model();
    if (key == "table") {
      m.table = table_name(value.text("the table"), database(), value.place());
    } else if (key == "name") {
      step_.name = value.text("the name");
    } else if (key == "materialize") {
      m.materialization = one_of<jobs::Materialization>(value, "materialization",
                                                        {{"full", full},
                                                         {"incremental", incremental},
                                                         {"replace_partitions", replace_partitions},
                                                         {"merge", merge}});
    } else if (key == "source") {
      m.source = table_name(value.text("the source"), database(), value.place());
    } else if (key == "merge_key") {
      m.merge_key = lower(value.texts("the merge key's columns"));
    } else if (key == "latest_by") {
      m.latest_by = lower_ascii(value.text("a column"));
    } else if (key == "partition_by") {
      m.partition_by = lower(value.texts("the partition keys"));
    } else if (key == "sort_by") {
      for (const auto& text : value.texts("the sort keys")) {
        m.sort_by.push_back(sort_key(text, value.place()));
      }
    } else if (key == "target_file_size") {
      m.target_file_bytes = value.bytes("the target file size");
    } else if (key == "reject_limit") {
      m.reject_limit = value.share("the reject limit");
    } else {
      take_lists(key, value);
    }
  }

  void take_lists(const std::string& key, const YamlNode& value) {
    if (key == "expectations") {
      for (const auto& item : value.items("expectations")) {
        model().expectations.push_back(read_expectation(item));
      }
    } else if (key == "tests") {
      for (const auto& item : value.items("tests")) {
        model().tests.push_back(read_test(item, database()));
      }
    } else if (key == "retries") {
      step_.retry.attempts = static_cast<int>(value.integer("the retries")) + 1;
    } else if (key == "backoff") {
      step_.retry.backoff = value.duration("the backoff");
    } else if (key == "timeout") {
      step_.retry.timeout =
          std::chrono::duration_cast<std::chrono::seconds>(value.duration("the timeout"));
    } else if (key == "description") {
      value.text("the description");
    } else {
      complain(value.place(),
               fmt::format("a model's header has no \"{}\": table, zone, materialize, source, "
                           "merge_key, latest_by, partition_by, sort_by, target_file_size, "
                           "reject_limit, expectations, tests, retries, backoff, timeout, name and "
                           "description are what it can have",
                           key));
    }
  }

  void check(const YamlNode& header) {
    bool is_full = model().materialization == jobs::Materialization::full;
    bool is_merge = model().materialization == jobs::Materialization::merge;
    if (!is_full && !model().source) {
      complain(header.place(), "expected `source: table`: the table whose new objects it reads");
    }
    if (is_full && model().source) {
      complain(header.place(), "`source` is for incremental, replace_partitions and merge models");
    }
    if (is_merge == model().merge_key.empty()) {
      complain(header.place(), "`merge_key: [columns]` and `materialize: merge` go together");
    }
    if (step_.zone.empty()) {
      complain(header.place(), "the pipeline has no zone to put this model's table in");
    }
  }

  ModelStep& step_;
  const Pipeline& pipeline_;
};

}  // namespace

ModelStep read_model(const std::string& sql, const std::string& name, const Pipeline& pipeline) {
  auto header = header_of(sql, name);
  ModelStep step{.name = std::filesystem::path(name).stem().string(), .retry = pipeline.retry};
  step.model.table.table = lower_ascii(step.name);
  step.model.file = name;
  auto node = YamlNode::parse(header.text, name, header.first_line);
  node.set_substitute(std::make_shared<const YamlNode::Substitute>(
      [&pipeline](const std::string& text, const Place& place) {
        return substitute(text, pipeline.parameters, place);
      }));
  HeaderReader(step, pipeline).read(node);
  step.model.sql = substitute_sql(sql, pipeline.parameters, name);
  auto folder = step.model.location.key.text() + step.model.table.table + "/";
  step.model.location.key = store::ObjectKey(folder);
  return step;
}

}  // namespace sluice::pipeline
